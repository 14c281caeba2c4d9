"""What events about cards say, and what a learner works towards: their bodies' shapes, and their values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.core.events.shape import Shape, listed, mapping, maybe, name, number, record, row, text, truth, whole
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY
from kdeck.core.path_live import Deadline

if TYPE_CHECKING:
    from kdeck.core.event import Event

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
