"""An exam: one question at a time, nothing said about answers, a quiet clock. What is shown follows the sitting."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from kdeck.core.cards.card import Prompt
from kdeck.core.errors import KdeckError
from kdeck.language import _, render
from kdeck.trainer.exam.sitting import Sitting
from kdeck.trainer.exam.wording import exam_name
from kdeck.tui.content import clock, joined, plain
from kdeck.tui.exam_words import left_clock
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.exam_keys import exam_keys
from kdeck.tui.screens.exams import ExamLeaveModal, Leaving
from kdeck.tui.screens.studykeys import TYPED
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.keybar import Key, KeyBar
from kdeck.tui.widgets.question import Question
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Bar, Text

_LAST_MINUTE = 60_000


class ExamSittingScreen(KdeckScreen[bool]):
    """An exam from the question that is next to its end; gives whether it has ended. note: said beside the question."""

    CSS_PATH = ["exam_sitting.tcss", "question.tcss"]  # noqa: RUF012 - Textual's own
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (72, "-narrow"), (112, "-wide")]  # noqa: RUF012 - Textual's own
    UNSEEN = ("help", "leave", "page")

    def __init__(self, sitting: Sitting, note: str = "") -> None:
        super().__init__()
        self.sitting = sitting
        self._asked: Prompt | None = None
        self._since = 0.0
        self._aside = plain(note, "$changed")
        self._trouble: KdeckError | None = None
        self._empty_once = self._busy = False

    def heading(self) -> tuple[str, str]:
        """Which exam; how far one is, and how much time is left."""
        number, total = self.sitting.progress
        parts = [f"{number} / {total}", _("{time} left").format(time=left_clock(self.sitting.left()))]
        limit = self._asked.card.seconds if self._asked is not None else None
        if limit and not self._over:
            parts.insert(0, f"{clock(self._elapsed())} / {clock(limit * 1000)}")
        return exam_name(self.sitting.record.paper), "   ".join(parts)

    def body(self) -> ComposeResult:
        """The question, and a line for what there is to say beside it."""
        yield Bar(id="progress")
        with Vertical(id="main"):
            yield Question(id="ask")
            with VerticalScroll(id="after", can_focus=False):
                yield Text(id="said")

    def keys_now(self) -> Sequence[Key]:
        """See ``exam_keys``."""
        return exam_keys(None if self._over else self._asked, self._steps, typing=self.typing)

    @property
    def question(self) -> Question:
        """What is asked, in its place."""
        return self.query_one(Question)

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        return not self._over and self._asked is not None and self._asked.mode in TYPED

    @property
    def _over(self) -> bool:
        return self.sitting.prompt is None

    @property
    def _steps(self) -> Steps | None:
        ordered = self._asked is not None and self._asked.mode == "sequence"
        return self.question.steps if ordered and self.query(Steps) else None

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Show the question and let the clock run."""
        await self._settle()
        self.set_interval(1, self.tick)

    def paint(self) -> None:
        """Everything but the question's own widgets, which are set up once a question."""
        number, total = self.sitting.progress
        self.query_one("#progress", Bar).show(total if self._over else number - 1, total)
        self._paint_said()

    def _paint_said(self) -> None:
        said = self._said()
        self.query_one("#said", Text).show(said)
        self.query_one("#after").display = bool(said) or not self.has_class("-low")  # all room for the question

    async def tick(self) -> None:
        """Show the clock, and end the exam when its time is up."""
        if self._over or self._busy:
            return
        if not self.sitting.left():
            await self._do(self.sitting.check_time)
        elif self.is_attached:
            self.repaint_heading()
            self._paint_said()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter in a field: on to the next one, or that is the answer."""
        event.stop()
        if not self.typing or self.too_small:
            return
        entries = self.question.entries
        place = entries.index(event.input) if event.input in entries else len(entries) - 1
        if place + 1 < len(entries):
            entries[place + 1].focus()
            return
        await self._typed()

    async def on_reply_sent(self, event: Message) -> None:
        """Enter in a reply sends it."""
        event.stop()
        if self.typing and not self.too_small:
            await self._typed()

    async def on_choices_clicked(self, event: Choices.Clicked) -> None:
        """A click on an option is its number key."""
        event.stop()
        await self.act(f"option:{event.place}")

    def on_steps_moved(self, event: Steps.Moved) -> None:
        """The footer tells what can be done with a step that the mouse has picked up."""
        event.stop()
        self.query_one(KeyBar).show(self.keys_now())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Something was typed: whatever was said about an empty answer is past."""
        event.stop()
        self._empty_once = False

    async def act(self, action: str) -> None:
        """Anything but Enter takes back that an empty answer was meant."""
        if action != "enter":
            self._empty_once = False
        await super().act(action)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Typing goes on where it was after a box has closed."""
        self._refocus()

    def action_option(self, number: str) -> None:
        """Choose an option by its place, or put a step next; Enter alone answers."""
        if self._over:
            return
        if self._steps is not None:
            self._steps.choose(int(number))
        else:
            self.question.choices.choose(int(number))

    def action_move(self, step: str) -> None:
        """Move the cursor among the options, with the step that is held."""
        (self._steps or self.question.choices).move(int(step))

    def action_shift(self, step: str) -> None:
        """Carry the step under the cursor up or down."""
        if self._steps is not None:
            self._steps.shift(int(step))

    def action_take_back(self) -> None:
        """Take the last step back."""
        if self._steps is not None:
            self._steps.take_back()

    def action_tick(self) -> None:
        """Space: what the cursor stands on, or pick a step up and put it down."""
        if self._steps is not None:
            self._steps.grab()
        elif self.question.choices.cursor is not None:
            self.question.choices.choose(self.question.choices.cursor)

    async def action_enter(self) -> None:
        """Enter on options: that is the answer."""
        if self._asked is None or self._over:
            return
        steps, choices = self._steps, self.question.choices
        if steps is not None:
            await self._give(self.question.given() if steps.complete else ())
            return
        if self._asked.mode == "pick" and choices.cursor is not None:
            choices.choose(choices.cursor)
        await self._give(self.question.given())

    def action_page(self, direction: str) -> None:
        """Scroll a long question."""
        (self.question.scroll_page_down if direction == "down" else self.question.scroll_page_up)(animate=False)

    def action_leave(self) -> None:
        """Ask what leaving is to mean."""
        self.app.push_screen(ExamLeaveModal(self.sitting), self._left)

    def action_finish(self) -> None:
        """On to the result."""
        self.dismiss(True)

    async def _left(self, how: Leaving | None) -> None:
        if self._over:
            await self._settle()
        elif how == "end":
            await self._do(self.sitting.give_up)
        elif how == "leave":
            self.dismiss(False)

    async def _typed(self) -> None:
        if self.blind:
            return
        given = self.question.given()
        await self._give(given if any(text.strip() for text in given) else ())

    async def _give(self, given: tuple[str, ...]) -> None:
        """Answer; with nothing only when that is meant."""
        if self._busy:
            return
        if not given and not self._empty_once:
            self._empty_once = True
            self.show_anew()
            self._aside = plain(_("This is no answer yet. Enter once more leaves the question empty."), "$changed")
            self.repaint()
            return
        await self._do(lambda: self.sitting.answer(given, self._elapsed()))

    async def _do(self, what: Callable[[], object]) -> None:
        """Let the sitting do something on its thread; what goes wrong stays on the screen and can be tried again."""
        self._trouble, self._aside, self._busy = None, Content(""), True
        try:
            await self.kdeck.ask(what)
        except KdeckError as error:
            self._trouble = error
        self._busy = False
        await self._settle()

    async def _settle(self) -> None:
        """Bring the widgets to where the sitting is."""
        result, prompt = self.sitting.result, self.sitting.prompt
        if result is not None and result.reason != "time":
            self.dismiss(True)
            return
        if prompt is None:
            self.set_focus(None)
        elif prompt is not self._asked:
            self._asked, self._empty_once = prompt, False
            self.show_anew()
            self._since = self.kdeck.monotonic()
            await self.question.ask(prompt)
            self._refocus()
        self.repaint()

    def _elapsed(self) -> int:
        return max(0, round((self.kdeck.monotonic() - self._since) * 1000))

    def _refocus(self) -> None:
        if self.typing:
            self.question.focus_entry()
        else:
            self.set_focus(None)

    def _said(self) -> Content:
        parts = []
        if self._trouble is not None:
            parts.append(plain(f"✗ {render(self._trouble.message)}", "bold $wrong"))
            if self._trouble.hint is not None:
                parts.append(plain(render(self._trouble.hint)))
            parts.append(plain(_("Your answer is still here: the same key tries again.")))
        if self._over:
            parts.append(plain(_("The time is up. What you answered before is stored."), "bold $changed"))
        elif self.sitting.left() <= _LAST_MINUTE:
            parts.append(plain(_("The last minute."), "$changed"))
        return joined([part for part in (*parts, self._aside) if part])
