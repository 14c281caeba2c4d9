"""What is kept of a level when it is reached: the evidence with its figures, so that its certificate stays dated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any, Final, NamedTuple

from kdeck.core.events.event import Event
from kdeck.core.events.payload import (
    CLOCK,
    COUNT,
    INSTANT,
    Fault,
    listed,
    mapping,
    name,
    plain,
    record,
    row,
    text,
    truth,
    whole,
)
from kdeck.core.levels.evidence import Found, OwnDeck, Proof, Witnessed, found_of
from kdeck.core.levels.ladder import Rung
from kdeck.core.levels.need import DANS, Need, need_named
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.strings import clean_line

_DAN: Final = whole(1, DANS)
_OFFSET: Final = whole(-86_399, 86_399)
_PROOF: Final = record({"id": name, "at": INSTANT, "offset": _OFFSET})
_NEED: Final = record({"kind": name, "asked": mapping(plain), "found": mapping(plain), "events": listed(_PROOF)})
_FILE: Final = record({"deck": text, "file": text, "title": text, "digest": text})
_LEVEL: Final = record(
    {
        "dan": _DAN,
        "title": text,
        "shop": text,
        "shop_name": text,
        "needs": listed(_NEED),
        "decks": listed(_FILE),
    },
    CLOCK,
)
DECK: Final = record(
    {"deck": text, "title": text, "cards": COUNT, "kinds": COUNT, "digest": text}, {"copied": COUNT, **CLOCK}
)
WITNESS: Final = record({"dan": _DAN, "name": name}, {"note": text, **CLOCK})


def LEVEL(body: Any) -> Fault | None:  # noqa: N802 - a shape, as the others are
    """What the body of a ``dan`` event has to be: its figures are of the needs that they belong to."""
    if (fault := _LEVEL(body)) is not None:
        return fault
    try:
        of_plain(body)
    except ValueError:
        return Fault("needs", Message("needs of a level, each with its figures"))
    return None


class DeckVersion(NamedTuple):
    """A file of the library as it was. deck: id, empty for shop.yaml. digest: SHA-256 of its bytes."""

    deck: str
    file: str
    title: str
    digest: str


class Shown(NamedTuple):
    """One need as it was met. proofs: the events that prove it; none of recall, which all reviews prove."""

    need: Need
    found: Found
    proofs: tuple[Proof, ...]


class Attained(NamedTuple):
    """A level that was reached. shop, shop_name: whose level it is."""

    dan: int
    title: str
    shop: str
    shop_name: str
    shown: tuple[Shown, ...]
    decks: tuple[DeckVersion, ...]


def attained(rung: Rung, shop: str, shop_name: str, decks: Iterable[DeckVersion]) -> Attained:
    """The record of a level all of whose needs hold."""
    shown = tuple(Shown(need.need, need.found, need.proofs) for need in rung.needs)
    return Attained(rung.dan, rung.title, shop, shop_name, shown, tuple(decks))


def to_plain(record: Attained) -> dict[str, Any]:
    """The record as JSON: the body of a ``dan`` event."""
    return {
        "dan": record.dan,
        "title": record.title,
        "shop": record.shop,
        "shop_name": record.shop_name,
        "needs": [
            {
                "kind": shown.need.kind,
                "asked": {name: _listed(value) for name, value in shown.need._asdict().items()},
                "found": shown.found._asdict(),
                "events": [{"id": proof.id, "at": proof.at.at, "offset": proof.at.offset} for proof in shown.proofs],
            }
            for shown in record.shown
        ],
        "decks": [deck._asdict() for deck in record.decks],
    }


def level_of(event: Event) -> Attained:
    """The level that a ``dan`` event tells of."""
    return of_plain(event.body)


def own_deck_of(event: Event) -> OwnDeck:
    """The deck of one's own that a ``deck`` event tells of."""
    body = event.body
    title = clean_line(body["title"])
    return OwnDeck(_proof_of(event), body["deck"], title, body["cards"], body["kinds"], body["digest"])


def witnessed_of(event: Event) -> Witnessed:
    """What a ``witness`` event confirms."""
    return Witnessed(_proof_of(event), event.body["dan"], clean_line(event.body["name"]).strip())


def of_plain(plain: Mapping[str, Any]) -> Attained:
    """The record in JSON that ``LEVEL`` fits, be it of an event or of a certificate.

    ``ValueError`` where figures are not those of the needs that they belong to.
    """
    decks = tuple(DeckVersion(*(deck[name] for name in DeckVersion._fields)) for deck in plain["decks"])
    shown = tuple(map(_shown, plain["needs"]))
    return Attained(plain["dan"], plain["title"], plain["shop"], plain["shop_name"], shown, decks)


def _proof_of(event: Event) -> Proof:
    return Proof(event.id, Moment(event.at, event.offset))


def _shown(plain: Mapping[str, Any]) -> Shown:
    kind, proofs = plain["kind"], plain["events"]
    found = tuple(Proof(proof["id"], Moment(proof["at"], proof["offset"])) for proof in proofs)
    return Shown(need_named(kind, plain["asked"]), found_of(kind, plain["found"]), found)


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


FORMAT: Final = 2
"""The chain of format 1 ended with the level; that of format 2 goes to the end of the journal."""
SLACK: Final = 86_400 * 1_000_000
"""Microseconds by which the clocks of a learner's machines may differ: what is dated later still has no right date."""


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
    lang: str
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


_TIME: Final = row(INSTANT, _OFFSET)
_CERTIFICATE: Final = record(
    {
        "certificate": whole(FORMAT, FORMAT),
        **dict.fromkeys(("learner", "event", "kdeck", "lang"), text),
        **dict.fromkeys(("at", "issued"), _TIME),
        "record": LEVEL,
        "chain": record({"head": text, "events": COUNT, "streams": listed(row(text, COUNT)), "last": text}),
        "simulated": truth,
    }
)


def certificate_of(plain: Any) -> Certificate:
    """The certificate in JSON; ``ValueError`` where it is none, or of a format that is not known here."""
    if _CERTIFICATE(plain) is not None:
        raise ValueError("this is no certificate, or a newer one")
    chain, streams = plain["chain"], tuple(Stream(*stream) for stream in plain["chain"]["streams"])
    return Certificate(
        at=Moment(*plain["at"]),
        record=of_plain(plain["record"]),
        chain=Chain(chain["head"], chain["events"], streams, chain["last"]),
        issued=Moment(*plain["issued"]),
        **{key: plain[key] for key in ("learner", "event", "kdeck", "lang", "simulated")},
    )


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
