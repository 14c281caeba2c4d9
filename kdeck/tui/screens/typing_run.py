"""A typing run: three seconds to get ready, then the passage, and little else to look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.message import Message
from textual.timer import Timer

from kdeck.core.moment import Moment
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Unit
from kdeck.language import _
from kdeck.tui.content import clock, plain, share
from kdeck.tui.screens.base import KdeckModal, KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text
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

    CSS_PATH = ["typing_run.tcss", "typing_field.tcss"]  # noqa: RUF012 - Textual's own

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
        self.query_one("#question", Text).show(plain(self.asked.question, "bold"))
        self.query_one("#note", Text).show(plain(self._note(), "$quiet"))

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
            self.app.push_screen(LeaveModal(), self._leave)
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
        self.field.begin(Message().time)

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
        return 0 if self._began is None else round((self.kdeck.monotonic() - self._began) * 1000)

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
            return f"{share(done, whole)}   {clock(self._elapsed())}"
        return clock(-(-max(0, self.asked.milliseconds - self._elapsed()) // 1000) * 1000)


class LeaveModal(KdeckModal[bool]):
    """Asks whether a certified run is really to be given up."""

    UNSEEN = ("stay",)

    def heading(self) -> tuple[str, str]:
        """The question."""
        return _("Leave this run?"), ""

    def body(self) -> ComposeResult:
        """What leaving means."""
        yield Text(id="what")

    def keys_now(self) -> Sequence[Key]:
        """Text may still be on its way: no letter acts here."""
        return (Key("escape", "esc", _("go on typing"), "stay"), Key("f2", "f2", _("leave"), "leave"))

    def paint(self) -> None:
        """What leaving means."""
        self.query_one("#what", Text).show(_("The time runs on. A run that is left is stored, and does not count."))

    def action_stay(self) -> None:
        """Back to the run."""
        self.dismiss(False)

    def action_leave(self) -> None:
        """Give it up."""
        self.dismiss(True)
