"""What every journal refuses to store, and why."""

from __future__ import annotations

from kdeck.core.errors import JournalConflict
from kdeck.core.message import Message


def foreign(event: Message | str, other: str, learner: str) -> JournalConflict:
    """The error for another learner's event. event: its id, or where it stands."""
    return JournalConflict(
        Message(
            "Event {event} belongs to {other}, not to {learner}. Nothing was stored.",
            event=event,
            other=other,
            learner=learner,
        )
    )


def changed(event: str) -> JournalConflict:
    """The error for an event id that is there already with other contents."""
    return JournalConflict(
        Message("Event {event} is in the journal already, with other contents. Nothing was stored.", event=event)
    )
