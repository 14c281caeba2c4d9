"""Making a certificate, and reading one: an HTML page that holds its own data, or these data alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from html import escape
from typing import Any, Final

from kdeck import __version__
from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.events.event import Event
from kdeck.core.levels.record import SLACK, Certificate, certificate_of, chain, level_of, plain_of
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.strings import escaped
from kdeck.language import _, current
from kdeck.trainer.certificate_words import Contents, contents
from kdeck.trainer.trainer import Trainer

ELEMENT: Final = "kdeck-certificate"
MOST_BYTES: Final = 4 << 20
_DATA: Final = re.compile(rf'<script type="application/json" id="{ELEMENT}">(.*?)</script>', re.DOTALL)
_UNFIT: Final = re.compile("[<>&]")
_CHAIN_TO_LEVEL: Final = 1
_ALL: Final = 1 << 30


def make(trainer: Trainer, dan: int | None = None) -> Certificate:
    """The certificate of a level, the highest one reached unless it is named; in the language in use.

    ``UsageError`` where the level is not reached.
    """
    event, issued = _event_of(trainer, dan), trainer.now()
    record = level_of(event)
    if not record.shown:
        raise KdeckError(Message("The journal's record of dan {dan} names no requirement.", dan=record.dan))
    if event.at > issued.at + SLACK:
        date = Moment(event.at, event.offset).isoformat()[:10]
        raise KdeckError(
            Message("Dan {dan} is dated {date}, which is still to come by this clock.", dan=record.dan, date=date),
            Message("kdeck doctor says what to do about a wrong clock."),
        )
    from kdeck.journal.codec import to_line

    events = list(trainer.journal.written())
    dated = (each for each in events if each.at <= issued.at + SLACK)
    last = max(dated, key=lambda each: each.order)
    return Certificate(
        learner=trainer.learner,
        event=event.id,
        at=Moment(event.at, event.offset),
        record=record,
        chain=chain(events, last.id, to_line),
        issued=issued,
        kdeck=__version__,
        lang=current(),
        simulated=is_simulated(events),
    )


def is_simulated(events: Iterable[Event]) -> bool:
    """Whether a journal was kept in simulated time: such a journal says so by an event."""
    return any(event.kind == "simulated" for event in events)


def as_json(certificate: Certificate) -> str:
    """The data on one line, fit to stand in a page: no character of it can end the element that holds it."""
    text = json.dumps(plain_of(certificate), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return _UNFIT.sub(lambda char: f"\\u{ord(char[0]):04x}", escaped(text))


def read(text: str) -> Certificate:
    """The certificate in a page or in JSON; ``KdeckError`` where there is none."""
    found = _DATA.search(text)
    try:
        plain: Any = json.loads(found[1] if found else text)
        if isinstance(plain, dict) and plain.get("certificate") == _CHAIN_TO_LEVEL:
            raise KdeckError(
                Message("This certificate is of an older kind, whose chain ended with the level."),
                Message("Make it anew from the journal: kdeck certificate --dan N --html FILE"),
            )
        return certificate_of(plain)
    except (ValueError, RecursionError) as error:
        raise KdeckError(
            Message("There is no certificate in this file that kdeck can read."),
            Message("kdeck certificate --html FILE writes one."),
        ) from error


def is_page(text: str) -> bool:
    """Whether a text is a page, not the data alone."""
    return _DATA.search(text) is not None


def _event_of(trainer: Trainer, dan: int | None) -> Event:
    """The event with which a level was first reached."""
    newest_first = trainer.journal.recent("dan", _ALL)
    first = {level_of(event).dan: event for event in newest_first}
    if not first:
        raise UsageError(
            Message("No level is reached yet."), Message("kdeck dan says what is missing of the first one.")
        )
    wanted = max(first) if dan is None else dan
    if wanted not in first:
        raise UsageError(
            Message("Dan {dan} is not reached yet.", dan=wanted), Message("kdeck dan says what is missing.")
        )
    return first[wanted]


_CODES: Final = {"zh": "zh-Hans", "en": "en"}
_MANY: Final = 6
"""Pieces of evidence from which on they are set closer, so that one sheet holds them."""
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE: Final = """\
@page { size: A4; margin: 0; }
* { box-sizing: border-box; }
body { margin: 0; background: #e9e7e1; color: #22272b; font: 9.5pt/1.5 "Noto Sans CJK SC", "Noto Sans SC",
  "Source Han Sans SC", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "WenQuanYi Micro Hei", sans-serif; }
main { width: 210mm; min-height: 296mm; margin: 8mm auto; padding: 18mm 20mm 14mm; background: #fff;
  display: flex; flex-direction: column; border-top: 3mm solid #2f6f73; }
h1, .name, .level { font-family: "Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "STSong", "SimSun", Georgia,
  serif; font-weight: 600; margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 15pt; letter-spacing: .35em; color: #2f6f73; }
.shop { color: #5d676e; margin-bottom: 13mm; overflow-wrap: anywhere; }
.name { font-size: 27pt; line-height: 1.25; }
.says { color: #5d676e; margin: 1mm 0 3mm; }
.level { font-size: 18pt; line-height: 1.3; }
.career { color: #5d676e; margin: 1mm 0 9mm; }
h2 { font-size: 9pt; margin: 4.5mm 0 1.2mm; color: #2f6f73; letter-spacing: .08em; }
table { border-collapse: collapse; width: 100%; }
td { padding: 1.3mm 3mm 1.3mm 0; vertical-align: top; border-top: .2mm solid #d8dcdd; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; }
td:last-child { padding-right: 0; }
.asked { color: #5d676e; font-size: 8.5pt; }
.when { text-align: right; white-space: nowrap; }
code { font: 7.2pt/1.4 "Noto Sans Mono", "DejaVu Sans Mono", Consolas, Menlo, monospace; overflow-wrap: anywhere; }
.small td { padding: .5mm 3mm .5mm 0; font-size: 8pt; border: 0; }
.signs { margin: auto 0 0; padding-top: 14mm; display: flex; gap: 12mm; }
.signs div { flex: 1; min-width: 0; border-top: .3mm solid #22272b; padding-top: 1mm; color: #5d676e; font-size: 8pt; }
.signs b { display: block; color: #22272b; font-size: 10pt; margin-top: -7.5mm; height: 6.5mm;
  overflow: hidden; white-space: nowrap; text-overflow: ellipsis; }
.notes { margin-top: 6mm; font-size: 8pt; line-height: 1.45; color: #454d53; }
.notes p { margin: 0 0 1.2mm; }
.dense { padding-top: 12mm; font-size: 8.5pt; }
.dense .shop { margin-bottom: 5mm; }
.dense .name { font-size: 20pt; }
.dense .career { margin-bottom: 2mm; }
.dense td { padding-top: .5mm; padding-bottom: .5mm; }
@media print { body { background: #fff; } main { margin: 0; } }
@media (max-width: 215mm) { main { margin: 0 auto; } }
"""


def page(certificate: Certificate) -> str:
    """The page of a certificate, in the language in use, which should be the certificate's own."""
    texts = contents(certificate)
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{_CODES[certificate.lang]}">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(_POLICY)}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            f"<title>{_text(f'{texts.title} · {texts.learner} · {texts.level}')}</title>",
            f"<style>\n{_STYLE}</style>",
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
