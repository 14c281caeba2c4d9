"""What stands on a certificate, line by line, and the page to print."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from html import escape
from pathlib import Path
from typing import Final, NamedTuple

from kdeck.core.levels.evidence import WitnessFound
from kdeck.core.levels.ladder import CAREERS, TITLES
from kdeck.core.levels.record import Certificate, Shown
from kdeck.core.levels.words import asks, name_of, told
from kdeck.core.strings import clean_line
from kdeck.language import _, labelled, listed, render, tag
from kdeck.text import Line
from kdeck.trainer.certificate import ELEMENT, as_json

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
        date=certificate.at.date,
        rows=tuple(_row(shown, certificate) for shown in record.shown),
        decks=_decks(certificate),
        chain=_chain(certificate),
        witness=cut(witness, _NAME),
        notes=_notes(certificate),
    )


def lines(texts: Contents) -> Iterator[Line]:
    """All of it, one below the other: a piece of evidence is good, and what was asked for it follows in quiet."""
    yield Line(texts.learner, "title")
    yield Line(texts.says, "quiet")
    yield Line(texts.level, "title")
    yield Line(f"{texts.career} · {texts.date}", "quiet")
    yield Line("")
    for row in texts.rows:
        yield Line(f"{labelled(row.name, row.shown)} · {row.when}", "good")
        yield Line(f"  {row.asked}", "quiet")
    yield Line("")
    yield Line(_("Versions of the decks (SHA-256)"), "title")
    for file, title, digest in texts.decks:
        yield Line(" · ".join(filter(None, (file, title))))
        yield Line(f"  {digest}", "quiet")
    yield Line("")
    yield Line(_("The journal"), "title")
    yield from (Line(labelled(name, value), "quiet") for name, value in texts.chain)
    for title, text in texts.notes:
        yield from (Line(""), Line(title, "title"), Line(text))


def cut(text: str, most: int) -> str:
    """A text on one line, not longer than ``most`` characters."""
    text = clean_line(text).strip()
    return text if len(text) <= most else text[: most - 1] + "…"


def _row(shown: Shown, certificate: Certificate) -> Row:
    found = shown.found
    titles = {deck.deck: deck.title for deck in certificate.record.decks}
    dates = dict.fromkeys(proof.at.date for proof in shown.proofs) or {certificate.at.date: None}
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
        (_("Issued"), f"{certificate.issued.date} · kdeck {cut(certificate.kdeck, 20)}"),
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


_MANY: Final = 6
"""Pieces of evidence from which on they are set closer, so that one sheet holds them."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"


def page(certificate: Certificate) -> str:
    """The page of a certificate, in the language in use, which should be the certificate's own."""
    texts, style = contents(certificate), Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{tag(certificate.lang)}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(f'{texts.title} · {texts.learner} · {texts.level}')}</title>",
            f"<style>\n{style}</style>",
            "</head>",
            "<body>",
            '<main class="dense">' if len(texts.rows) > _MANY else "<main>",
            *_head(texts),
            *_evidence(texts),
            *_versions(texts),
            *_signs(texts),
            '<div class="notes">',
            *(f"<p><b>{_text(title)}</b> {_text(text)}</p>" for title, text in texts.notes),
            "</div>",
            "</main>",
            f'<script type="application/json" id="{ELEMENT}">{as_json(certificate)}</script>',
            "</body>",
            "</html>",
            "",
        )
    )


def _head(texts: Contents) -> tuple[str, ...]:
    return (
        f"<h1>{_text(texts.title)}</h1>",
        f'<div class="shop">{_text(texts.shop)}</div>',
        f'<div class="name">{_text(texts.learner)}</div>',
        f'<div class="says">{_text(texts.says)}</div>',
        f'<div class="level">{_text(texts.level)}</div>',
        f'<div class="career">{_text(texts.career)} · {_text(texts.date)}</div>',
    )


def _evidence(texts: Contents) -> tuple[str, ...]:
    rows = (
        f"<tr><td><b>{_text(row.name)}</b></td>"
        f'<td>{_text(row.shown)}<br><span class="asked">{_text(row.asked)}</span></td>'
        f'<td class="when">{_text(row.when)}</td></tr>'
        for row in texts.rows
    )
    return (_title(_("Evidence")), "<table>", *rows, "</table>")


def _versions(texts: Contents) -> tuple[str, ...]:
    decks = (
        f"<tr><td>{_text(file)}</td><td>{_text(title)}</td><td><code>{_text(digest)}</code></td></tr>"
        for file, title, digest in texts.decks
    )
    chain = (f"<tr><td>{_text(name)}</td><td><code>{_text(value)}</code></td></tr>" for name, value in texts.chain)
    return (
        _title(_("Versions of the decks (SHA-256)")),
        '<table class="small">',
        *decks,
        "</table>",
        _title(_("The journal")),
        '<table class="small">',
        *chain,
        "</table>",
    )


def _signs(texts: Contents) -> tuple[str, ...]:
    trainer, signature = _("Trainer"), _("Signature")
    return (
        '<div class="signs">',
        f"<div><b>{_text(texts.witness)}</b>{_text(trainer)}</div>",
        f"<div><b></b>{_text(signature)}</div>",
        "</div>",
    )


def _title(text: str) -> str:
    return f"<h2>{_text(text)}</h2>"


def _text(text: str) -> str:
    return escape(text, quote=True)
