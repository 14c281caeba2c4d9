"""What a certificate states, as data: a level with its evidence, and the chain of the journal that holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, Literal, NamedTuple, get_args

from kdeck.core.events.event import Event
from kdeck.core.levels.record import Attained, of_plain, to_plain
from kdeck.core.moment import Moment

FORMAT: Final = 2
"""The chain of format 1 ended with the level; that of format 2 goes to the end of the journal."""
SLACK: Final = 86_400 * 1_000_000
"""Microseconds by which the clocks of a learner's machines may differ: what is dated later still has no right date."""
Language = Literal["zh", "en"]


class Certificate(NamedTuple):
    """One certificate. event: id of the ``dan`` event; at: when that was. chain: of the journal as it was when issued.

    issued: when the certificate was made. kdeck: the version that made it. lang: of its text. simulated: whether the
    journal was kept in simulated time.
    """

    learner: str
    event: str
    at: Moment
    record: Attained
    chain: Chain
    issued: Moment
    kdeck: str
    lang: Language
    simulated: bool = False


def plain_of(certificate: Certificate) -> dict[str, Any]:
    """The certificate as JSON."""
    chain = certificate.chain
    return {
        "certificate": FORMAT,
        "learner": certificate.learner,
        "event": certificate.event,
        "at": list(certificate.at),
        "record": to_plain(certificate.record),
        "chain": {
            "head": chain.head,
            "events": chain.events,
            "streams": [[stream.device, stream.events] for stream in chain.streams],
            "last": chain.last,
        },
        "issued": list(certificate.issued),
        "kdeck": certificate.kdeck,
        "lang": certificate.lang,
        "simulated": certificate.simulated,
    }


def certificate_of(plain: object) -> Certificate:
    """The certificate in JSON; ``ValueError`` where it is none, or of a format that is not known here."""
    if not isinstance(plain, Mapping) or repr(plain.get("certificate")) != repr(FORMAT):  # True is no 1
        raise ValueError("this is no certificate, or a newer one")
    try:
        chain = plain["chain"]
        streams = tuple(Stream(_text(device), _count(events)) for device, events in chain["streams"])
        return Certificate(
            learner=_text(plain["learner"]),
            event=_text(plain["event"]),
            at=_moment(plain["at"]),
            record=of_plain(plain["record"]),
            chain=Chain(_text(chain["head"]), _count(chain["events"]), streams, _text(chain["last"])),
            issued=_moment(plain["issued"]),
            kdeck=_text(plain["kdeck"]),
            lang=_language(plain["lang"]),
            simulated=_flag(plain["simulated"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("this is no certificate") from error


def _moment(plain: Any) -> Moment:
    at, offset = plain
    if type(at) is not int or type(offset) is not int or not 0 <= at < 1 << 57 or abs(offset) >= 86_400:
        raise ValueError("a time is asked for")
    return Moment(at, offset)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError("a count is asked for")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise ValueError("yes or no is asked for")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is asked for")
    return value


def _language(value: object) -> Language:
    found = next((known for known in get_args(Language) if known == value), None)
    if found is None:
        raise ValueError("a language is asked for")
    return "zh" if found == "zh" else "en"


_START: Final = bytes(32)
_MARK: Final = 16


class Stream(NamedTuple):
    """What one machine had added to a journal: its mark (no name: the start of a SHA-256) and how many events."""

    device: str
    events: int


class Chain(NamedTuple):
    """A journal up to and with the event ``last``. head: see above. streams: the machines, by their marks."""

    head: str
    events: int
    streams: tuple[Stream, ...]
    last: str


def head(lines: Iterable[str]) -> str:
    """The head of the chain over canonical lines."""
    link = _START
    for line in lines:
        link = sha256(link + line.encode()).digest()
    return link.hex()


def chain(events: Iterable[Event], last: str, line_of: Callable[[Event], str]) -> Chain:
    """The chain of a journal up to the event ``last``; ``KeyError`` where that is not among them.

    line_of: the canonical line of an event.
    """
    before = _until(events, last)
    counts: dict[str, int] = {}
    for event in before:
        mark = device_mark(event.device)
        counts[mark] = counts.get(mark, 0) + 1
    streams = tuple(Stream(mark, counts[mark]) for mark in sorted(counts))
    return Chain(head(map(line_of, before)), len(before), streams, last)


def as_it_was(events: Iterable[Event], last: str, streams: Iterable[Stream]) -> list[Event]:
    """The events up to ``last`` that a journal held then: of each machine the first so many.

    Merging adds what another machine has, among it events that are older than ``last``; none of a machine is ever
    added before one that is there already. ``KeyError`` where ``last`` is not among the events.
    """
    room = {stream.device: stream.events for stream in streams}
    kept = []
    for event in _until(events, last):
        mark = device_mark(event.device)
        if room.get(mark, 0) > 0:
            room[mark] -= 1
            kept.append(event)
    return kept


def device_mark(device: str) -> str:
    """What stands for a machine where its name is nobody's business."""
    return sha256(device.encode("utf-8", "surrogatepass")).hexdigest()[:_MARK]


def _until(events: Iterable[Event], last: str) -> Sequence[Event]:
    ordered = sorted(events, key=lambda event: event.order)
    places: Mapping[str, int] = {event.id: place for place, event in enumerate(ordered)}
    return ordered[: places[last] + 1]
