"""An event's details as JSON text: one spelling for the same contents, so that texts can be compared.

What is read is looked at by the registry of kinds, whoever wrote it: a row that is no valid event is none.
Loaded with the first event that is read or written: ``json`` is a sixth of what opening a journal costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONDecoder, JSONEncoder
from typing import Any, Final

from kdeck.core.errors import JournalError
from kdeck.core.events.event import Event, EventKind
from kdeck.core.events.kinds import body_fault, fault_of
from kdeck.core.message import Message

LONGEST: Final = 1 << 20
"""Characters of a body as JSON: far more than anything that kdeck writes."""
_TOO_LONG: Final = Message("the body is too long for an event.")
_NO_JSON: Final = Message("{key} must be {words}.", key="body", words=Message("a JSON object"))
Row = tuple[Any, ...]
"""An event as it is stored, without its learner; nothing of it is trusted."""


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


_encode = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
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


def spelled(body: Mapping[str, Any]) -> str:
    """The canonical JSON text of a body that is known to be valid."""
    return _encode(body)


def event_of(learner: str, row: Row) -> Event | Message:
    """The event in a row, or why there is none."""
    identity, at, offset, day, device, kind, card, text = row
    body = _parsed(text)
    if body is None:
        return _TOO_LONG if isinstance(text, str) and len(text) > LONGEST else _NO_JSON
    event = Event(identity, learner, at, offset, day, device, kind, card, body)
    return fault_of(event) or event


def body_of(kind: EventKind, text: object) -> Mapping[str, Any] | None:
    """The valid body in a text, ``None`` where there is none."""
    body = _parsed(text)
    return None if body is None or body_fault(kind, body) is not None else body


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
