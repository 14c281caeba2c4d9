"""What a test or a range in everyday signs and words was most likely meant to be: 7～14, 16点之前, less than 7.

Only ever a suggestion: a table says what it says in one way, and whoever wrote it decides.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from kdeck.core.message import Message
from kdeck.core.rules.table import InputKind
from kdeck.core.strings import fold_width
from kdeck.decks import tree

LONGEST: Final = 80
"""Longer texts are not thought about."""
_NUMBER: Final = r"[+-]?\d[\d,]*(?:\.\d+)?(?: ?[^\W\d_]{1,6}?)?"
_VALUES: Final[dict[InputKind, str]] = {
    "number": _NUMBER,
    "time": r"(?:上午|早上|中午|下午|晚上)? ?\d{1,2}(?::\d\d|点(?:半|整|\d{1,2}分?)?)?(?: ?[ap]\.?m\b\.?)?",
    "date": r"\d{4} ?[-/.年] ?\d{1,2} ?[-/.月] ?\d{1,2} ?[日号]?",
    "one of": r".+?",
}
_BETWEEN: Final = r" ?(?:\.\.+|~|-+|至|到|to|and|和) ?"
_FROM: Final = "(?:between|from|介于|从)? ?"
_WORDS_FIRST: Final = {
    "<=": "不超过|不大于|不多于|不高于|不晚于|最多|最晚|至多|at most|up to|no more than|not more than|no later than",
    ">=": "不少于|不小于|不低于|不早于|至少|最少|at least|no less than|not less than|no earlier than|from",
    "<": "小于|少于|低于|不到|不足|早于|less than|fewer than|under|below|before|earlier than",
    ">": "大于|多于|高于|超过|晚于|more than|over|above|after|later than",
}
_WORDS_LAST: Final = {
    "<=": "及以下|以下|以内|之内|内|或更少|or less|or fewer|or earlier",
    ">=": "及以上|以上|及以后|或更多|起|or more|or later|以后|之后",
    "<": "以前|之前|前",
}
_NOT: Final = r"(?:不等于|不是|除了|除|非|not|no|except|other than) ?"
_OR: Final = re.compile(r" ?(?:或者|或|和|/|;|\||\bor\b|\band\b) ?")
_DIGITS: Final = re.compile(r"\d+")
_CLOCK: Final = re.compile(
    r"(上午|早上|中午|下午|晚上)? ?(\d{1,2})(?::(\d\d)|点(半|整|\d{1,2})?分?)? ?(?:([ap])\.?m\.?)?"
)


def meant(text: str, kind: InputKind, reads: Callable[[str], bool]) -> str | None:
    """The test that a text was most likely meant to be. reads: whether a test is one that some value passes."""
    if len(text) > LONGEST:
        return None
    folded = " ".join(fold_width(text).casefold().split()) if kind != "one of" else " ".join(text.split())
    return next((test for test in _candidates(folded, kind) if test != text and reads(test)), None)


def range_hint(text: str, kind: InputKind) -> Message | None:
    """What to say to a text that is no range ``A..B``: a day that there is not, or what was likely meant."""
    likely = _meant_range(text, kind) if len(text) <= LONGEST else None
    return impossible(text, kind) or (None if likely is None else Message("Did you mean “{word}”?", word=likely))


def _meant_range(text: str, kind: InputKind) -> str | None:
    value = _VALUES[kind]
    found = re.fullmatch(rf"{_FROM}\[?({value}){_BETWEEN}({value})\]?", " ".join(fold_width(text).casefold().split()))
    if found is None:
        return None
    low, high = (_spelled(end, kind) for end in found.groups())
    first, last = _measured(low, kind), _measured(high, kind)
    if first is None or last is None:
        return None
    return f"{low}..{high}" if first <= last else f"{high}..{low}"


def _measured(value: str, kind: InputKind) -> Decimal | None:
    if kind == "number":
        return tree.number(value)
    found = tree.minutes_of_day(value) if kind == "time" else tree.day(value)
    return None if found is None else Decimal(found)


def impossible(text: str, kind: InputKind) -> Message | None:
    """Of a text that names a day or a time that there is not, which."""
    if kind == "date":
        for year, month, day in re.findall(r"(\d{4})-(\d{1,2})-(\d{1,2})", text):
            if tree.day(f"{year}-{month}-{day}") is None:
                return Message("There is no day {date} in the calendar.", date=f"{year}-{month}-{day}")
    if kind == "time":
        for clock in re.findall(r"\d{1,2}:\d\d", fold_width(text)):
            if tree.minutes_of_day(clock) is None:
                return Message("There is no time {time} on a clock.", time=clock)
    return None


def _candidates(text: str, kind: InputKind) -> Iterator[str]:
    if kind == "one of":
        yield from _of_words(text)
        return
    value = _VALUES[kind]
    if kind != "number" and re.fullmatch(value, text):  # whatever stands behind a number, it says more than the number
        yield _spelled(text, kind)
    if found := re.fullmatch(rf"{_FROM}([\[(]?) ?({value}){_BETWEEN}({value}) ?([\])]?)", text):
        low, high = (_spelled(found[place], kind) for place in (2, 3))
        yield f"{found[1] or '['}{low}..{high}{found[4] or ']'}"
    for sign, words in _WORDS_FIRST.items():
        if found := re.fullmatch(rf"(?:{words}) ?({value})", text):
            yield f"{sign} {_spelled(found[1], kind)}"
    for sign, words in _WORDS_LAST.items():
        if found := re.fullmatch(rf"({value}) ?(?:{words})", text):
            yield f"{sign} {_spelled(found[1], kind)}"
    if found := re.fullmatch(rf"([<>]=?|=) ?({value})", text):
        yield f"{found[1]} {_spelled(found[2], kind)}"
    yield from _of_words(text)


def _of_words(text: str) -> Iterator[str]:
    """Lists and what they leave out, written with words for commas and ``not``."""
    negated = re.fullmatch(rf"{_NOT}\(?(.+?)\)?", text, re.IGNORECASE)
    listed = ", ".join(part for part in _OR.split(negated[1] if negated else text) if part)
    yield f"not({listed})" if negated else listed


def _spelled(value: str, kind: InputKind) -> str:
    """A value as the format spells it, where that can be told: ``16点`` as 16:00, ``2026/3/1`` as 2026-03-01."""
    if kind == "time" and (clock := _CLOCK.fullmatch(value.strip())):
        half, hour, minute, spoken, letter = clock.groups()
        hours = int(hour) + (12 if (letter == "p" or half in ("下午", "晚上")) and int(hour) < 12 else 0)
        minutes = 30 if spoken == "半" else int(minute or (spoken if spoken and spoken.isdigit() else 0))
        return f"{hours:02}:{minutes:02}"
    if kind == "date" and len(parts := _DIGITS.findall(value)) == 3:
        try:
            return dt.date(*map(int, parts)).isoformat()
        except ValueError:
            return value
    if kind == "number" and (number := re.fullmatch(r"([+-]?\d[\d,]*(?:\.\d+)?) ?[^\W\d_]*", value.strip())):
        return number[1]
    return value.strip()
