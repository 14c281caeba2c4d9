"""What a typing run came to: the figure that matters, the speed over time, the mistakes, what to practise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.errors import KdeckError
from kdeck.core.keyboard.certified import Flag
from kdeck.core.keyboard.figures import Figures
from kdeck.core.keyboard.run import Run
from kdeck.core.message import Message
from kdeck.language import _, render
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckModal, KdeckScreen
from kdeck.tui.typing_chart import mistakes, speed_chart
from kdeck.tui.typing_words import Goal, details, flag_note, headline, in_own_words, void_note
from kdeck.tui.widgets.feedback import feedback
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text

Next = Literal["again", "weak", "fade", "store"]
_WIDEST: Final = 72


class Report(NamedTuple):
    """A run that has ended, as it is shown.

    void: why it counts for nothing. flags: what a trainer should look at. goal: the next grade. weak: phrases worth
    practising. trouble: why it could not be stored; it can be tried again. fade: what the same reply can be typed from
    next, empty for nothing. answered: how the reply was judged, where the run was the answer to a card.
    """

    title: str
    run: Run
    void: Message | None = None
    flags: tuple[Flag, ...] = ()
    goal: Goal | None = None
    weak: tuple[str, ...] = ()
    trouble: KdeckError | None = None
    fade: str = ""
    answered: tuple[Prompt, Verdict] | None = None


class TypingResultScreen(KdeckScreen[Next]):
    """The figures of one run; gives what to do next, ``None`` to go back."""

    CSS_PATH = "typing_result.tcss"

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        run = report.run
        self._steps = run.steps(whole=run.milliseconds is None)
        self._figures: Figures | None = run.figures() if run.typed and run.ended else None

    def heading(self) -> tuple[str, str]:
        """Which kind of run it was."""
        return self._report.title, _("Result")

    def body(self) -> ComposeResult:
        """From what matters most to what may be looked at."""
        with VerticalScroll(id="page"):
            yield Text(id="headline")
            yield Text(id="notes")
            yield Text(id="chart")
            yield Text(id="mistakes-title")
            yield Text(id="mistakes")
            yield Text(id="weak")
            yield Text(id="details")

    def keys_now(self) -> Sequence[Key]:
        """On, again, or practise."""
        keys = [Key("enter,escape,q", "enter", _("done"), "done"), Key("r", "r", _("again"), "again")]
        if self._report.trouble is not None:
            keys.insert(0, Key("s", "s", _("store again"), "store"))
        if self._report.fade:
            keys.insert(0, Key("n", "n", self._report.fade, "fade"))
        if self._report.weak:
            keys.append(Key("w", "w", _("practise these phrases"), "weak"))
        return [*keys, Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""), Key("?,f1", "?", _("help"), "help")]

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        self.query_one("#page").focus()

    def on_resize(self, event: events.Resize) -> None:
        """Chart and lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """All texts."""
        report, run, width = self._report, self._report.run, self._width
        if self._figures is None:
            self.query_one("#headline", Text).show(plain(_("Nothing was typed."), "bold"))
            return
        style = "bold $wrong" if report.void is not None else "bold $accent"
        said = in_own_words(self._figures, len(run.typed)) if run.free else headline(self._figures, report.goal)
        self.query_one("#headline", Text).show(plain(said, style))
        self.query_one("#notes", Text).show(self._notes())
        rows = 3 if self.size.height >= 20 else 1
        self.query_one("#chart", Text).show(speed_chart(run, self._steps, width=width, rows=rows))
        self.query_one("#mistakes-title", Text).show(plain(self._what_follows(), "bold"))
        self.query_one("#mistakes", Text).show(mistakes(run, self._steps, width))
        self.query_one("#weak", Text).show(self._weak())
        more = "" if run.free else details(self._figures, run.score(), lenient=run.lenient)
        self.query_one("#details", Text).show(more)

    def action_done(self) -> None:
        """Back to where the run was chosen."""
        self.dismiss(None)

    def action_again(self) -> None:
        """Another run of this kind."""
        self.dismiss("again")

    def action_fade(self) -> None:
        """The same reply, with less of it to see."""
        self.dismiss("fade")

    def action_weak(self) -> None:
        """Practise what was slow or wrong."""
        self.dismiss("weak")

    def action_store(self) -> None:
        """Try once more to store the run."""
        self.dismiss("store")

    @property
    def _width(self) -> int:
        return max(20, min(_WIDEST, self.size.width - 9))

    def _notes(self) -> Content:
        report, parts = self._report, list[Content]()
        if report.trouble is not None:
            parts.append(plain(f"✗ {render(report.trouble.message)}", "bold $wrong"))
            if report.trouble.hint is not None:
                parts.append(plain(render(report.trouble.hint)))
            parts.append(plain(_("The run is still here: s tries again to store it.")))
        if report.void is not None:
            parts.append(void_note(render(report.void)))
        parts += [flag_note(flag) for flag in report.flags]
        if report.answered is not None:
            parts.append(feedback(*report.answered))
        return joined(parts)

    def _what_follows(self) -> str:
        wrong = self._report.run.score().incorrect
        if self._report.run.free:
            return _("Your reply:")
        if not wrong:
            return _("No mistakes were left:")
        return _("Mistakes: {count}; underlined: wrong, struck: too many, _: left out").format(count=wrong)

    def _weak(self) -> Content:
        if not self._report.weak:
            return Content("")
        title = plain(_("Worth practising (w):"), "bold")
        return joined([title, *(line(f"  {phrase}", "$accent") for phrase in self._report.weak)])


class WitnessModal(KdeckModal[str]):
    """Asks who has watched a certified run; empty when nobody has."""

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Witness"), ""

    def body(self) -> ComposeResult:
        """The question, and where the name goes."""
        yield Text(id="what")
        yield Entry(id="witness", replace=False)

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (Key("enter", "enter", _("store the run"), ""), Key("escape", "esc", _("no witness"), "none"))

    def on_mount(self) -> None:
        """The cursor stands in the name."""
        self.query_one(Entry).focus()

    def paint(self) -> None:
        """The question."""
        self.query_one("#what", Text).show(_("Has somebody watched this run? Their name (may stay empty):"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter stores the run with the name."""
        event.stop()
        self.dismiss(event.value.strip())

    def action_none(self) -> None:
        """Nobody watched."""
        self.dismiss("")
