"""Ways into a sitting: the day's cards, practice, what has lapsed, and the tour of five example cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.content import Content

from kdeck.language import _
from kdeck.trainer.levels import refresh
from kdeck.trainer.study import Phase, Study, practice
from kdeck.trainer.study import study as study_today
from kdeck.trainer.tour import tip, tour
from kdeck.tui.content import plain
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.shell import Shell, Taker
from kdeck.tui.widgets.keybar import Key


async def study(shell: Shell, *decks: str | None) -> bool:
    """Study what today brings of the first of these decks that it brings any; whether there was one."""
    for deck in decks:
        if await _sit(shell, study_today, deck):
            return True
    return False


async def practise(shell: Shell, cards: Sequence[str]) -> bool:
    """Go over these cards; the schedule stays as it is."""
    return await _sit(shell, practice, cards)


async def relearn(shell: Shell, cards: tuple[str, ...]) -> bool:
    """Answer these cards again, whose recall has lapsed."""
    return await _sit(shell, refresh, cards)


async def show_tour(shell: Shell, then: Taker) -> None:
    """The example cards. then: what comes after them."""
    shell.show("tour screen", await shell.ask(tour, shell.trainer, shell.monotonic), then=then)


async def _sit(shell: Shell, begin: Callable[..., Study], what: object) -> bool:
    sitting = await shell.ask(begin, shell.trainer, what, shell.monotonic)
    if sitting.phase is Phase.OVER:
        return False
    shell.show("study screen", sitting)
    return True


class TourScreen(StudyScreen):
    """A sitting that counts for nothing, each card with a sentence on how it is answered; it ends without a summary."""

    def heading(self) -> tuple[str, str]:
        """That nothing counts, and how far it is."""
        return _("Try it: nothing here counts"), "{} / {}".format(*self.sitting.progress)

    def way_out(self) -> Key:
        """On to the next step."""
        return Key("escape", "esc", _("skip"), "leave")

    def about(self) -> list[Content]:
        """The sentence before all else."""
        prompt = self.sitting.prompt
        asking = prompt is not None and self.sitting.phase is Phase.ASK
        return [*([plain(tip(prompt.card), "$accent")] if asking and prompt is not None else []), *super().about()]

    async def ended(self) -> bool:
        """No summary."""
        self.dismiss(None)
        return True
