"""Which texts of many are easily taken for one another: numbers by value, words by the characters that they share.

Ten thousand values cannot all be compared with each other. So each is only held against its neighbours in three
orders: by its numbers among texts of one form, by how it begins, and by how it ends; and against those that stand
next to it in the library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from itertools import pairwise
from typing import Final

from kdeck.core.message import Message, series
from kdeck.core.strings import fold_width, normalise

_NUMBER: Final = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_WORD: Final = re.compile(r"[a-z0-9]+|[^\W_]")
_NEIGHBOURS: Final = 5
"""On each side, in each order."""
_COMPARE_ALL: Final = 48
"""Up to so many values, all are compared."""

_Form = tuple[str, tuple[float, ...]]
_Rank = tuple[int, float, int]


class Nearest:
    """Distinct texts in the library's order, from which those nearest to one of them are drawn, always the same."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.texts: Sequence[str] = tuple(texts)
        self._forms = [_form(text) for text in self.texts]
        self._shares: list[frozenset[str] | None] = [None] * len(self.texts)
        self._orders: list[tuple[list[int], list[int]]] = []

    def to(self, place: int, most: int) -> list[int]:
        """The places of up to ``most`` texts, the most confusable first; of equals the nearer, the earlier first."""
        ranked = sorted((self._rank(place, other), other) for other in self._around(place) if other != place)
        return [other for _rank, other in ranked[:most]]

    def _rank(self, place: int, other: int) -> _Rank:
        (form, numbers), (other_form, other_numbers) = self._forms[place], self._forms[other]
        away = abs(other - place) * 2 + (other > place)
        if numbers and form == other_form:
            if len(numbers) == 1:  # as most have
                return 0, abs(numbers[0] - other_numbers[0]), away
            return 0, sum(abs(one - two) for one, two in zip(numbers, other_numbers, strict=True)), away
        ours, theirs = self._share(place), self._share(other)
        return 1, -2 * len(ours & theirs) / (len(ours) + len(theirs) or 1), away

    def _share(self, place: int) -> frozenset[str]:
        found = self._shares[place]
        if found is None:
            found = self._shares[place] = shares(self.texts[place])
        return found

    def _around(self, place: int) -> Iterable[int]:
        count = len(self.texts)
        if count <= _COMPARE_ALL:
            return range(count)
        found = set(range(max(0, place - _NEIGHBOURS), min(count, place + _NEIGHBOURS + 1)))
        for order, ranks in self._ordered():
            rank = ranks[place]
            found.update(order[max(0, rank - _NEIGHBOURS) : rank + _NEIGHBOURS + 1])
        return found

    def _ordered(self) -> list[tuple[list[int], list[int]]]:
        """Places in each order, and where each place stands in it."""
        if not self._orders:
            keys = [normalise(text) for text in self.texts]
            for key in (self._forms.__getitem__, keys.__getitem__, lambda place: keys[place][::-1]):
                order = sorted(range(len(self.texts)), key=key)
                ranks = [0] * len(order)
                for rank, place in enumerate(order):
                    ranks[place] = rank
                self._orders.append((order, ranks))
        return self._orders


def shares(text: str) -> frozenset[str]:
    """What texts are compared by: words, and neighbouring characters of Chinese."""
    words = _WORD.findall(fold_width(text).casefold())
    return frozenset([*words, *(one + two for one, two in pairwise(words))])


def _form(text: str) -> _Form:
    """A text with its numbers masked, and the numbers."""
    folded = normalise(text)
    numbers = tuple(float(number.replace(",", "")) for number in _NUMBER.findall(folded))
    return "".join(_NUMBER.sub("#", folded).split()), numbers


def distinct(texts: Sequence[str]) -> bool:
    """Whether no two texts are alike. Most lists are settled by first and last characters, without normalising."""
    ends = [_ends(text) for text in texts]
    if None in ends:
        return len({normalise(text) for text in texts}) == len(texts)
    if len(set(ends)) == len(texts):
        return True
    once, often = set[str | None](), set[str | None]()
    for end in ends:
        (often if end in once else once).add(end)
    doubtful = [text for text, end in zip(texts, ends, strict=True) if end in often]
    return len({normalise(text) for text in doubtful}) == len(doubtful)


def without_alike(texts: Iterable[str], taken: Iterable[str] = ()) -> tuple[list[str], list[int]]:
    """The texts that are alike neither to an earlier one nor to one ``taken``, and the places of those left out."""
    seen = {normalise(text) for text in taken}
    kept: list[str] = []
    dropped: list[int] = []
    for place, text in enumerate(texts):
        key = normalise(text)
        if key in seen:
            dropped.append(place)
        else:
            seen.add(key)
            kept.append(text)
    return kept, dropped


def _ends(text: str) -> str | None:
    """First and last character where folding leaves both alone; two texts that differ in these cannot be alike."""
    if not text:
        return None
    first, last = text[0], text[-1]
    if ("\u4e00" <= first <= "\u9fff" or (first.isascii() and first.isalnum())) and (
        "\u4e00" <= last <= "\u9fff" or (last.isascii() and last.isalnum())
    ):
        return (first + last).lower()
    return None


_LONGEST = 64
"""Longer words are no slips of the finger, and comparing them is slow."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` was most likely meant to be, if any is near enough."""
    if len(word) > _LONGEST:
        return None
    words = {candidate.casefold(): candidate for candidate in known}
    folded = word.strip().casefold()
    if folded in words:
        return words[folded]
    letters = set(folded)
    found = get_close_matches(folded, [known for known in words if letters & set(known)], n=1, cutoff=0.6)
    return words[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> Message | None:
    """The hint that goes with an unknown word: the nearest known one, else the whole list if it is short."""
    names = list(known)
    found = nearest(word, names)
    if found is not None:
        return Message("Did you mean “{word}”?", word=found)
    if 0 < len(names) <= 24:
        return Message("Known here: {words}.", words=series(names))
    return None


def shown(text: str, longest: int = 40) -> str:
    """A text short enough to be quoted in one line of a message."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


OTHER_NAMES: Final = {
    name: key
    for key, names in {
        "deck": "题库 题库编号",
        "title": "标题 题目名称",
        "lang": "语言 language",
        "about": "说明 简介 description",
        "cards": "卡片 题目列表 questions",
        "products": "商品 产品 goods",
        "rules": "规则 政策",
        "phrases": "话术",
        "chats": "对话",
        "id": "编号 序号 number",
        "kind": "类型 题型 type",
        "front": "问题 题目 题干 正面 question",
        "back": "答案 正确答案 背面 answer answers",
        "wrong": "错误 错误选项 错误答案 干扰项 选项 options choices",
        "accept": "也算对 其他答案 alternatives",
        "why": "解释 解析 理由 原因 explanation reason",
        "because": "依据",
        "hint": "提示 tip",
        "seconds": "限时 秒 时限 time",
        "tags": "标签 tag",
        "source": "来源 出处",
        "until": "有效期 截止",
        "name": "名称 名字 商品名",
        "sku": "货号 款号",
        "category": "类目 类别 分类",
        "facts": "资料 属性 参数 attributes",
        "size_chart": "尺码表 尺码",
        "ask": "问法 提问",
        "given": "条件 inputs",
        "outcomes": "结果 rows",
        "when": "情况 如果 if",
        "then": "那么 结论 result",
        "never": "禁用 不能说 forbidden",
        "must": "必须 必须说 要点",
        "say": "示范 参考回复 话术示范",
        "text": "内容 正文",
        "unit": "单位",
    }.items()
    for name in names.split()
}
"""Chinese and English words, and the key that is meant; a word that is itself a key somewhere never is one."""
