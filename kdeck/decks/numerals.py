"""Numbers that are written in Chinese words, put in digits where a unit says that a number is meant: 七天, 下午三点."""

from __future__ import annotations

import re
from typing import Final

_ONES: Final = {word: value for value, word in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_TENS: Final = {"十": 10, "百": 100, "千": 1000}
_NUMERAL: Final = "[一二两三四五六七八九十百千零〇]"
_ANY: Final = re.compile(_NUMERAL)
# 星期一 and 三月五日 are days, 一点 is a bit, 第一 is an order: these stay words.
_COUNTED: Final = re.compile(
    rf"(?<![第期周]){_NUMERAL}{{1,7}}(?=\s*(?:天|个?小时|个?钟头|分钟|分|秒|周|个?星期|个月|年|元|块|个?工作日))"
    rf"|(?<=[午上]){_NUMERAL}{{1,3}}(?=点)|(?<!{_NUMERAL})(?!一点){_NUMERAL}{{1,3}}(?=点)"
)
_MINUTES: Final = re.compile(rf"(?<=\d点){_NUMERAL}{{1,3}}(?!{_NUMERAL})")


def in_digits(text: str) -> str:
    """The text with numbers of things that are counted in digits; all else as it is."""
    if text.isascii() or not _ANY.search(text):  # as most texts
        return text
    return _MINUTES.sub(_digits, _COUNTED.sub(_digits, text))


def _digits(found: re.Match[str]) -> str:
    """``四十八`` as 48; what is no number, as ``一一`` is none, stays."""
    value, ones, last = 0, 0, 10_000
    for place, word in enumerate(found[0]):
        if word in _TENS:
            if _TENS[word] >= last or (not ones and (place or word != "十")):
                return found[0]
            last = _TENS[word]
            value, ones = value + (ones or 1) * last, 0
        elif ones:
            return found[0]
        else:
            ones = _ONES[word]
    return str(value + ones)
