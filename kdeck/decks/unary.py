"""Unary tests of decision tables (DMN 1.x, FEEL): from ``< 16:00``, ``[1..7)`` or ``not(A, B)`` to spans of positions.

Values are compared exactly, in billionths, so that a bound between two steps of a domain is as good as one on a step.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple, cast

from kdeck.core.errors import Level
from kdeck.core.message import Message
from kdeck.core.rules.table import (
    Comparison,
    Equals,
    Input,
    InputKind,
    Interval,
    Operator,
    Spans,
    TestItem,
    united,
    without,
)
from kdeck.core.strings import fold_width, normalise
from kdeck.decks import tree
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.reworded import impossible, meant

ANY: Final = "-"
FINE: Final = 9
"""Digits behind the point that are told apart; ``tree.number`` reads no more."""

_NOT = re.compile(r"not ?\((.*)\)", re.IGNORECASE | re.DOTALL)
_COMPARED = re.compile(r"(<=|=<|>=|=>|==|!=|<>|[<>=≤≥≦≧≠]) *(.*)", re.DOTALL)
_SIGNS: Final = {"=<": "<=", "≤": "<=", "≦": "<=", "=>": ">=", "≥": ">=", "≧": ">=", "==": "=", "<>": "!=", "≠": "!="}
_INTERVAL = re.compile(r"([\[(\]])?(.+?)\.\.(.+?)([\])\[])?", re.DOTALL)
_THOUSANDS: Final = 3
"""Commas inside one number: ``tree.number`` reads no more."""
_EXAMPLES: Final[dict[InputKind, str]] = {
    "time": "< 16:00 | [09:00..16:00) | not([12:00..13:00])",
    "number": "7 | <= 7 | [1..7] | (1..7] | 3, 7 | not(7)",
    "date": "< 2026-11-11 | [2026-11-01..2026-11-11] | not(2026-11-11)",
    "one of": "A | A, B | not(A, B)",
}


class Remark(NamedTuple):
    """What there is to say about a test."""

    level: Level
    code: str
    message: Message
    hint: Message | None = None


class Reading(NamedTuple):
    """What a test means: the fields are those of ``Test``; no spans and no items where an error is remarked."""

    spans: Spans
    remarks: tuple[Remark, ...] = ()
    items: tuple[TestItem, ...] = ()
    negated: bool = False


_Item = tuple[TestItem, Spans]
"""An item of a list, and the positions that pass it."""


class _Unreadable(Exception):
    """A test is refused; carries the remark."""

    def __init__(self, remark: Remark) -> None:
        self.remark = remark


class _Bound(NamedTuple):
    """One end of an interval, in billionths."""

    value: int
    included: bool


def is_any(text: str) -> bool:
    """Whether a test is ``-``, which any value passes."""
    return fold_width(text).strip() == ANY


def read_test(text: str, given: Input) -> Reading:
    """The positions of ``given`` that pass a test, all its terms filled in."""
    return _Reader(text, given).read()


def exact(text: str, kind: InputKind, unit: str = "") -> int | None:
    """A time (minutes), number or date (study day) in billionths; its unit may stand behind it."""
    bare = _without_unit(fold_width(text).strip(), unit)
    value: int | Decimal | None
    if kind == "time":
        value = tree.minutes_of_day(bare)
    elif kind == "date":
        value = tree.day(bare)
    else:
        value = tree.number(bare)
    return None if value is None else int(Decimal(value).scaleb(FINE))


def position_of(value: int, given: Input) -> int | None:
    """The position of a value in billionths; ``None`` when it is not one of the domain."""
    low, step = _measure(given)
    position, rest = divmod(value - low, step)
    return position if not rest and 0 <= position < given.size else None


def _measure(given: Input) -> tuple[int, int]:
    """Value of position 0 and the step, in billionths."""
    fine = 10 ** (FINE - given.scale)
    return given.low * fine, given.step * fine


def _without_unit(text: str, unit: str) -> str:
    folded = fold_width(unit).strip().casefold()
    if folded and text.casefold().endswith(folded):
        return text[: len(text) - len(folded)].rstrip()
    return text


class _Reader:
    """Reads one test. bare: without thinking of what may have been meant."""

    def __init__(self, text: str, given: Input, *, bare: bool = False) -> None:
        self.given = given
        self.written, self.bare = text, bare
        self.text = shown(text)
        # A full-width comma never stands between thousands.
        self.folded = " ".join(fold_width(text.replace("，", ", ").replace("、", ", ")).split())
        self.remarks: list[Remark] = []
        self.words = {normalise(word): place for place, word in enumerate(given.words)}

    def read(self) -> Reading:
        try:
            items, negated = self._whole()
        except _Unreadable as refused:
            return Reading((), (refused.remark,))
        spans = united(span for _syntax, passing in items for span in passing)
        if negated:
            spans = without(((0, self.given.size - 1),), spans)
        if spans:
            return Reading(spans, tuple(self.remarks), tuple(syntax for syntax, _passing in items), negated)
        if self.remarks:  # a bound outside the domain is why nothing passes
            return Reading((), (self.remarks[0]._replace(level="error"),))
        message = Message("No value of “{input}” passes the test “{text}”.", input=self.given.name, text=self.text)
        return Reading((), (Remark("error", "never-holds", message, self._domain()),))

    def _whole(self) -> tuple[list[_Item], bool]:
        """The items of the list, and whether it is the argument of ``not``."""
        if self.given.kind == "one of" and (place := self._word(self.folded)) is not None:
            return [self._equal(place)], False
        negated = _NOT.fullmatch(self.folded)
        return self._list(self.folded if negated is None else negated[1]), negated is not None

    def _list(self, text: str) -> list[_Item]:
        """The items of a list; where commas stand within an item, as many of them as make sense."""
        pieces = _pieces(text)
        within = _THOUSANDS if self.given.kind == "number" else max(word.count(",") for word in self.words or [""])
        items: list[_Item] = []
        start = 0
        while start < len(pieces):
            for end in range(min(len(pieces), start + within + 1), start, -1):
                found = self._item(",".join(pieces[start:end]).strip(), pieces[start:end])
                if found is not None:
                    items.append(found)
                    start = end
                    break
            else:
                raise self._refusal(pieces[start].strip())
        return items

    def _item(self, text: str, pieces: list[str]) -> _Item | None:
        if self.given.kind == "one of":
            return self._word_item(text)
        if (compared := _COMPARED.fullmatch(text)) is not None:
            return self._compared(_SIGNS.get(compared[1], compared[1]), compared[2])
        bare = _without_unit(text, self.given.unit)
        if (interval := _INTERVAL.fullmatch(bare)) is not None:
            return self._interval(interval)
        value = exact(bare, self.given.kind, self.given.unit)
        if value is None or (len(pieces) > 1 and self._rather_apart(value, pieces)):
            return None
        return self._equal(self._value(value, text), written=bare)

    def _equal(self, place: int, written: str = "", *, unequal: bool = False) -> _Item:
        """A value and nothing else, or any but it; a word is kept as the input spells it."""
        value = written or self.given.words[place]
        here = ((place, place),)
        spans = without(((0, self.given.size - 1),), here) if unequal else here
        return Equals(value, unequal), spans

    def _rather_apart(self, value: int, pieces: list[str]) -> bool:
        """Whether ``1,200`` is 1 and 200; it is no number and no list where the domain holds both."""
        values = [exact(piece, "number", self.given.unit) for piece in pieces]
        if any(each is None or position_of(each, self.given) is None for each in values):
            return False
        if any(piece.startswith("0") for piece in pieces[1:]):  # as in 2,001
            return False
        if position_of(value, self.given) is None or pieces[0].startswith("0"):
            return True
        message = Message("“{text}” may be one number or several.", text=shown(",".join(pieces)))
        hint = Message("Put a space behind a comma that stands between values, and leave out those between thousands.")
        raise _Unreadable(Remark("error", "ambiguous-comma", message, hint))

    def _word_item(self, text: str) -> _Item | None:
        place = self._word(text)
        if place is not None:
            return self._equal(place)
        if (compared := _COMPARED.fullmatch(text)) is None or (place := self._word(compared[2])) is None:
            return None
        sign = _SIGNS.get(compared[1], compared[1])
        return self._equal(place, unequal=sign == "!=") if sign in ("=", "!=") else None

    def _word(self, text: str) -> int | None:
        return self.words.get(normalise(text), self.words.get(normalise(text.strip("\"' "))))

    def _compared(self, sign: str, text: str) -> _Item | None:
        value = exact(text, self.given.kind, self.given.unit)
        if value is None:
            return None
        written = _without_unit(text, self.given.unit).strip()
        if sign in ("=", "!="):
            return self._equal(self._value(value, text), written, unequal=sign == "!=")
        bound = _Bound(value, included=sign.endswith("="))
        passing = self._between(None, bound) if sign[0] == "<" else self._between(bound, None)
        return Comparison(cast("Operator", sign), written), passing

    def _interval(self, found: re.Match[str]) -> _Item | None:
        low, high = (exact(found[side], self.given.kind, self.given.unit) for side in (2, 3))
        if low is None or high is None or (found[1] is None) != (found[4] is None):
            return None
        if low > high:
            message = Message("The interval “{text}” ends before it begins.", text=shown(found[0]))
            raise _Unreadable(Remark("error", "empty-interval", message, Message("Write the lower end first.")))
        lower, upper = (_without_unit(found[side].strip(), self.given.unit) for side in (2, 3))
        syntax = Interval(lower, upper, found[1] in ("(", "]"), found[4] in (")", "["))
        return syntax, self._between(_Bound(low, not syntax.low_excluded), _Bound(high, not syntax.high_excluded))

    def _between(self, low: _Bound | None, high: _Bound | None) -> Spans:
        start, step = _measure(self.given)
        first, last = 0, self.given.size - 1
        if low is not None:
            first = -((start - low.value) // step) if low.included else (low.value - start) // step + 1
        if high is not None:
            last = (high.value - start) // step if high.included else -((start - high.value) // step) - 1
        for bound in (low, high):
            if bound is not None and self._is_outside(bound):
                self._remark_outside()
        first, last = max(first, 0), min(last, self.given.size - 1)
        return ((first, last),) if first <= last else ()

    def _is_outside(self, bound: _Bound) -> bool:
        """An end that is not included may lie one step outside, as in ``[22:00..24:00)``."""
        start, step = _measure(self.given)
        end = start + self.given.size * step  # the domain's own end may lie between two steps
        return not start <= bound.value < end if bound.included else not start - step <= bound.value <= end

    def _remark_outside(self) -> None:
        message = Message(
            "The test “{text}” reaches out of the values of “{input}”.", text=self.text, input=self.given.name
        )
        self.remarks.append(Remark("warning", "outside-domain", message, self._domain()))

    def _value(self, value: int, text: str) -> int:
        """The position of a value; refused where it is none of the domain."""
        place = position_of(value, self.given)
        if place is None:
            raise _Unreadable(self._no_value(text))
        return place

    def _refusal(self, text: str) -> _Unreadable:
        if self.given.kind == "one of" and text and not _COMPARED.match(text):
            return _Unreadable(self._no_value(text))
        message = Message("The test “{text}” of “{input}” means nothing here.", text=self.text, input=self.given.name)
        hint = impossible(self.text, self.given.kind) or self._meant()
        hint = hint or Message("Write a test such as: {examples}.", examples=_EXAMPLES[self.given.kind])
        return _Unreadable(Remark("error", "not-a-test", message, hint))

    def _no_value(self, text: str) -> Remark:
        message = Message("“{value}” is none of the values of “{input}”.", value=shown(text), input=self.given.name)
        hint = did_you_mean(text, self.given.words) if self.given.kind == "one of" else self._domain()
        if self.given.kind == "one of":
            hint = self._meant() or hint
        return Remark("error", "outside-domain", message, hint)

    def _meant(self) -> Message | None:
        """What the whole test may have been meant to be; the reader of that one is not asked again."""
        if self.bare:
            return None

        def reads(test: str) -> bool:
            return bool(_Reader(test, self.given, bare=True).read().spans)

        test = meant(self.written, self.given.kind, reads)
        return None if test is None else Message('If that is meant, write: "{test}"', test=test)

    def _domain(self) -> Message | None:
        return domain_hint(self.given)


def domain_hint(given: Input) -> Message | None:
    """What values there are."""
    if given.kind == "one of":
        return did_you_mean("", given.words)
    low, high = given.text(0), given.text(given.size - 1)
    if given.size < 3:
        return Message("Its values go from {low} to {high}.", low=low, high=high)
    return Message("Its values are {low}, {next} and so on up to {high}.", low=low, next=given.text(1), high=high)


def _pieces(text: str) -> list[str]:
    """The text between commas that stand outside brackets."""
    pieces, depth, start = [], 0, 0
    for place, character in enumerate(text):
        if character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "," and depth <= 0:
            pieces.append(text[start:place])
            start = place + 1
    return [*pieces, text[start:]]
