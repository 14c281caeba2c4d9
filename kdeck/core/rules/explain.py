"""Why a case comes to its row and not to another: the sentences that follow an answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from kdeck.core.message import Message, series
from kdeck.core.rules.table import Case, Comparison, Equals, Input, Interval, Row, Table, Test
from kdeck.core.strings import normalise

_NEAREST: Final = 3
"""So many reasons of earlier rows are told: more would hide the one that decides."""


class Reason(NamedTuple):
    """What one test says of a case. input: its name. words: a whole sentence, without a full stop."""

    input: str
    holds: bool
    words: Message


class RowView(NamedTuple):
    """A row as a case meets it; reasons: one for each input that the row tests."""

    id: str
    then: str
    because: str
    reasons: tuple[Reason, ...]

    @property
    def fits(self) -> bool:
        """Whether all of the row's tests pass; under first hit an earlier row may still come before it."""
        return all(reason.holds for reason in self.reasons)


class Explanation(NamedTuple):
    """Why the answer to a case is what it is.

    holds: the row that decides. passed: why the nearest rows above it do not hold, nearest first.
    chosen: the row that the learner took instead, ``None`` when right or when nothing was chosen.
    telling: what tells the two rows apart: the tests that the chosen row fails or, where it fits as well but stands
    further down, the tests by which the deciding row comes before it.
    """

    holds: RowView
    passed: tuple[Reason, ...]
    chosen: RowView | None
    telling: tuple[Reason, ...]


def explain(table: Table, case: Case, given: tuple[str, ...]) -> Explanation | None:
    """Why the answer to a case is what it is, and what speaks against ``given``; ``None`` where no row holds."""
    place = table.hits(case)
    if place is None:
        return None
    row = table.rows[place]
    holds = _view(table, row, case)
    chosen = _chosen(table, row, case, given)
    view = None if chosen is None else _view(table, chosen, case)
    telling = () if chosen is None or view is None else _telling(table, row, holds, chosen, view)
    return Explanation(holds, _passed(table, place, holds, case), view, telling)


def _view(table: Table, row: Row, case: Case) -> RowView:
    return RowView(row.id, row.then, row.because or table.because, tuple(_reasons(table, row, case)))


def _reasons(table: Table, row: Row, case: Case) -> Iterator[Reason]:
    for asked, test, position in zip(table.inputs, row.tests, case, strict=True):
        if test is not None:
            yield Reason(asked.name, test.holds(position), sentence(asked, test, position))


def _chosen(table: Table, row: Row, case: Case, given: tuple[str, ...]) -> Row | None:
    """The row that says what was given; of several, the one that comes nearest to fitting."""
    texts = {normalise(text) for text in given} - {normalise(row.then)}
    rows = [other for other in table.rows if normalise(other.then) in texts]
    return min(rows, key=lambda other: _distance(other, case), default=None)


def _telling(table: Table, row: Row, holds: RowView, chosen: Row, view: RowView) -> tuple[Reason, ...]:
    if not view.fits:
        return tuple(reason for reason in view.reasons if not reason.holds)
    same = {
        asked.name
        for asked, ours, theirs in zip(table.inputs, row.tests, chosen.tests, strict=True)
        if ours is not None and theirs is not None and ours.spans == theirs.spans
    }
    return tuple(reason for reason in holds.reasons if reason.input not in same) or holds.reasons


def _passed(table: Table, place: int, holds: RowView, case: Case) -> tuple[Reason, ...]:
    """Of each earlier row the failing test that misses by least; what says the same is said once."""
    said = {(reason.input, reason.words.template, str(reason.words)) for reason in holds.reasons}
    kinds: set[tuple[str, str]] = set()
    passed: list[Reason] = []
    for row in sorted(table.rows[:place], key=lambda earlier: _distance(earlier, case)):
        failing = [
            (_misses(test, position), number)
            for number, (test, position) in enumerate(zip(row.tests, case, strict=True))
            if test is not None and not test.holds(position)
        ]
        number = min(failing)[1]
        test, asked = row.tests[number], table.inputs[number]
        assert test is not None  # noqa: S101 - for the type checker: only tests fail
        reason = Reason(asked.name, False, sentence(asked, test, case[number]))
        kind = (asked.name, reason.words.template)
        if kind not in kinds and (*kind, str(reason.words)) not in said:
            kinds.add(kind)
            passed.append(reason)
    return tuple(passed[:_NEAREST])


def _distance(row: Row, case: Case) -> tuple[int, int]:
    """How far a case is from a row: tests that fail, and the steps by which they miss."""
    misses = [_misses(test, position) for test, position in zip(row.tests, case, strict=True) if test is not None]
    return sum(miss > 0 for miss in misses), sum(misses)


def _misses(test: Test, position: int) -> int:
    """Steps to the nearest position that passes."""
    return min((max(low - position, position - high, 0) for low, high in test.spans), default=1_000_000_000)


