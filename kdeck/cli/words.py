"""What several commands say: times, levels that were reached, and that a journal is simulated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import Painted, say
from kdeck.core.moment import Moment
from kdeck.language import _, render

if TYPE_CHECKING:
    from kdeck.journal.base import Journal
    from kdeck.trainer.trainer import Trainer


def clock_time(moment: Moment) -> str:
    """Local date and time to the minute: ``2026-11-11 16:00``."""
    return moment.isoformat()[:16].replace("T", " ")


def duration(seconds: float) -> str:
    """Minutes and seconds: ``5:07``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def tell_reached(trainer: Trainer) -> None:
    """Every level that this command has awarded."""
    for dan in trainer.awards.made:
        say(_("Dan {dan} is reached.").format(dan=dan))


def tell_simulated(journal: Journal) -> None:
    """That a report proves nothing, where its time was set by hand."""
    if journal.simulated:
        from kdeck.trainer.simulation import SIMULATED

        say(Painted(render(SIMULATED), "warn"))
