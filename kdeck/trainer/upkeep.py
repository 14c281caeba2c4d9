"""What lies between sittings: what a command does before it begins, what a session keeps at its end, how a query looks.

Cards that the decks have renamed, exams whose time ran out unattended and levels that were earned just before a crash
are left over until the next command. A query stores nothing: it sees what is left over in a copy.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from kdeck.core.errors import JournalError, UsageError
from kdeck.core.message import Message
from kdeck.journal.base import Journal
from kdeck.trainer.awards import Patience
from kdeck.trainer.settings import is_new
from kdeck.trainer.trainer import Trainer

if TYPE_CHECKING:
    from kdeck.trainer.trainer import Trainer


_LEVELS: Final = "levels"


def catch_up(trainer: Trainer) -> None:
    """Commit what was left over; every sitting begins with it, and every command that needs the decks.

    Levels are judged as of the last answer: recall that has lapsed since takes nothing away that was earned by then.
    """
    trainer.settle()
    _award(trainer)
    newest = trainer.journal.recent("exam", 1)
    if newest and newest[0].body.get("step") != "ended":
        from kdeck.trainer.exam.standing import close_expired

        close_expired(trainer)


def view(trainer: Trainer, *, levels: bool = False) -> Trainer:
    """The learner as a query sees them: what a command would store first is done in a copy of the journal, in memory.

    levels: whether levels count, too; whoever asks for none need not wait until they are judged. An exam whose time ran
    out is over for every query as it is; what it changes in the schedule comes with its end.
    """
    if not trainer.renamed() and not (levels and not _is_judged(trainer)):
        return trainer
    stamp = trainer.journal.count(), trainer.settings, levels
    if trainer.viewed is None or trainer.viewed[0] != stamp:
        looking = trainer.over(trainer.journal.in_memory())
        looking.settle()
        if levels:
            _award(looking)
        trainer.viewed = stamp, looking
    return trainer.viewed[1]


def wrap_up(trainer: Trainer) -> None:
    """Keep what a session has come to: levels that were not judged yet, and what spares the next looks some work."""
    with suppress(JournalError):  # on a full disk, say: nothing that was learnt is in here, and it is all found again
        if trainer.library.shop.dans:
            if trainer.awards.patience is None or trainer.awards.patience.reviews <= 0:
                _award(trainer)
            _note_levels(trainer)
        for name, text in trainer.notes.items():
            if text != trainer.journal.setting(name):
                trainer.journal.set_setting(name, text)


def _award(trainer: Trainer) -> None:
    """Award what was earned by the last event."""
    if not _is_judged(trainer):
        trainer.awards.catch_up(trainer.as_of(trainer.last_moment()))


def _is_judged(trainer: Trainer) -> bool:
    """Whether no level can have been earned since they were judged; how far the level in hand was is then known."""
    if not (trainer.library.shop.dans and trainer.journal.count()):
        return True
    known, *patience = trainer.noted(_LEVELS).split(" ")
    if known != _stamp(trainer) or len(patience) != 2 or not all(text.isdecimal() for text in patience):
        return False
    trainer.awards.patience = Patience(*map(int, patience))
    return True


def _note_levels(trainer: Trainer) -> None:
    if trainer.awards.patience is not None:
        day, reviews = trainer.awards.patience
        trainer.note(_LEVELS, f"{_stamp(trainer)} {day} {max(0, reviews)}")


def _stamp(trainer: Trainer) -> str:
    """Equal as long as no evidence and no deck is another."""
    return f"{trainer.journal.count()}:{trainer.library.digest}"


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
