"""Practice: the phrases and pairs that are weak, in rounds, until each has reached the learner's own target."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.core.typing.run import TIMES, Drill, Item, Try
from kdeck.language import _
from kdeck.trainer.settings import LIMITS
from kdeck.trainer.typing import TARGETS, keep_round, mode_name, round_passage
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.typing_run import Taken, Task, TypingRunScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, fitted

_STEP: Final = 5
_TEXT: Final = 30
_NARROW: Final = 60
_NARROW_TEXT: Final = 18
_RESULT: Final = 14


class DrillScreen(KdeckScreen[None]):
    """What is left, what has been reached, and the next round."""

    CSS_PATH = "typing_drill.tcss"

    def __init__(self, drill: Drill) -> None:
        super().__init__()
        self._drill = drill

    def heading(self) -> tuple[str, str]:
        """How many have been reached, and in how many rounds."""
        drill = self._drill
        if not drill.rounds:
            return mode_name("weak"), ""
        text = _("round {rounds} · {reached} of {count}")
        values = {"rounds": drill.rounds, "reached": sum(drill.reached), "count": len(drill.items)}
        return mode_name("weak"), text.format(**values)

    def body(self) -> ComposeResult:
        """The target, what follows, the items."""
        yield Text(id="target")
        yield Text(id="what")
        with VerticalScroll(id="page"):
            yield Text(id="items")

    def keys_now(self) -> Sequence[Key]:
        """On, the target, leave."""
        target = Key("left,right", "←→", _("target"), "")
        close = Key("escape,q", "esc", _("close"), "close")
        help_ = Key("?,f1", "?", _("help"), "help")
        if self._drill.over:
            return (Key("enter,escape,q", "enter", _("done"), "close"), target, help_)
        go = _("next round") if self._drill.rounds else _("start")
        return (Key("enter", "enter", go, "round"), target, close, help_)

    def on_mount(self) -> None:
        """The arrow keys up and down scroll."""
        self.query_one("#page").focus()

    async def key_left(self) -> None:
        """A lower target."""
        await self._aim(-_STEP)

    async def key_right(self) -> None:
        """A higher target."""
        await self._aim(_STEP)

    def paint(self) -> None:
        """All texts."""
        drill = self._drill
        target = _("Your target: {speed} {unit} and no mistake").format(speed=round(drill.target), unit=drill.unit)
        self.query_one("#target", Text).show(plain(target, "bold $accent"))
        self.query_one("#what", Text).show(plain(self._what(), "$quiet"))
        width = _TEXT if self.size.width >= _NARROW else _NARROW_TEXT
        tries = drill.tries or (None,) * len(drill.items)
        rows = [_row(*row, width) for row in zip(drill.items, tries, drill.reached, strict=True)]
        self.query_one("#items", Text).show(joined(rows))

    def action_round(self) -> None:
        """Type what is left."""
        made = round_passage(self._drill)
        title = _("Practice, round {number}").format(number=self._drill.rounds + 1)
        lenient = self.kdeck.trainer.settings.typing_width == "lenient"

        async def taken(found: Taken | None) -> None:
            if found is None or not found.run.typed or not found.run.ended:
                return
            self._drill = after = self._drill.after(found.run)
            self.repaint()
            trainer = self.kdeck.trainer
            try:
                await self.kdeck.ask(lambda: keep_round(trainer, made, found.run, after))
            except KdeckError as error:
                self.kdeck.tell(error)

        self.app.push_screen(TypingRunScreen(Task(title, made.text, None, lenient=lenient, unit=made.unit)), taken)

    def action_close(self) -> None:
        """Back; what has been reached is kept."""
        self.dismiss(None)

    def _what(self) -> str:
        drill = self._drill
        if drill.over:
            return _("All of them at your target. → sets it higher and goes on.")
        if not drill.rounds:
            text = _("Each of them comes {times} times in a round, until both times reach the target.")
            return text.format(times=TIMES)
        return _("What has not reached it comes again.")

    async def _aim(self, by: int) -> None:
        """Set the target, for this drill and the next ones."""
        unit = self._drill.unit
        _least, most = LIMITS[TARGETS[unit]]
        speed = max(_STEP, min(most, (round(self._drill.target) // _STEP) * _STEP + by))
        try:
            await self.kdeck.ask(self.kdeck.trainer.change_setting, TARGETS[unit], speed)
        except KdeckError as error:
            self.kdeck.tell(error)
            return
        self._drill = self._drill._replace(target=float(speed))
        self.repaint()


def _row(item: Item, newest: Try | None, reached: bool, width: int) -> Content:
    """A sign, the text, how it went, and the pair that it is here for."""
    sign, style = ("✓", "$right") if reached else ("·", "")
    parts = [line(f"{sign} {fitted(item.text, width)}", style)]
    errors = _("{count} wrong").format(count=newest.errors) if newest is not None and newest.errors else ""
    speed = f"{newest.speed:>4.0f}" if newest is not None else "   –"
    parts.append(line(fitted(f"{speed}  {errors}", _RESULT), style))
    if item.pair is not None:
        parts.append(line(" ≠ ".join(item.pair), "$changed"))
    return Content(" ").join(parts)
