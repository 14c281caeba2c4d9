"""Which column of a table is which key of an entry, by its heading in Chinese or English."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.errors import UsageError
from kdeck.core.message import Message, series
from kdeck.core.strings import fold_width
from kdeck.decks.importing import table_file
from kdeck.decks.importing.table_file import Line, TableError
from kdeck.decks.schema_cards import ITEMS, USUAL
from kdeck.decks.tree import Map, Seq, Text

Kind = Literal["products", "cards"]
Path = tuple[str, ...]
"""A key of an entry: ``("name",)``, or ``("facts", "color")``."""
Value = tuple[str, ...]
"""What stands there: nothing, one text, or several as a list."""
Values = Mapping[Path, Value]

ID: Final = "id"
FACTS: Final = "facts"
LIST_KEYS: Final = frozenset({"tags", "wrong", "accept"})
"""Keys that are written as lists even when they hold one text."""

ORDER: Final[dict[Kind, tuple[str, ...]]] = {
    "products": ("name", "sku", "category", "tags", FACTS),
    "cards": (
        *("kind", "front", "text", "back", "wrong", "last", "accept", "match", "unit", "reverse", "seconds"),
        *("tags", "why", "hint", "source", "until"),
    ),
}
"""The keys that a table may fill, in the order in which a new entry has them."""


class Row(NamedTuple):
    """One row of a table. line: from 1 in its file. id: of the id column, may be empty.

    values: one for every path that the table has a column for; an empty cell is an empty value.
    """

    line: int
    id: str
    values: Values

    def text(self, key: str) -> str:
        """The first text at a key, empty when there is none."""
        return next(iter(self.values.get((key,), ())), "")


def value_of(entry: Map, path: Path) -> Value | None:
    """What an entry of a deck holds at a path; ``None`` for something that no table could have put there."""
    node: object = entry
    for step in path:
        if not isinstance(node, Map):
            return () if node == "" else None
        node = node.get(Text(step), Text(""))
    if path == ("kind",) and node == USUAL:
        return ()  # what a card is when nobody says
    if isinstance(node, Text):
        return (node.strip(),) if node.strip() else ()
    if isinstance(node, Seq) and all(isinstance(item, Text) for item in node):
        return tuple(str(item).strip() for item in node)
    return None


def node_of(path: Path, value: Value) -> str | list[str]:
    """How a value is written: a list where the key asks for one or there are several."""
    return list(value) if path[0] in LIST_KEYS or len(value) > 1 else "".join(value)


def value_shown(value: Value | None) -> str:
    """A value in one line."""
    return "…" if value is None else " | ".join(value).replace("\n", " ⏎ ")


def spelled(path: Path) -> str:
    """A path as people and the record write it."""
    return "/".join(path)


_WITHIN: Final = 20
"""Rows in which the headings are looked for: a title, merged over the table, may stand above them."""
_DECORATION: Final = re.compile(r"^[\s*]+|[(（\[【](?:必填|选填|可选|required|optional)[)）\]】]|[:：]$", re.IGNORECASE)
_IDLE: Final = re.compile(r"[\s_-]")


def _table(**names: str) -> dict[str, str]:
    return {name: key for key, all_names in names.items() for name in (key, *all_names.split())}


_PRODUCT_KEYS: Final = _table(
    id="编号",
    sku="货号 商品编码 商品编号 商家编码 款号 skuid skucode itemno articleno articlenumber",
    name="商品名 商品名称 名称 品名 标题 商品标题 产品名称 productname product title",
    category="类目 分类 品类 商品分类 商品类目 producttype",
    tags="标签 标记 tag",
)
_CARD_KEYS: Final = _table(
    id="编号",
    kind="类型 题型 type",
    front="问题 题目 正面 question",
    text="填空 填空题 cloze",
    back="答案 正确答案 回答 背面 answer",
    wrong="错误答案 错误选项 干扰项 wronganswers distractors",
    last="最后选项",
    accept="也算对 其他答案 alsoright",
    match="比较方式",
    unit="单位",
    reverse="反向",
    seconds="限时 timelimit",
    tags="标签 tag",
    why="原因 解释 解析 说明 explanation because",
    hint="提示",
    source="来源 出处 依据",
    until="有效期至 validuntil",
)
_KEYS: Final[dict[Kind, dict[str, str]]] = {"products": _PRODUCT_KEYS, "cards": _CARD_KEYS}
_FACTS: Final = _table(
    color="颜色 颜色分类 colour colors colours",
    size="尺码 尺寸 sizes",
    material="材质 面料 材料 成分 面料成分 材质成分 fabric",
    care="洗护 洗涤 洗涤方式 洗涤说明 保养 washcare",
    weight="重量 净重 毛重",
    brand="品牌",
    origin="产地",
    season="季节 适用季节",
    style="款式 风格",
    fit="版型",
    lining="里料",
    upper="鞋面 鞋面材质",
    sole="鞋底 鞋底材质",
    closure="闭合方式",
    feature="特点 卖点 features",
    drawback="短处 缺点",
    function="功能",
    use="用途",
    warranty="保修 质保",
    waterproof="防水 防水等级",
    thickness="厚度",
    stretch="弹性",
    length="长度",
    width="宽度",
    age="适合年龄 适用年龄",
    price="价格 售价",
)
_SHORT_WORDS: Final = frozenset({"color", "size"})
_NEEDED: Final[dict[Kind, frozenset[str]]] = {
    "products": frozenset({"name", "sku"}),
    "cards": frozenset({"front", "back", "text"}),
}
_MAX_NAME: Final = 80


class Column(NamedTuple):
    """One column that is imported. place: from 0. separators: what stands between the values of a cell, if anything."""

    place: int
    heading: str
    path: Path
    separators: str


class Head(NamedTuple):
    """The headings of a table and what they mean. row: their place among the lines. ignored: headings left out."""

    row: int
    kind: Kind
    columns: tuple[Column, ...]
    width: int
    ignored: tuple[str, ...]


def head_of(
    file: str, lines: Sequence[Line], kind: Kind | None, labels: Mapping[str, str], skip: Iterable[str] = ()
) -> Head:
    """Find the headings and say what they mean.

    kind: what the table holds, guessed when ``None``. labels: the shop's label of a fact to its name. skip: headings
    that are not to be imported. Raises ``TableError`` where no headings are found or two mean the same.
    """
    for index, line in enumerate(lines[:_WITHIN]):
        found = _kind_of(line.cells, kind)
        if found is not None:
            columns, ignored = _columns(file, line, found, labels, skip)
            _check_needed(file, line.line, found, {column.path[0] for column in columns})
            return Head(index, found, columns, len(line.cells), ignored)
    message = Message("{file} has no row of headings that name products or questions", file=file)
    hint = Message(
        "A product table has a column “name” (商品名), a question table has “front” and “back” (问题, 答案)."
    )
    raise TableError(message, hint)


def _kind_of(headings: Iterable[str], wanted: Kind | None) -> Kind | None:
    folded = {_folded(heading) for heading in headings if heading}
    known = {kind: {_KEYS[kind].get(heading) for heading in folded} & _NEEDED[kind] for kind in _KEYS}
    cards = known["cards"]
    if wanted != "products" and ("text" in cards or {"front", "back"} <= cards or (wanted and cards)):
        return "cards"
    return "products" if wanted != "cards" and known["products"] and len(folded) > 1 else None


def _check_needed(file: str, line: int, kind: Kind, keys: set[str]) -> None:
    needed = {"name"} if kind == "products" else {"text"} if "text" in keys else {"front", "back"}
    for key in sorted(needed - keys):
        message = Message("{file}:{line}: a column “{key}” is missing", file=file, line=line, key=key)
        names = series(name for name, meaning in _KEYS[kind].items() if meaning == key)
        raise TableError(message, Message("Its heading may be one of: {names}.", names=names))


def _columns(
    file: str, line: Line, kind: Kind, labels: Mapping[str, str], skip: Iterable[str]
) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    unwanted = {_folded(name): name for name in skip}
    columns: dict[Path, Column] = {}
    ignored: list[str] = []
    for place, heading in enumerate(line.cells):
        shown = table_file.one_line(heading)
        if not heading:
            continue
        if unwanted.pop(_folded(heading), None) is not None:
            ignored.append(shown)
            continue
        path = _path(file, line.line, shown, kind, labels, columns)
        if path is None:
            ignored.append(shown)
            continue
        same = next(
            (one for one in columns.values() if one.path == path or _folded(one.heading) == _folded(shown)), None
        )
        if same is not None:
            raise _twice(file, line.line, shown, same.heading)
        columns[path] = Column(place, shown, path, _separators(kind, path, heading))
    if unwanted:
        message = Message("{file} has no column “{heading}” to skip", file=file, heading=next(iter(unwanted.values())))
        raise UsageError(message)
    return tuple(columns.values()), tuple(ignored)


def _path(
    file: str, line: int, heading: str, kind: Kind, labels: Mapping[str, str], taken: Mapping[Path, Column]
) -> Path | None:
    """Where the cells of a column go; ``None`` for one that a question table has no use for."""
    folded = _folded(heading)
    key = _KEYS[kind].get(folded)
    if key is not None:
        return (key,)
    if kind == "cards":
        return None
    name = next((labels[label] for label in labels if _folded(label) == folded), None) or _FACTS.get(folded)
    if name is None or (FACTS, name) in taken:
        name = fact_name(heading)
    if not name or len(name) > _MAX_NAME:
        message = Message(
            "{file}:{line}: “{heading}” cannot be the name of a fact", file=file, line=line, heading=heading
        )
        raise TableError(message, Message("Give the column a short heading, or leave it out with --skip."))
    return FACTS, name


def fact_name(heading: str) -> str:
    """A heading as the name of a fact: it becomes part of card ids, in which a slash parts."""
    name = table_file.one_line(_DECORATION.sub("", heading).replace("/", "-"))
    if re.fullmatch(r"[A-Za-z0-9 _-]+", name):
        return "-".join(name.casefold().split())
    return name


def _separators(kind: Kind, path: Path, heading: str) -> str:
    if path[0] == FACTS:
        short = path[-1] in _SHORT_WORDS or _FACTS.get(_folded(heading)) in _SHORT_WORDS
        return table_file.SHORT if short else ITEMS
    if path == ("tags",):
        return table_file.SHORT
    return table_file.SENTENCES if kind == "cards" and path[0] in ("wrong", "accept") else ""


def _twice(file: str, line: int, heading: str, first: str) -> TableError:
    message = Message(
        "{file}:{line}: the columns “{first}” and “{second}” mean the same",
        file=file,
        line=line,
        first=first,
        second=heading,
    )
    return TableError(message, Message("Rename one of them, or leave it out with --skip."))


def _folded(heading: str) -> str:
    return _IDLE.sub("", fold_width(_DECORATION.sub("", heading)).casefold())
