"""Decision tables made by hand, and what a brute-force reader makes of them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import cast

from kdeck.core.rules.table import Case, Comparison, Equals, Input, Interval, Operator, Row, Span, Table, Test, TestItem
from kdeck.core.strings import normalise


def minutes(text: str) -> int:
    """Minutes since midnight of ``16:00``."""
    hours, _, rest = text.partition(":")
    return int(hours) * 60 + int(rest)


def clock(name: str, low: str = "00:00", high: str = "23:59", step: int = 1, label: str = "") -> Input:
    """A time of day."""
    size = (minutes(high) - minutes(low)) // step + 1
    return Input(name, "time", minutes(low), step, size, label=label)


def number(name: str, low: int, high: int, unit: str = "") -> Input:
    """A whole number."""
    return Input(name, "number", low, 1, high - low + 1, unit=unit)


def words(name: str, *values: str) -> Input:
    """One of some words."""
    return Input(name, "one of", 0, 1, len(values), words=values)


def spans(text: str, *found: Span) -> Test:
    """A test as written, with the positions that pass; its syntax is read as simply as these tables need it."""
    folded = text.replace("：", ":")
    negated = folded.startswith("not(")
    inner = folded[4:-1] if negated else folded
    return Test(text, found, tuple(map(_item, inner.split(", "))), negated)


def _item(text: str) -> TestItem:
    if ".." in text:
        low, high = text.strip("[]()").split("..")
        return Interval(low.strip(), high.strip(), text[0] in "(]", text[-1] in ")[")
    compared = re.fullmatch("(<=|>=|<|>) ?(.+)", text)
    return Comparison(cast("Operator", compared[1]), compared[2]) if compared else Equals(text)


CUTOFF = Table(
    (clock("paid", "08:00", "23:59", label="付款时间"),),
    (
        Row("today", "当天发货", "", (spans("< 16:00", (0, 479)),)),
        Row("tomorrow", "次日发货", "16 点截单", (None,)),
    ),
)
RETURNS = Table(
    (number("days", 0, 30, "天"), words("tag", "完好", "剪掉", "丢失"), clock("at")),
    (
        Row("no-tag", "不能退", "", (None, spans("not(完好)", (1, 2)), None)),
        Row("midnight", "先退款", "", (spans("7", (7, 7)), None, spans("23:59", (1439, 1439)))),
        Row("in-time", "可以退", "", (spans("<= 7", (0, 7)), spans("完好", (0, 0)), None)),
        Row("exchange", "只能换", "", (spans("(7..15]", (8, 15)), None, None)),
        Row("late", "不能退", "", (None, None, None)),
    ),
    because="吊牌完好七天可退",
)
WORDS = Table(
    (words("stage", "未打印", "已打印", "已打包", "已发货"), words("wish", "改地址", "取消")),
    (
        Row("free", "直接改", "", (spans("未打印", (0, 0)), None)),
        Row("stop", "拦截", "", (spans("已打印, 已打包", (1, 2)), None)),
        Row("refuse", "拒收", "", (spans("已发货", (3, 3)), spans("取消", (1, 1)))),
        Row("call", "联系快递", "", (None, None)),
    ),
)
SIZES = Table(
    (number("height", 150, 190, "cm"), number("weight", 40, 90, "kg")),
    (
        Row("s", "S", "", (spans("<= 160", (0, 10)), spans("<= 50", (0, 10)))),
        Row("m", "M", "", (spans("<= 170", (0, 20)), spans("<= 60", (0, 20)))),
        Row("l", "L", "", (spans("<= 180", (0, 30)), spans("<= 70", (0, 30)))),
        Row("xl", "XL", "", (None, None)),
    ),
)
TABLES = {"cutoff": CUTOFF, "returns": RETURNS, "words": WORDS, "sizes": SIZES}
ROWS = [(name, row) for name, table in TABLES.items() for row in range(len(table.rows))]


def everywhere(table: Table) -> Iterator[Case]:
    """Every case of a table."""
    return itertools.product(*(range(asked.size) for asked in table.inputs))


def neighbours(table: Table, case: Case) -> Iterator[Case]:
    """The cases one step along one ordered input away."""
    for place, asked in enumerate(table.inputs):
        if asked.kind != "one of":
            for at in (case[place] - 1, case[place] + 1):
                if 0 <= at < asked.size:
                    yield (*case[:place], at, *case[place + 1 :])


def decides(table: Table, case: Case) -> bool:
    """Whether one step leads to a row that says something else."""
    ours = table.hits(case)
    assert ours is not None
    theirs = (table.hits(other) for other in neighbours(table, case))
    return any(row is not None and said(table, row) != said(table, ours) for row in theirs)


def said(table: Table, row: int) -> str:
    """What a row says, normalised."""
    return normalise(table.rows[row].then)
