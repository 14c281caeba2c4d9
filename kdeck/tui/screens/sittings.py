"""How sittings begin and end: the day's cards, practice, what has lapsed, the tour; what a sitting came to."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.rounding import percent, whole_minutes
from kdeck.language import _
from kdeck.trainer.levels import refresh
from kdeck.trainer.study import Figures, Phase, Study, practice
from kdeck.trainer.study import study as study_today
from kdeck.trainer.tour import tip, tour
from kdeck.tui.content import asks, joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.shell import Shell, Taker
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text


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


_MOST = 8


class SummaryScreen(KdeckScreen[bool]):
    """The figures of a sitting; gives ``True`` when its last answer was taken back, to go on with it."""

    CSS_PATH = "rooms.tcss"

    def __init__(self, sitting: Study, result: Figures) -> None:
        super().__init__()
        self._sitting = sitting
        self._result = result

    def heading(self) -> tuple[str, str]:
        """Which kind of sitting it was."""
        return (_("Practice done") if not self._sitting.policy.counts else _("Done for now")), ""

    def body(self) -> ComposeResult:
        """Figures, the hardest cards, and when to come back."""
        with VerticalScroll(can_focus=False):
            yield Text(id="figures")
            yield Text(id="missed")
            yield Text(id="confused")
            yield Text(id="next")

    def keys_now(self) -> Sequence[Key]:
        """Home, or back to the last card."""
        keys = [Key("enter,escape,space", "enter", _("home"), "home")]
        if self._sitting.can("undo"):
            keys.append(Key("u,f3", "u", _("undo"), "undo"))
        keys.append(Key("?,f1", "?", _("help"), "help"))
        return keys

    def paint(self) -> None:
        """All texts."""
        self.write("figures", self._figures())
        self.write("missed", self._missed())
        self.write("confused", self._confused())
        self.write("next", self._next())

    def action_home(self) -> None:
        """Back to Home."""
        self.dismiss(False)

    async def action_undo(self) -> None:
        """Take back the last answer; its card is asked again."""
        if await self.kdeck.ask(self._sitting.undo) and self._sitting.phase is not Phase.OVER:
            self.dismiss(True)
        else:
            self._result = await self.kdeck.ask(self._sitting.figures)
            self.repaint()

    def _figures(self) -> Content:
        result = self._result
        if not result.answered:
            return plain(_("Nothing was answered."))
        minutes = whole_minutes(result.milliseconds / 1000)
        lines = [
            line(_("Answered: {count}").format(count=result.answered), "bold"),
            line(
                _("Right: {right} of {count} ({share})").format(
                    right=result.right, count=result.answered, share=percent(result.right / result.answered, to="near")
                )
            ),
            line(_("Thinking time: about {minutes} min").format(minutes=minutes)),
        ]
        if result.met:
            lines.append(line(_("New cards met: {count}").format(count=result.met)))
        return joined(lines)

    def _missed(self) -> Content:
        missed = self._result.missed
        if not missed:
            return Content("")
        lines = [line(_("Forgotten in this sitting, worth another look:"), "bold")]
        for card, times in missed[:_MOST]:
            again = "" if times == 1 else f" ×{times}"
            lines.append(Content.assemble(("✗ ", "$wrong"), line(asks(card)), (again, "$quiet")))
            lines.append(line(f"  {' / '.join(card.answer)}", "$accent"))
        if len(missed) > _MOST:
            lines.append(line(_("… and {count} more").format(count=len(missed) - _MOST), "$quiet"))
        return joined(lines)

    def _confused(self) -> Content:
        pairs = self._result.confused
        if not pairs:
            return Content("")
        lines = [line(_("Confused, worth telling apart:"), "bold")]
        for card, taken in pairs[:_MOST]:
            right = line(card.content.in_words)
            lines.append(line(asks(card)))
            lines.append(Content.assemble(("  ✗ ", "$wrong"), line(taken), ("   ✓ ", "$right"), right))
        if len(pairs) > _MOST:
            lines.append(line(_("… and {count} more").format(count=len(pairs) - _MOST), "$quiet"))
        return joined(lines)

    def _next(self) -> Content:
        if not self._sitting.policy.counts:
            return plain(_("Practice leaves the schedule as it is."), "$quiet")
        _start, due = self._result.coming
        if not due:
            return plain(_("Tomorrow no reviews are due."))
        return plain(_("Come back tomorrow: reviews due then: {count}.").format(count=due))
