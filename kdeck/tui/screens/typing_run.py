"""Typing: a run, and practice of what is weak in rounds of runs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message as Message_
from textual.timer import Timer

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.rounding import clock, milliseconds, percent
from kdeck.core.typing.run import TIMES, Drill, Item, Run, Try
from kdeck.core.typing.score import Unit
from kdeck.language import _
from kdeck.text.typing import mode_name
from kdeck.trainer.settings import LIMITS
from kdeck.trainer.typing import TARGETS, keep_round, round_passage
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.frames import LeaveModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, fitted
from kdeck.tui.widgets.typing_field import TypingField

_READY: Final = 3.0
_TICK: Final = 0.1
_GRACE: Final = 0.3
"""Seconds after the end in which keys that were pressed before it may still arrive."""


class Task(NamedTuple):
    """What is to be typed.

    milliseconds: how long, ``None`` until the passage is done. question: what stands above the passage, such as a
    customer's message. hidden: places of the passage shown only once something is typed for them. certified: whether
    leaving has to be confirmed. lenient: the width of punctuation does not count. unit: of the speed, by default the
    one that the text asks for. free: the text is not shown; Enter ends what is typed in one's own words.
    """

    title: str
    text: str
    milliseconds: int | None
    question: str = ""
    hidden: Collection[int] = ()
    certified: bool = False
    lenient: bool = False
    unit: Unit | None = None
    free: bool = False


class Taken(NamedTuple):
    """A run that has ended, and how long it took by the two clocks of the machine. left: it was given up."""

    run: Run
    monotonic_ms: int
    wall_ms: int
    left: bool = False


class TypingRunScreen(KdeckScreen[Taken]):
    """One run; gives ``None`` when it was left, but what there is of one that was to be certified."""

    CSS_PATH = "rooms.tcss"

    def __init__(self, task: Task) -> None:
        super().__init__()
        self.asked = task
        self.run = Run(task.text, task.milliseconds, lenient=task.lenient, unit=task.unit, free=task.free)
        self._opened: float | None = None
        self._began: float | None = None
        self._wall: Moment | None = None
        self._ended = False
        self._timer: Timer | None = None
        self._shown = ""

    def heading(self) -> tuple[str, str]:
        """The kind of run; the time that is left or has gone, and how much of the passage is done."""
        return self.asked.title, self._progress()

    def body(self) -> ComposeResult:
        """What is asked, and the passage."""
        yield Text(id="question")
        yield Text(id="note", keeps_room=True)
        yield TypingField(id="field")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here: nothing but Esc and F-keys acts."""
        keys = [Key("escape", "esc", _("leave"), "leave")]
        if self.asked.free and self._began is not None:
            keys.append(Key("enter", "enter", _("send"), ""))
        elif self.asked.milliseconds is None and self._began is not None:
            keys.append(Key("f2", "f2", _("finish"), "finish"))
        keys.append(Key("f1", "f1", _("help"), "help"))
        return keys

    @property
    def field(self) -> TypingField:
        """Where it is typed."""
        return self.query_one(TypingField)

    @property
    def began(self) -> bool:
        """Whether strokes count."""
        return self._began is not None

    def on_mount(self) -> None:
        """Get ready."""
        self.field.show(self.run, self.asked.hidden)
        self.field.focus()
        self._opened = self.kdeck.monotonic()
        self._timer = self.set_interval(_TICK, self.tick)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Typing goes on after a box has closed."""
        self.field.focus()

    def paint(self) -> None:
        """The texts around the passage."""
        self.write("question", plain(self.asked.question, "bold"))
        self.write("note", plain(self._note(), "$quiet"))

    def tick(self) -> None:
        """Look at the clock: begin, show the time, end."""
        if self._ended or self._opened is None:
            return
        now = self.kdeck.monotonic()
        if self._began is None:
            if now - self._opened >= _READY:
                self._begin(now)
            self.repaint()
        elif self.asked.milliseconds is not None and now - self._began >= self.asked.milliseconds / 1000 + _GRACE:
            self._end(self.asked.milliseconds)
        elif self._progress() != self._shown:
            self._shown = self._progress()
            self.repaint_heading()

    def on_typing_field_typed(self) -> None:
        """How far it has come."""
        if self._progress() != self._shown:
            self._shown = self._progress()
            self.repaint_heading()

    def on_typing_field_completed(self) -> None:
        """The last grapheme is there."""
        self._end(self.run.ended or 0)

    def on_typing_field_entered(self) -> None:
        """Enter ends a run that has reached the end of its passage, even if something is missing before it."""
        steps, count = self.run.steps(), len(self.run.passage)
        reached = self.asked.free or (bool(steps) and steps[-1].passage == count - 1)
        if self.asked.milliseconds is None and reached:
            self.action_finish()

    def action_finish(self) -> None:
        """End a run without a time limit here; what was not typed counts as missing."""
        if self._began is not None and self.run.typed:
            self._end(self._elapsed())

    def action_leave(self) -> None:
        """Leave; a certified run asks first."""
        if self.asked.certified and self._began is not None:
            self.app.push_screen(leave_modal(), self._leave)
        else:
            self._leave(True)

    def _leave(self, sure: bool | None) -> None:
        if not sure or self._ended:
            return
        if self.asked.certified and self.run.typed:
            self._end(self._elapsed(), left=True)
        else:
            self._stop()
            self.dismiss(None)

    def _begin(self, now: float) -> None:
        self._began, self._wall = now, self.kdeck.trainer.now()
        self.field.begin(Message_().time)

    def _end(self, at_milliseconds: int, *, left: bool = False) -> None:
        if self._ended or self._wall is None:
            return
        self._stop()
        taken, wall = self._elapsed(), (self.kdeck.trainer.now().at - self._wall.at) // 1000
        self.run.finish(at_milliseconds)
        self.dismiss(Taken(self.run.alone() if self.asked.free else self.run, taken, wall, left))

    def _stop(self) -> None:
        self._ended = True
        self.field.halt()
        if self._timer is not None:
            self._timer.stop()

    def _elapsed(self) -> int:
        return 0 if self._began is None else milliseconds(self.kdeck.monotonic() - self._began)

    def _note(self) -> str:
        if self._opened is None or self._began is not None:
            if self.asked.free:
                return _("Your reply, in your own words; Enter sends it.")
            return _("Line ends are not typed.") if "\n" in self.asked.text else ""
        left = max(1, -int(-(_READY - (self.kdeck.monotonic() - self._opened)) // 1))
        return _("Get ready: {seconds}").format(seconds=min(3, left))

    def _progress(self) -> str:
        done, whole = min(len(self.run.typed), len(self.run.passage)), len(self.run.passage)
        if self.asked.free:
            return clock(self._elapsed())
        if self.asked.milliseconds is None:
            return f"{percent(done / whole if whole else 0.0, to='near')}   {clock(self._elapsed())}"
        return clock(-(-max(0, self.asked.milliseconds - self._elapsed()) // 1000) * 1000)


def leave_modal() -> LeaveModal:
    """Asks whether a certified run is really to be given up."""
    text = Message("The time runs on. A run that is left is stored, and does not count.")
    return LeaveModal(Message("Leave this run?"), text, Message("go on typing"))


_STEP: Final = 5
_TEXT: Final = 30
_NARROW: Final = 60
_NARROW_TEXT: Final = 18
_RESULT: Final = 14


class DrillScreen(KdeckScreen[None]):
    """What is left, what has been reached, and the next round."""

    CSS_PATH = "rooms.tcss"

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
        self.write("target", plain(target, "bold $accent"))
        self.write("what", plain(self._what(), "$quiet"))
        width = _TEXT if self.size.width >= _NARROW else _NARROW_TEXT
        tries = drill.tries or (None,) * len(drill.items)
        rows = [_row(*row, width) for row in zip(drill.items, tries, drill.reached, strict=True)]
        self.write("items", joined(rows))

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
            with self.kdeck.telling():
                await self.kdeck.ask(lambda: keep_round(trainer, made, found.run, after))

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