# Sentences. A comparison and its opposite share them: what is not before is what “>=” asks for.
_Said = tuple[Message, Message, Message, Message]
_CLOCK: Final[_Said] = (
    Message("{label}: {value} is before {bound}"),
    Message("{label}: {value} is not before {bound}"),
    Message("{label}: {value} is after {bound}"),
    Message("{label}: {value} is not after {bound}"),
)
_NUMBER: Final[_Said] = (
    Message("{label}: {value} is less than {bound}"),
    Message("{label}: {value} is not less than {bound}"),
    Message("{label}: {value} is more than {bound}"),
    Message("{label}: {value} is not more than {bound}"),
)
_COMPARISONS: Final = {"<": (0, 1), ">=": (1, 0), ">": (2, 3), "<=": (3, 2)}
"""Which sentence says that the comparison holds, and which that it does not."""

_WITHIN: Final = {
    (False, False): Message("{label}: {value} lies from {low} to {high}"),
    (True, False): Message("{label}: {value} lies from {low} to {high}, {low} not included"),
    (False, True): Message("{label}: {value} lies from {low} to {high}, {high} not included"),
    (True, True): Message("{label}: {value} lies between {low} and {high}"),
}
"""By whether the lower and the upper end are excluded."""


def sentence(asked: Input, test: Test, position: int) -> Message:
    """What a test says of a value, true as it stands: ``paid: 16:00 is not before 16:00``."""
    holds = test.holds(position) is not test.negated
    value = _shown(asked, asked.text(position))
    label = asked.label or asked.name
    if asked.kind == "one of":
        return _among(label, value, _named(asked, test), holds=holds)
    said = _CLOCK if asked.kind in ("time", "date") else _NUMBER
    match test.items:
        case [Comparison(operator, bound)]:
            message = said[_COMPARISONS[operator][0 if holds else 1]]
            return Message(message.template, label=label, value=value, bound=_shown(asked, bound))
        case [Interval() as interval]:
            return _ranged(asked, label, value, interval, said, below=_below(test, position) if not holds else None)
        case [Equals(word, True)]:
            return _among(label, value, (_shown(asked, word),), holds=not holds)
    values = [item.value for item in test.items if isinstance(item, Equals) and not item.unequal]
    if not values or len(values) < len(test.items):
        return _fits(label, value, test, holds=test.holds(position))
    return _among(label, value, tuple(_shown(asked, word) for word in values), holds=holds)


def _ranged(asked: Input, label: str, value: str, span: Interval, said: _Said, *, below: bool | None) -> Message:
    """Within a range (``below`` is ``None``), or on which side of it."""
    low, high = _shown(asked, span.low), _shown(asked, span.high)
    if below is None:
        within = _WITHIN[span.low_excluded, span.high_excluded]
        return Message(within.template, label=label, value=value, low=low, high=high)
    operator = (">" if span.low_excluded else ">=") if below else ("<" if span.high_excluded else "<=")
    message = said[_COMPARISONS[operator][1]]
    return Message(message.template, label=label, value=value, bound=low if below else high)


def _below(test: Test, position: int) -> bool:
    """Whether a position outside a range lies below it: the range is the test's positions or, negated, the others."""
    if test.holds(position):  # a negated range: it begins where the passing positions first end, unless at the start
        first_low, first_high = test.spans[0]
        return first_low == 0 and position <= first_high
    return position < test.spans[0][0]


def _named(asked: Input, test: Test) -> tuple[str, ...]:
    places = (place for place in range(asked.size) if test.holds(place) is not test.negated)
    return tuple(_shown(asked, asked.text(place)) for place in places)


def _among(label: str, value: str, names: tuple[str, ...], *, holds: bool) -> Message:
    if len(names) == 1:
        if holds:
            return Message("{label} is {value}", label=label, value=value)
        return Message("{label}: {value} is not {word}", label=label, value=value, word=names[0])
    words = series(names)
    if holds:
        return Message("{label}: {value} is one of {words}", label=label, value=value, words=words)
    return Message("{label}: {value} is none of {words}", label=label, value=value, words=words)


def _fits(label: str, value: str, test: Test, *, holds: bool) -> Message:
    if holds:
        return Message("{label}: {value} fits “{test}”", label=label, value=value, test=test.text)
    return Message("{label}: {value} does not fit “{test}”", label=label, value=value, test=test.text)


def _shown(asked: Input, text: str) -> str:
    """A value as the question words it, else with its unit."""
    text = text.strip()
    worded = dict(asked.say).get(text)
    if worded is not None or not asked.unit or text.endswith(asked.unit):
        return worded or text
    return f"{text} {asked.unit}" if asked.unit[0].isascii() and asked.unit != "%" else f"{text}{asked.unit}"
