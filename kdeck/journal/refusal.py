"""What every journal refuses to store, and why."""

from __future__ import annotations

from kdeck.core.errors import JournalConflict, JournalError
from kdeck.core.event import Event
from kdeck.core.message import Message


def foreign(event: Event, learner: str) -> JournalConflict:
    """The error for another learner's event."""
    return JournalConflict(
        Message(
            "Event {event} belongs to {other}, not to {learner}. Nothing was stored.",
            event=event.id,
            other=event.learner,
            learner=learner,
        )
    )


def changed(event: str) -> JournalConflict:
    """The error for an event id that is there already with other contents."""
    return JournalConflict(
        Message("Event {event} is in the journal already, with other contents. Nothing was stored.", event=event)
    )


def target_of(event: Event) -> str:
    """The id of the event that a void undoes; ``JournalError`` where it names none."""
    target = event.body.get("event")
    if not isinstance(target, str):
        raise JournalError(Message("Event {event} is an undo that does not say of what.", event=event.id))
    return target
