"""What is kept of a level when it is reached: the evidence with its figures, so that its certificate stays dated."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from kdeck.core.dan.evidence import Proof
from kdeck.core.dan.found import Found, found_of
from kdeck.core.dan.ladder import Rung
from kdeck.core.dan.need import DANS, Need, need_named
from kdeck.core.moment import Moment


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


def of_plain(plain: Mapping[str, Any]) -> Attained:
    """The record in a body; ``ValueError`` where it is none."""
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
