"""When levels are judged: with whatever proves something, in the transaction that stores it, and hardly ever else.

Judging the level in hand means going through all cards that it asks for, which takes many times as long as storing one
answer. So it is known how many answers it takes at least, and the ones before are not judged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from kdeck.journal.base import Change

if TYPE_CHECKING:
    from kdeck.core.events.event import Event, EventKind
    from kdeck.trainer.trainer import Trainer

NEVER: Final = 1 << 62
_PROOFS: Final[tuple[EventKind, ...]] = ("exam", "typing", "chat", "deck", "witness")
"""Kinds of events that can complete a level by themselves; an exam does so by its end alone."""


class Patience(NamedTuple):
    """How many reviews complete the level in hand at the earliest, ``NEVER`` where something else is missing.

    day: the study day for which that was counted: on a later one other cards may rest.
    """

    day: int
    reviews: int = NEVER


class Awards:
    """What a trainer knows of levels while it lives. made: the levels that it has awarded, in order.

    patience: ``None`` where the level in hand has to be judged first. proofs: see ``dan.gather``.
    """

    def __init__(self) -> None:
        self.made: list[int] = []
        self.patience: Patience | None = None
        self.proofs: dict[str, tuple[int, int, bool]] = {}

    def may_come(self, day: int) -> bool:
        """Whether one more review, mark or undo on a study day may complete a level.

        Each of them brings recall one card further at most.
        """
        if self.patience is None or self.patience.day != day:
            self.patience = None
            return True
        self.patience = self.patience._replace(reviews=self.patience.reviews - 1)
        return self.patience.reviews <= 0

    def look_ahead(self, trainer: Trainer) -> None:
        """Judge the level in hand while nobody waits; nothing is stored."""
        if trainer.library.shop.dans and (self.patience is None or self.patience.day != trainer.study_day()):
            from kdeck.trainer.levels.standing import earned

            found = earned(trainer)
            self.patience = Patience(found.patience.day, 0) if found.events else found.patience

    def catch_up(self, trainer: Trainer) -> None:
        """Award what is earned by now; nothing is written where nothing is."""
        from kdeck.trainer.levels.standing import earned

        found = earned(trainer)
        self.patience = found.patience
        if found.events:
            self.store(trainer, Change())

    def store(self, trainer: Trainer, change: Change) -> None:
        """Store a change with the levels that it completes, all of it or nothing."""
        from kdeck.trainer.levels.standing import earned

        new: list[int] = []

        def completed() -> Change:
            found = earned(trainer)
            self.patience = found.patience
            new.extend(event.body["dan"] for event in found.events)
            return Change(events=found.events)

        try:
            trainer.journal.commit(change, completed)
        except BaseException:
            self.forget()  # what was judged is no longer there
            raise
        self.made += new

    def forget(self) -> None:
        """Judge anew next time."""
        self.patience = None
        self.proofs.clear()


def proves(event: Event) -> bool:
    """Whether an event can complete a level by itself."""
    return event.kind in _PROOFS and (event.kind != "exam" or event.body.get("step") == "ended")
