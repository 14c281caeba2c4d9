"""Making a certificate, and reading one: a page that holds its own data, or these data alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, Final

from kdeck import __version__
from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.events.event import Event
from kdeck.core.levels.record import SLACK, Certificate, certificate_of, chain, level_of, plain_of
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.strings import escaped
from kdeck.language import current, languages
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
        date = Moment(event.at, event.offset).date
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
        certificate = certificate_of(plain)
        if certificate.lang not in languages():
            raise ValueError("a language of kdeck's is asked for")
        return certificate
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
