"""What a question is about: its words without numbers, question words and what every question of a shop says.

Two wordings of one question then mostly come down to the same words: 「当天发货的付款截止时间是几点？」 and
「几点前付款当天发货？」 both to 付款 and 当天发货.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from kdeck.core.strings import fold_width

_LATIN: Final = re.compile(r"[a-z][a-z'’-]*")
_HAN: Final = re.compile(r"[\u3400-\u9fff]+")
_GAP: Final = re.compile(r"\[[^\]]*\]|\{[^{}]*\}")
_NUMBER: Final = re.compile(r"\d[\d,.:]*")

_SAME: Final = {
    "今天": "当天",
    "今日": "当天",
    "当日": "当天",
    "出库": "发货",
    "寄出": "发货",
    "发出": "发货",
}
_IDLE: Final = """
几点几分 几点钟 几点以前 几点之前 几点前 几点 几个小时 几小时 几分钟 几个工作日 几个月 几天 几张 几件 几元 几次 第几天
多少个小时 多少小时 多少分钟 多少天 多少张 多少件 多少元 多少钱 多少次 多少 哪天 哪一天 哪个 哪些 怎么 如何 请问
什么时候 什么时间 什么时刻 何时 什么 截止时间 截止 时间 期限 时限 时刻 规定 一共 总共 最晚 最迟 一般 通常
以前 之前 早于 以内 之内 内(?!胆|衣|裤|长|里) 必须 应该 应当 需要 可以 要(?!求) 会(?!员|话) 能(?!量)
本店 店铺 我们 我店 店里 商店 买家 顾客 客户 客人 您 你 亲 订单 商品 货品
是 的 了 吗 呢 呀 在 把 为(?!难) 算(?!术) 这 那 就 都 也 和 与 几
"""
_IDLE_HAN: Final = re.compile("|".join(sorted(_IDLE.split(), key=len, reverse=True)))
_SAME_HAN: Final = re.compile("|".join(_SAME))
_SMALL: Final = """
a an the is are be was of to for in on at by it its this that there with and or if as do does did must can may will
what when which who how many much long time times before until till within cutoff deadline latest last limit period
our we us i shop store seller buyer buyers customer customers client you your they their order orders goods item
items have has had day days hour hours minute minutes
"""
_IDLE_LATIN: Final = frozenset(_SMALL.split())
_STEMS: Final = {
    word: stem
    for stem, words in {
        "ship": "ships shipped shipping dispatch dispatched dispatches sent send sends",
        "pay": "pays paid paying payment payments",
        "return": "returns returned returning",
        "refund": "refunds refunded refunding",
        "exchange": "exchanges exchanged exchanging",
        "same-day": "today",
    }.items()
    for word in words.split()
}
_TELLING: Final = frozenset("不没无非未免新老旧男女大小多少春夏秋冬") | {"no", "not", "never", "without", "free", "new"}
"""A word more or less of these, and it is another question."""

_MOST_MORE: Final = 6
"""Of so many words one may stand in one question only."""


class Subject(NamedTuple):
    """words: without order. pairs: neighbouring Chinese characters, which keep some of it."""

    words: frozenset[str]
    pairs: frozenset[str]


def subject_words(text: str) -> str:
    """What a text is about: runs of Chinese characters and English words, a space between them."""
    folded = _GAP.sub(" ", fold_width(text).casefold()).replace("same day", "same-day")
    folded = _SAME_HAN.sub(lambda found: _SAME[found[0]], _NUMBER.sub(" ", folded))
    folded = _IDLE_HAN.sub(" ", folded)
    words = []
    for found in re.finditer(f"{_LATIN.pattern}|{_HAN.pattern}", folded):
        word = _stem(found[0]) if found[0][0].isascii() else found[0]
        if word not in _IDLE_LATIN:
            words.append(word)
    return " ".join(words)


def numbers_in(text: str) -> str:
    """The numbers that a text names, in order."""
    if "[" in text or "{" in text:
        text = _GAP.sub(" ", text)
    return " ".join([found.rstrip(".,:") for found in _NUMBER.findall(fold_width(text))])


@lru_cache(maxsize=4096)
def subject(words: str) -> Subject:
    """The subject of ``subject_words``."""
    parts = words.split(" ") if words else []
    han = [part for part in parts if not part[0].isascii()]
    latin = [part for part in parts if part[0].isascii()]
    return Subject(
        frozenset([*latin, *(character for part in han for character in part)]),
        frozenset(part[place : place + 2] for part in han for place in range(len(part) - 1)),
    )


def alike(one: str, other: str) -> bool:
    """Whether two texts are about the same: the same words, or one has a word in six more that tells nothing apart.

    A word on either side that the other lacks makes two questions: 退货 and 换货, this colour and that.
    """
    if one == other:
        return bool(one)
    few, many = sorted((subject(one), subject(other)), key=lambda side: len(side.words))
    least = 2 if any(word[0].isascii() for word in few.words) else 4
    more = many.words - few.words
    if len(few.words) < least or not few.words <= many.words or more & _TELLING:
        return False
    if len(more) * _MOST_MORE > len(many.words):
        return False
    shared = len(few.pairs & many.pairs)
    return shared * 5 >= min(len(few.pairs), len(many.pairs)) * 4


def _stem(word: str) -> str:
    word = word.replace("’", "'").removesuffix("'s").strip("'-")
    if word in _STEMS:
        return _STEMS[word]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
