"""Ways into a sitting: the day's cards, practice, what has lapsed, and the tour of five example cards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from textual.content import Content

from kdeck.language import _
from kdeck.trainer.levels import refresh
from kdeck.trainer.session import Session, practice
from kdeck.trainer.session import study as study_today
from kdeck.trainer.tour import tip, tour
from kdeck.tui.content import joined, plain
from kdeck.tui.desk import Desk
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.shell import Shell, Taker
from kdeck.tui.widgets.keybar import Key


async def study(shell: Shell, *decks: str | None) -> bool:
    """Study what today brings of the first of these decks that it brings any; whether there was one."""
    for deck in decks:
        if await _sit(shell, lambda deck=deck: study_today(shell.trainer, deck)):  # type: ignore[misc]
            return True
    return False


async def practise(shell: Shell, cards: Sequence[str]) -> bool:
    """Go over these cards; the schedule stays as it is."""
    return await _sit(shell, lambda: practice(shell.trainer, cards))


async def relearn(shell: Shell, cards: tuple[str, ...]) -> bool:
    """Answer these cards again, whose recall has lapsed."""
    return await _sit(shell, lambda: refresh(shell.trainer, cards))


async def show_tour(shell: Shell, then: Taker) -> None:
    """The example cards. then: what comes after them."""
    desk = await shell.ask(Desk, shell.trainer, lambda: tour(shell.trainer), shell.monotonic)
    shell.show("tour screen", desk, then=then)


async def _sit(shell: Shell, begin: Callable[[], Session]) -> bool:
    desk = await shell.ask(Desk, shell.trainer, begin, shell.monotonic)
    if desk.phase == "over":
        return False
    shell.show("study screen", desk)
    return True


_OF_A_REAL_SITTING: Final = ("undo", "flag", "suspend")


class TourScreen(StudyScreen):
    """A sitting that counts for nothing; it ends without a summary."""

    def heading(self) -> tuple[str, str]:
        """That nothing counts, and how far it is."""
        return _("Try it: nothing here counts"), "{} / {}".format(*self.desk.session.progress)

    def keys_now(self) -> Sequence[Key]:
        """Those of a sitting that make sense for examples; Esc goes on to the next step."""
        keys = [key for key in super().keys_now() if key.action not in (*_OF_A_REAL_SITTING, "home")]
        return [*keys, Key("escape", "esc", _("skip"), "home")]

    def _said(self) -> Content:
        prompt = self.desk.prompt
        if prompt is None or self.desk.phase != "asking":
            return super()._said()
        return joined([part for part in (plain(tip(prompt.card), "$accent"), super()._said()) if part])

    async def _sum_up(self) -> None:
        self.dismiss(None)
