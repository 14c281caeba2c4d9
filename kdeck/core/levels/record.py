"""What is kept of a level when it is reached: the evidence with its figures, so that its certificate stays dated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from kdeck.core.events.event import Event
from kdeck.core.events.payload import CLOCK, COUNT, INSTANT, Fault, listed, name, plain, record, text, whole
from kdeck.core.levels.evidence import Found, OwnDeck, Proof, Witnessed, found_of
from kdeck.core.levels.ladder import Rung
from kdeck.core.levels.need import DANS, Need, need_named
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.strings import clean_line

_DAN: Final = whole(1, DANS)
_PROOF: Final = record({"id": name, "at": INSTANT, "offset": whole(-86_399, 86_399)})
_NEED: Final = record({"kind": name, "asked": plain, "found": plain, "events": listed(_PROOF)})
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
    """The record in JSON, be it of an event or of a certificate; ``ValueError`` where it is none."""
    try:
        dan = plain["dan"]
        if not isinstance(dan, int) or isinstance(dan, bool) or not 1 <= dan <= DANS:
            raise ValueError("there is no such level")
        shown = tuple(_shown(need) for need in plain["needs"])
        decks = tuple(DeckVersion(*(_text(deck[name]) for name in DeckVersion._fields)) for deck in plain["decks"])
        title, shop, name = (_text(plain[key]) for key in ("title", "shop", "shop_name"))
        return Attained(dan, title, shop, name, shown, decks)
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError("this is no record of a level") from error


def _proof_of(event: Event) -> Proof:
    return Proof(event.id, Moment(event.at, event.offset))


def _shown(plain: Mapping[str, Any]) -> Shown:
    kind = _text(plain["kind"])
    need = need_named(kind, plain["asked"])
    return Shown(need, found_of(kind, plain["found"]), tuple(map(_proof, plain["events"])))


def _proof(plain: Mapping[str, Any]) -> Proof:
    at, offset = plain["at"], plain["offset"]
    if type(at) is not int or type(offset) is not int:
        raise ValueError("a time is asked for")
    return Proof(_text(plain["id"]), Moment(at, offset))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("a text is asked for")
    return value


def _listed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value
