"""What stands on a certificate, line by line, in the language in use: the page and the terminal show the same."""

from __future__ import annotations

from hashlib import sha256
from typing import Final, NamedTuple

from kdeck.core.levels.evidence import WitnessFound
from kdeck.core.levels.ladder import CAREERS, TITLES
from kdeck.core.levels.record import Certificate, Shown
from kdeck.core.levels.words import asks, name_of, told
from kdeck.core.moment import Moment
from kdeck.core.strings import clean_line
from kdeck.language import _, listed, render

_NAME: Final = 60
_LONG: Final = 120
_DECKS: Final = 8
"""Files that are listed by name; of more, one digest of all stands on the page."""


class Row(NamedTuple):
    """One piece of evidence. asked, shown: what the level asks for and what there was. when: dates, empty for none."""

    name: str
    asked: str
    shown: str
    when: str


class Contents(NamedTuple):
    """Everything that is to be read. decks: file, title, digest. notes: title and text."""

    title: str
    learner: str
    says: str
    level: str
    career: str
    shop: str
    date: str
    rows: tuple[Row, ...]
    decks: tuple[tuple[str, str, str], ...]
    chain: tuple[tuple[str, str], ...]
    witness: str
    notes: tuple[tuple[str, str], ...]


def contents(certificate: Certificate) -> Contents:
    """The texts of a certificate."""
    record = certificate.record
    title = render(TITLES[record.dan - 1]) if not record.title else record.title
    career = next(career for career in reversed(CAREERS) if career.dan <= record.dan)
    witness = next((shown.found.name for shown in record.shown if isinstance(shown.found, WitnessFound)), "")
    return Contents(
        title=_("Certificate (simulated)") if certificate.simulated else _("Certificate"),
        learner=cut(certificate.learner, _NAME),
        says=_("has reached"),
        level=_("Dan {dan}: {title}").format(dan=record.dan, title=cut(title, _NAME)),
        career=_("{career}: {about}").format(career=render(career.name), about=render(career.about)),
        shop=cut(record.shop_name or record.shop, _NAME),
        date=_day(certificate.at),
        rows=tuple(_row(shown, certificate) for shown in record.shown),
        decks=_decks(certificate),
        chain=_chain(certificate),
        witness=cut(witness, _NAME),
        notes=_notes(certificate),
    )


def cut(text: str, most: int) -> str:
    """A text on one line, not longer than ``most`` characters."""
    text = clean_line(text).strip()
    return text if len(text) <= most else text[: most - 1] + "…"


def _row(shown: Shown, certificate: Certificate) -> Row:
    found = shown.found
    titles = {deck.deck: deck.title for deck in certificate.record.decks}
    dates = dict.fromkeys(_day(proof.at) for proof in shown.proofs) or {_day(certificate.at): None}
    return Row(
        render(name_of(shown.need.kind)),
        cut(render(asks(shown.need, found, titles)), _LONG),
        cut(render(told(found, shown.need)), _LONG),
        listed(dates),
    )


def _decks(certificate: Certificate) -> tuple[tuple[str, str, str], ...]:
    decks = certificate.record.decks
    if len(decks) <= _DECKS:
        return tuple((cut(deck.file, _NAME), cut(deck.title, _NAME), cut(deck.digest, 64)) for deck in decks)
    text = "".join(f"{deck.file}\t{deck.digest}\n" for deck in decks)
    name = _("{count} files; each one is in the data of this page").format(count=len(decks))
    return ((name, "", sha256(text.encode("utf-8", "replace")).hexdigest()),)


def _chain(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    return (
        (_("Head of the chain"), cut(certificate.chain.head, 64)),
        (_("Events"), str(certificate.chain.events)),
        (_("Event of the level"), cut(certificate.event, 64)),
        (_("Issued"), f"{_day(certificate.issued)} · kdeck {cut(certificate.kdeck, 20)}"),
    )


def _notes(certificate: Certificate) -> tuple[tuple[str, str], ...]:
    can = _(
        "kdeck verify, with this file and the journal, recomputes evidence and chain. The chain covers the {count} "
        "events in the journal when this page was made: a change or removal of any is found; later ones are counted."
    ).format(count=certificate.chain.events)
    cannot = _(
        "Who was at the keyboard, or when this page was made. It has no electronic signature: anyone able to forge a "
        "whole journal could make a matching page. Trust it as far as you trust the journal and the trainer."
    )
    notes = ((_("What this can prove"), can), (_("What it cannot prove"), cannot))
    if not certificate.simulated:
        return notes
    text = _("The journal was kept in simulated time. This page shows how kdeck works and certifies nobody.")
    return ((_("Simulated"), text), *notes)


def _day(moment: Moment) -> str:
    return moment.isoformat()[:10]
