"""One question at a time. What is shown is a function of the sitting; widgets hold only what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from kdeck.core.cards.card import Prompt
from kdeck.core.errors import KdeckError
from kdeck.language import _, render
from kdeck.trainer.study import Phase, Sitting
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.study_keys import sitting_keys
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.question import AREAS, Question
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Bar, Column, Pane, Text

ResultT = TypeVar("ResultT")
WIDE = 112
"""Columns from which on the side panel has room."""


class SittingScreen(KdeckScreen[ResultT]):
    """The question of a sitting, what it was worth, and the keys that act now.

    A subclass says what stands around it: the way out, what is said of the answer, what comes at the end.
    """

    CSS_PATH = ["study.tcss", "question.tcss"]  # noqa: RUF012 - Textual's own
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (72, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012 - Textual's own
    UNSEEN = ("help", "leave", "page")

    def __init__(self, sitting: Sitting, note: str = "") -> None:
        super().__init__()
        self.sitting = sitting
        self._asked: Prompt | None = None
        self._at: tuple[Prompt | None, Phase] = None, Phase.OVER
        self._aside = plain(note, "$changed")
        self._trouble: KdeckError | None = None
        self._empty_once = self._busy = False
        self.question, self._said, self._after = Question(id="ask"), Text(id="said"), Pane(id="after", can_focus=False)

    def body(self) -> ComposeResult:
        """Question and answer above, what is said about it below, the sitting beside them where there is room."""
        yield Bar(id="progress")
        with Horizontal(id="columns"):
            with Column(id="main"):
                yield self.question
                with self._after:
                    yield self._said
            yield Text(id="side")

    def keys_now(self) -> Sequence[Key]:
        """See ``study_keys``."""
        return sitting_keys(self.sitting, self.question.area, self.way_out(), typing=self.typing)

    def way_out(self) -> Key:
        """The key that leaves."""
        raise NotImplementedError

    def about(self) -> list[Content]:
        """What is said of the question and its answer."""
        raise NotImplementedError

    def empty(self) -> str:
        """What is said when Enter is pressed on no answer; Enter once more means it."""
        raise NotImplementedError

    async def ended(self) -> bool:
        """Do what comes after the last question; whether this screen has nothing more to show."""
        raise NotImplementedError

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        return self.sitting.phase is Phase.ASK and self._asked is not None and AREAS[self._asked.mode].TYPED

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Show the first question and let the clock tick."""
        self.set_interval(1, self.tick)
        await self._settle()

    def paint(self) -> None:
        """Everything but the question's own widgets, which ``_settle`` sets up once a question."""
        self.query_one("#progress", Bar).show(self.sitting.done, self.sitting.progress[1])
        self._paint_said()

    async def tick(self) -> None:
        """Show the clock where one runs, and end what has no time left."""
        sitting = self.sitting
        if sitting.phase is not Phase.ASK or sitting.prompt is None or self._busy:
            return
        if sitting.left() == 0:
            await self._do(sitting.check_time)
        elif self.is_attached and (sitting.left() is not None or sitting.prompt.card.seconds):
            self.repaint_heading()
            self._paint_said()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field: on to the next one, or that is the answer."""
        event.stop()
        entries = self.question.entries
        place = entries.index(event.input) if event.input in entries else len(entries) - 1
        if place + 1 < len(entries):
            entries[place + 1].focus()
        else:
            await self._typed()

    async def on_reply_sent(self, event: Message) -> None:
        """Enter in a reply sends it."""
        event.stop()
        await self._typed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed: whatever was said about an empty answer is past."""
        event.stop()
        self._empty_once = False

    async def on_choices_clicked(self, event: Choices.Clicked) -> None:
        """A click on an option is its number key."""
        event.stop()
        await self.act(f"answer:choose {event.place}")

    def on_steps_moved(self, event: Steps.Moved) -> None:
        """The footer tells what can be done with a step that the mouse has picked up."""
        event.stop()
        self.repaint_keys()

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Typing goes on where it was after a box has closed."""
        self._refocus()

    async def act(self, action: str) -> None:
        """Anything but Enter takes back that an empty answer was meant."""
        if action != "enter":
            self._empty_once = False
        await super().act(action)

    async def action_answer(self, how: str) -> None:
        """Do something in what takes the answer. how: the method of ``Area``, and a number where that wants one."""
        verb, _space, number = how.partition(" ")
        if self.sitting.phase is Phase.ASK:
            whole = getattr(self.question.area, verb)(*([int(number)] if number else ()))
            if whole and self.sitting.policy.feedback:
                await self._give(self.question.given())

    async def action_enter(self) -> None:
        """That is the answer, where it is one."""
        area = self.question.area
        if area is None or self.sitting.phase is not Phase.ASK:
            return
        area.settle()
        if area.complete:
            await self._give(area.given())
        elif area.TYPED or not self.sitting.policy.feedback:
            await self._give_nothing()
        else:
            self._say(area.lacking())

    def action_page(self, direction: str) -> None:
        """Scroll a long question, or a long explanation once it is there."""
        for area in (self.question, self._after):
            (area.scroll_page_down if direction == "down" else area.scroll_page_up)(animate=False)

    async def _typed(self) -> None:
        if self.typing and not self.too_small and not self.blind:
            await self.action_enter()

    async def _give_nothing(self) -> None:
        """Answer with nothing, once that is meant."""
        if self._empty_once and self.sitting.prompt is not None:
            await self._give(("",) * self.sitting.prompt.fields)
            return
        self._empty_once = True
        self.show_anew()
        self._say(self.empty())

    async def _give(self, given: tuple[str, ...]) -> None:
        if not self._busy:
            await self._do(self.sitting.submit, given, self.sitting.elapsed())

    async def _do(self, what: Callable[..., Any], *args: Any) -> Any:
        """Let the sitting do something on its thread; what goes wrong stays on the screen and can be tried again."""
        self._trouble, self._aside, self._busy = None, Content(""), True
        result = None
        try:
            result = await self.kdeck.ask(what, *args)
        except KdeckError as error:
            self._trouble = error
        finally:
            self._busy = False
        await self._settle()
        return result

    async def _settle(self) -> None:
        """Bring the widgets to where the sitting is."""
        sitting = self.sitting
        if sitting.phase is Phase.OVER and await self.ended():
            return
        if (sitting.prompt, sitting.phase) != self._at:
            self._at = sitting.prompt, sitting.phase
            self.show_anew()
        if sitting.prompt is not self._asked:
            await self._take_up(sitting.prompt)
        if sitting.verdict is not None:
            self.set_focus(None)
            self.question.judge(sitting.verdict)
        self.repaint()

    async def _take_up(self, prompt: Prompt | None) -> None:
        self._asked, self._empty_once = prompt, False
        if prompt is not None:
            await self.question.ask(prompt)
            self._after.scroll_home(animate=False)
            self.call_after_refresh(self.sitting.shown)
        self._refocus()

    def _refocus(self) -> None:
        if self.typing:
            self.question.focus_entry()
        else:
            self.set_focus(None)

    def _paint_said(self) -> None:
        parts = list[Content]()
        if self._trouble is not None:
            parts.append(plain(f"✗ {render(self._trouble.message)}", "bold $wrong"))
            if self._trouble.hint is not None:
                parts.append(plain(render(self._trouble.hint)))
            parts.append(plain(_("Your answer is still here: the same key tries again.")))
        said = joined([part for part in (*parts, *self.about(), self._aside) if part])
        self._said.show(said)
        self._after.display = bool(said) or not self.has_class("-low")  # all room for the question

    def _say(self, text: str) -> None:
        self._aside = plain(text, "$changed")
        self.repaint()
