"""An event's details as JSON text: one spelling for the same contents, so that texts can be compared.

Loaded with the first event that is read or written: ``json`` is a sixth of what opening a journal costs.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import JSONDecoder, JSONEncoder
from typing import Any

from kdeck.core.errors import JournalDamaged, JournalError
from kdeck.core.event import Event
from kdeck.core.message import Message

_encode = JSONEncoder(ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")).encode
_decode = JSONDecoder().decode


def encode(event: Event) -> str:
    """The canonical JSON text of an event's body; ``JournalError`` where it is no JSON (NaN, surrogates)."""
    try:
        text = _encode(event.body)
        text.encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise JournalError(
            Message("Event {event} cannot be stored: {reason}", event=event.id, reason=str(error))
        ) from error
    return text


def decode(text: str, event: str) -> Mapping[str, Any]:
    """The body in ``text``; ``JournalDamaged`` where it is not what ``encode`` wrote."""
    try:
        body = _decode(text)
    except (TypeError, ValueError, RecursionError) as error:
        raise JournalDamaged(Message("The journal's event {event} cannot be read.", event=event)) from error
    if not isinstance(body, dict):
        raise JournalDamaged(Message("The journal's event {event} cannot be read.", event=event))
    return body
