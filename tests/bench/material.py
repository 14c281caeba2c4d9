"""What is measured on: a shop's library of any size, in the kinds and lengths that trainers write."""

from __future__ import annotations

from pathlib import Path

PER_FILE = 1000
SHOP = "云杉户外"
LEARNER = "学员甲"
AT = "2026-11-23T09:00:00+08:00"
"""When everything takes place: a fixed morning, so that the same cards are due in every run."""

TOPICS = ("发货", "退货", "换货", "运费", "尺码", "洗护", "色差", "发票", "赠品", "预售", "缺货", "投诉")
_PRODUCTS = ("轻量冲锋衣", "抓绒外套", "速干长裤", "徒步鞋", "软壳衣", "羽绒背心", "防晒衫", "溯溪鞋")
_ANSWERS = ("当天下单当天发出", "签收后七天内", "由店铺承担", "请顾客拍两张照片", "查过库存再答复", "补发一件")
RULE = "按店铺规则"
"""What only answers to recall cards say."""
_WHY = "先看订单时间和库存，再答复顾客；答应了的事写进备注。"


def write_library(root: Path, cards: int) -> None:
    """A library of exactly ``cards`` cards in files of up to ``PER_FILE``."""
    (root / "decks").mkdir(parents=True)
    (root / "shop.yaml").write_text(
        f"shop: spruce\nname: {SHOP}\nlang: zh-Hans\nterms:\n  cutoff: 16:00\n  return_days: 7\n"
        "forbidden: [肯定, 绝对]\nretention:\n  default: 90%\n  退货: 95%\n",
        encoding="utf-8",
    )
    for start in range(0, cards, PER_FILE):
        place = start // PER_FILE
        numbers = range(start, min(start + PER_FILE, cards))
        head = f"deck: part-{place:03}\ntitle: 第 {place + 1} 部分\nlang: zh-Hans\ntags: [policy]\n\ncards:\n"
        text = head + "".join(_entry(number) for number in numbers)
        (root / "decks" / f"part-{place:03}.yaml").write_text(text, encoding="utf-8")


def card_of(number: int) -> str:
    """The id of the card with this serial number."""
    facet = "/c1" if number % 10 == 7 else ""
    return f"part-{number // PER_FILE:03}/card-{number:06}{facet}"


def serial(number: int) -> str:
    """What only this card's question says."""
    return f"{number:06} 号"


def is_recall(number: int) -> bool:
    """Whether the learner judges this card."""
    return number % 10 in (0, 1, 2)


def _entry(number: int) -> str:
    topic, product = TOPICS[number % len(TOPICS)], _PRODUCTS[number // 3 % len(_PRODUCTS)]
    asked = f"{serial(number)}订单，顾客问{product}的{topic}"
    lines = [f"  - id: card-{number:06}\n", *_KINDS[number % 10](number, topic, asked)]
    lines.append(f"    tags: [{topic}]\n    why: {_WHY}\n    source: {topic}规则第 {number % 9 + 1} 条\n\n")
    return "".join(lines)


def _recall(number: int, topic: str, asked: str) -> list[str]:
    return [f"    front: {asked}，怎么答复？\n", f"    back: {topic}{RULE}，{_answer(number)}\n"]


def _typed(number: int, topic: str, asked: str) -> list[str]:
    return [
        f"    kind: typed\n    front: {asked}，几天内有效？\n    back: {number % 27 + 3}\n",
        f"    match: number\n    unit: 天\n    hint: 看{topic}规则\n",
    ]


def _timed(number: int, topic: str, asked: str) -> list[str]:
    accept = f"    accept: [{topic}{_answer(number)}]\n    seconds: 20\n"
    return [f"    kind: typed\n    front: {asked}，一句话怎么说？\n    back: {_answer(number)}\n", accept]


def _cloze(number: int, topic: str, asked: str) -> list[str]:
    return [f"    kind: cloze\n    text: {asked}，截止时间是 {{{{c1::{number % 24}:{number % 60:02}::{topic}}}}}。\n"]


def _choice(number: int, topic: str, asked: str) -> list[str]:
    wrong = ", ".join(_answer(number + other) for other in (1, 2, 3))
    return [
        f"    kind: choice\n    front: {asked}，哪一种做法对？\n",
        f"    back: {_answer(number)}\n    wrong: [{wrong}]\n    last: {topic}从不受理\n",
    ]


def _set(number: int, topic: str, asked: str) -> list[str]:
    return [f"    kind: set\n    front: {asked}，要核对哪几样？\n    back: [订单, {topic}备注, 地址]\n"]


def _order(number: int, topic: str, asked: str) -> list[str]:
    return [f"    kind: order\n    front: {asked}，按什么顺序处理？\n    back: [核对订单, 查{topic}, 答复, 备注]\n"]


_KINDS = (_recall, _recall, _recall, _typed, _typed, _timed, _choice, _cloze, _set, _order)


def _answer(number: int) -> str:
    return _ANSWERS[number % len(_ANSWERS)]
