"""An event as it is stored, and as a line of JSON: one spelling for the same contents, so that texts can be compared.

What is read is looked at by the registry of kinds, whoever wrote it: a row that is no valid event is none.
Loaded with the first event that is read or written: ``json`` is a sixth of what opening a journal costs.
"""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress
from json import JSONDecoder, JSONEncoder
from typing import Any, Final

from kdeck.core.errors import JournalError
from kdeck.core.events.event import Event
from kdeck.core.events.kinds import fault_of
from kdeck.core.message import Message
from kdeck.core.moment import FIRST_DAY, LAST_AT, LAST_DAY, date_of
from kdeck.core.strings import escaped

LONGEST: Final = 1 << 20
"""Characters of a body as JSON: far more than anything that kdeck writes."""
_TOO_LONG: Final = Message("the body is too long for an event.")
_NO_JSON: Final = Message("{key} must be {words}.", key="body", words=Message("a JSON object"))
KEYS: Final = ("id", "learner", "at", "offset", "day", "device", "kind", "card", "body")
"""What an event as one line of JSON says."""
EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
MICROSECOND: Final = dt.timedelta(microseconds=1)
Row = tuple[Any, ...]
"""An event as it is stored, without its learner; nothing of it is trusted."""


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


_encode = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_line = JSONEncoder(ensure_ascii=False).encode
_decode = JSONDecoder(parse_constant=_no_constant).decode


def encode(event: Event) -> str:
    """The canonical JSON text of a valid event's body; ``JournalError`` where the event must not be stored."""
    reason: Message | str | None = fault_of(event)
    if reason is None:
        try:
            text = _encode(event.body)
            text.encode()
        except (TypeError, ValueError, RecursionError) as error:
            reason = str(error)
        else:
            if len(text) <= LONGEST:
                return text
            reason = _TOO_LONG
    raise JournalError(Message("Event {event} cannot be stored: {reason}", event=event.id, reason=reason))


def event_of(learner: str, row: Row) -> Event | Message:
    """The event in a row, or why there is none."""
    identity, at, offset, day, device, kind, card, text = row
    body = _parsed(text)
    if body is None:
        return _TOO_LONG if isinstance(text, str) and len(text) > LONGEST else _NO_JSON
    event = Event(identity, learner, at, offset, day, device, kind, card, body)
    return fault_of(event) or event


def _parsed(text: object) -> Any:
    """The JSON in a text; ``None`` for what ``encode`` cannot have written."""
    if not isinstance(text, str) or len(text) > LONGEST:
        return None
    try:
        body = _decode(text)
        if "\\ud" in text:  # half a character, which cannot be printed
            _encode(body).encode()
    except (ValueError, RecursionError):
        return None
    return body


def to_line(event: Event) -> str:
    """One event as one line of JSON, without a line end and without a character that acts on a terminal.

    ``lines.from_line`` gives the same event back, its texts cleaned.
    """
    head = (event.id, event.learner, _iso(event.at), event.offset, date_of(event.day).isoformat(), *event[5:8])
    return escaped(_line(dict(zip(KEYS, head, strict=False)))[:-1] + f', "body": {_encode(event.body)}}}')


def line_of_row(learner: str, row: Row) -> str:
    """A row that is no valid event as a line, as far as it can be one."""
    identity, at, offset, day, device, kind, card, body = row
    if type(at) is int and 0 <= at <= LAST_AT:
        at = _iso(at)
    if type(day) is int and FIRST_DAY <= day <= LAST_DAY:
        day = date_of(day).isoformat()
    with suppress(TypeError, ValueError, RecursionError):
        body = json.loads(body)
    head = (identity, learner, at, offset, day, device, kind, card, body)
    return json.dumps(dict(zip(KEYS, head, strict=True)), default=repr)


def _iso(at: int) -> str:
    return (EPOCH + at * MICROSECOND).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
