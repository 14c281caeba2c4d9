"""What a JSON value has to be, said once: a shape looks at a value and names what does not fit, without copying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from kdeck.core.message import Message, series
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY
from kdeck.core.plan.path import Deadline
from kdeck.core.strings import clean_line

if TYPE_CHECKING:
    from kdeck.core.events.event import Event


class Fault(NamedTuple):
    """What does not fit. path: where, such as ``figures.net``; words: what should stand there."""

    path: str
    words: Message

    def within(self, name: str) -> Fault:
        """The same, seen from outside of ``name``."""
        return Fault(f"{name}.{self.path}" if self.path else name, self.words)

    @property
    def message(self) -> Message:
        """The reason in a sentence."""
        return Message("{key} must be {words}.", key=clean_line(self.path) or "body", words=self.words)


Shape = Callable[[Any], Fault | None]
"""``None`` where a value fits."""

_LIMIT: Final = 1 << 63
_LARGEST: Final = 1e18
_DEPTH: Final = 16
_LISTED: Final = 100_000
_SHOWN: Final = 60
"""Characters of a key that are shown."""


def whole(low: int, high: int) -> Shape:
    """A whole number within bounds, both included."""
    fault = Fault("", Message("a whole number from {low} to {high}", low=low, high=high))
    return lambda value: None if type(value) is int and low <= value <= high else fault


def number(low: float, high: float) -> Shape:
    """Any number within bounds, both included; never NaN or infinite."""
    fault = Fault("", Message("a number from {low} to {high}", low=low, high=high))
    return lambda value: None if type(value) in (int, float) and low <= value <= high else fault


def text(value: Any) -> Fault | None:
    """A text. The size of the whole body bounds its length."""
    return None if type(value) is str else _TEXT


def name(value: Any) -> Fault | None:
    """A text that says something, short enough for one line."""
    return None if type(value) is str and 0 < len(value) <= LONGEST_NAME and not value.isspace() else _NAME


def truth(value: Any) -> Fault | None:
    """True or false."""
    return None if value is True or value is False else _TRUTH


def one_of(*values: str) -> Shape:
    """One of these texts."""
    fault = Fault("", Message("one of: {choices}", choices=series(values)))
    return lambda value: None if type(value) is str and value in values else fault


def maybe(shape: Shape) -> Shape:
    """Null, or what fits a shape."""
    return lambda value: None if value is None else shape(value)


def listed(shape: Shape, most: int = _LISTED, least: int = 0) -> Shape:
    """A list of so many values of one shape."""
    fault = Fault("", Message("a list of {least} to {most}", least=least, most=most))

    def check(value: Any) -> Fault | None:
        if type(value) is not list or not least <= len(value) <= most:
            return fault
        for place, each in enumerate(value):
            if (found := shape(each)) is not None:
                return found.within(str(place))
        return None

    return check


def frozen(value: Any) -> Any:
    """A value as records keep it: lists are tuples."""
    return tuple(map(frozen, value)) if type(value) is list else value


def row(*shapes: Shape) -> Shape:
    """A list with one value for each of these shapes."""
    fault = Fault("", Message("a list of {least} to {most}", least=len(shapes), most=len(shapes)))

    def check(value: Any) -> Fault | None:
        if type(value) is not list or len(value) != len(shapes):
            return fault
        for place, (shape, each) in enumerate(zip(shapes, value, strict=True)):
            if (found := shape(each)) is not None:
                return found.within(str(place))
        return None

    return check


def mapping(shape: Shape) -> Shape:
    """An object whose values are of one shape, whatever their names."""

    def check(value: Any) -> Fault | None:
        if type(value) is not dict:
            return _OBJECT
        for key, each in value.items():
            if (found := shape(each)) is not None:
                return found.within(str(key)[:_SHOWN])
        return None

    return check


def record(needed: Mapping[str, Shape], known: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these fields; ``known`` ones may be left out. What else it says must be ``plain``.

    A newer kdeck may say more; what it says is kept, and harms nobody who does not read it.
    """
    fields = {**needed, **(known or {})}
    names = tuple(needed)

    def check(value: Any) -> Fault | None:
        if type(value) is not dict:
            return _OBJECT
        for key in names:
            if key not in value:
                return Fault(key, _THERE)
        for key, each in value.items():
            if (found := fields.get(key, plain)(each)) is not None:
                return found.within(str(key)[:_SHOWN])
        return None

    return check


def plain(value: Any) -> Fault | None:
    """Any JSON that no reader can stumble over: numbers of a usual size, nothing nested deeply."""
    return _plain(value, _DEPTH)


def _plain(value: Any, depth: int) -> Fault | None:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return None
    if kind is int or kind is float:
        return None if (-_LIMIT <= value < _LIMIT if kind is int else -_LARGEST <= value <= _LARGEST) else _NUMBER
    if not depth or kind not in (list, dict):
        return _SIMPLE
    for key, each in enumerate(value) if kind is list else value.items():
        if (found := _plain(each, depth - 1)) is not None:
            return found.within(str(key)[:_SHOWN])
    return None


