"""Journals whose time is not that of a clock: begun with ``--at`` or ``--simulated``, and marked for ever.

The mark is the first event of such a journal, so that it goes wherever the journal goes.
"""

from __future__ import annotations

from typing import Final

from kdeck.core.errors import UsageError
from kdeck.core.message import Message
from kdeck.journal.base import Journal
from kdeck.trainer.settings import is_new
from kdeck.trainer.trainer import Trainer

SIMULATED: Final = Message("Simulated: this journal was not kept in real time.")
"""What every report of such a journal says."""
_ABOUT: Final = "journal/simulated"


def require(journal: Journal) -> None:
    """``UsageError`` where a journal was begun with the time of a clock: no other can be set for it."""
    if not journal.simulated and not is_new(journal):
        raise UsageError(
            Message("The journal of {learner} goes by the clock: no time can be set for it.", learner=journal.learner),
            Message("--at is for simulation: kdeck study --learner NAME --at TIME begins a journal for it."),
        )


def mark(trainer: Trainer) -> None:
    """Mark a journal as simulated, where it is not yet; ``UsageError`` as ``require`` says."""
    require(trainer.journal)
    if not trainer.journal.simulated:
        trainer.keep_run("simulated", _ABOUT, {})