LONGEST_NAME: Final = 1000
"""Characters of what is shown in one line: ids, names, titles."""
_TEXT: Final = Fault("", Message("a text"))
_NAME: Final = Fault("", Message("a text of 1 to {most} characters", most=LONGEST_NAME))
_TRUTH: Final = Fault("", Message("true or false"))
_OBJECT: Final = Fault("", Message("a JSON object"))
_THERE: Final = Message("there")
_NUMBER: Final = Fault("", Message("a number that can be reckoned with"))
_SIMPLE: Final = Fault("", Message("JSON that is not nested deeply"))


LONGEST_MS: Final = 10_000_000_000
"""Milliseconds that anything may take: four months, for what nobody broke off."""
LONGEST_TEXT: Final = 20_000
"""Characters of what a learner writes in one place that are looked at and kept: more than any card can ask for."""

INSTANT: Final[Shape] = whole(0, LAST_AT)
DAY: Final[Shape] = whole(FIRST_DAY, LAST_DAY)
MILLISECONDS: Final[Shape] = whole(0, LONGEST_MS)
TEXTS: Final[Shape] = listed(text)
SHARE: Final[Shape] = number(0, 1)
COUNT: Final[Shape] = whole(0, 1_000_000_000)
SEED: Final[Shape] = whole(-(1 << 63), (1 << 63) - 1)
CASE: Final[Shape] = mapping(text)
CLOCK: Final[Mapping[str, Shape]] = {"clock": INSTANT}
"""What any body may say: what the wall clock said where it stood behind the journal's last event."""

_ANSWER: Final[Mapping[str, Shape]] = {
    "ms": MILLISECONDS,
    "answer": TEXTS,
    "right": truth,
    "key": text,
    "live": row(DAY, DAY),
    "recall": SHARE,
    "case": CASE,
    "confused": TEXTS,
    "exam": text,
    **CLOCK,
}
_RATING: Final[Shape] = whole(1, 4)
_RETENTION: Final[Shape] = number(0.01, 0.9999)
REVIEW: Final[Shape] = record({"rating": _RATING, "retention": _RETENTION}, _ANSWER)
PRACTICE: Final[Shape] = record({"rating": _RATING}, {"retention": _RETENTION, **_ANSWER})
VOID: Final[Shape] = record({"event": name}, CLOCK)
REDATE: Final[Shape] = record({"event": name, "at": INSTANT}, CLOCK)
RENAME: Final[Shape] = record({"from": name}, CLOCK)
FLAG: Final[Shape] = record({}, {"note": text, **CLOCK})
BARE: Final[Shape] = record({}, CLOCK)
GOAL: Final[Shape] = record({}, {"live": maybe(DAY), "minutes": maybe(whole(1, 24 * 60)), **CLOCK})


class Review(NamedTuple):
    """An answer to a card, of a review or in practice.

    rating: 1 to 4. ms: thinking time. right: as it was judged, ``None`` where nobody said. key: of the expected answer.
    ahead: the go-live date as it shaped the interval. recall: how likely it was that moment, 0..1. case: value by
    input, as the deck writes it. confused: what was taken for the right answer. exam: the one that found it forgotten.
    """

    rating: int
    retention: float
    ms: int
    answer: tuple[str, ...]
    right: bool | None
    key: str
    ahead: Deadline | None
    recall: float | None
    case: Mapping[str, str]
    confused: tuple[str, ...]
    exam: str


def review_of(event: Event) -> Review:
    """What a ``review`` or a ``practice`` event says."""
    get = event.body.get
    live = get("live")
    return Review(
        event.body["rating"],
        float(get("retention", 0.9)),
        get("ms", 0),
        tuple(get("answer", ())),
        get("right"),
        get("key", ""),
        Deadline(*live) if live is not None else None,
        get("recall"),
        get("case", {}),
        tuple(get("confused", ())),
        get("exam", ""),
    )


def undone_by(event: Event) -> str:
    """The id of the event that a ``void`` undoes."""
    return str(event.body["event"])


class Redate(NamedTuple):
    """The time that counts for an event that a wrong clock dated. target: its id."""

    target: str
    at: int


def redate_of(event: Event) -> Redate:
    """What a ``redate`` says."""
    return Redate(event.body["event"], event.body["at"])


def renamed_from(event: Event) -> str:
    """The id that a card had before a ``rename``."""
    return str(event.body["from"])


def note_of(event: Event) -> str:
    """The note of a ``flag``, empty where it has none."""
    return str(event.body.get("note", ""))


def aims_of(event: Event) -> Mapping[str, int | None]:
    """What a ``goal`` sets of ``live`` and ``minutes``; ``None`` leaves one to the shop."""
    return {name: event.body[name] for name in ("live", "minutes") if name in event.body}


def nothing(_event: Event) -> None:
    """What the other kinds say beside being there."""
