"""Study: one question at a time. What is shown is a function of the desk; widgets hold only what is being typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input

from kdeck.core.errors import KdeckError
from kdeck.core.memory import Rating
from kdeck.language import _, render
from kdeck.tui.content import clock, joined, line, plain
from kdeck.tui.desk import Desk
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.studykeys import TYPED, study_keys
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.feedback import change_line, feedback, leech_text
from kdeck.tui.widgets.keybar import Key, KeyBar
from kdeck.tui.widgets.question import Question
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Bar, Column, Pane, Text

_WIDE = 112
"""Columns from which on the side panel has room."""


class StudyScreen(KdeckScreen[None]):
    """A sitting, from its first question to its summary."""

    CSS_PATH = ["study.tcss", "question.tcss"]  # noqa: RUF012 - Textual's own
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (72, "-narrow"), (_WIDE, "-wide")]  # noqa: RUF012 - Textual's own
    UNSEEN = ("help", "home", "page")

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._asked: object = None
        self._at: tuple[object, str] = None, ""
        self._aside: Content = Content("")
        self._trouble: KdeckError | None = None
        self._empty_once = False
        self._hinted = False

    def heading(self) -> tuple[str, str]:
        """The deck; progress, and the time where the card has a limit."""
        desk, prompt = self.desk, self.desk.prompt
        left = [desk.deck_title]
        if desk.practice:
            left.insert(0, _("practice: does not touch the schedule"))
        right = "{} / {}".format(*desk.session.progress)
        if prompt and prompt.card.seconds and desk.show_timer:
            right = f"{clock(desk.elapsed())} / {clock(prompt.card.seconds * 1000)}   {right}"
        return " · ".join(part for part in left if part), right

    def body(self) -> ComposeResult:
        """Question and answer above, what is said about it below, the sitting beside them where there is room."""
        yield Bar(id="progress")
        with Horizontal(id="columns"):
            with Column(id="main"):
                yield Question(id="ask")
                with Pane(id="after", can_focus=False):
                    yield Text(id="said")
            yield Text(id="side")

    def keys_now(self) -> Sequence[Key]:
        """See ``studykeys``."""
        return study_keys(self.desk, self._steps, typing=self.typing)

    @property
    def question(self) -> Question:
        """What is asked, in its place."""
        return self.query_one(Question)

    @property
    def _steps(self) -> Steps | None:
        prompt = self.desk.prompt
        return self.question.steps if prompt is not None and prompt.mode == "sequence" and self.query(Steps) else None

    @property
    def typing(self) -> bool:
        """Whether letters are text now."""
        return self.desk.phase == "asking" and self.desk.prompt is not None and self.desk.prompt.mode in TYPED

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Show the first question and let the clock tick."""
        self.set_interval(1, self._tick)
        await self._settle()

    def on_resize(self, event: events.Resize) -> None:
        """The side panel is written when there is room for it."""
        super().on_resize(event)
        if event.size.width >= _WIDE:
            self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Everything but the question's own widgets, which ``_settle`` sets up once a question."""
        self.query_one("#progress", Bar).show(*self.desk.session.progress)
        said = self._said()
        self.query_one("#said", Text).show(said)
        self.query_one("#after", Pane).display = bool(said) or not self.has_class("-low")  # all room for the question
        if self.size.width >= _WIDE:
            self.query_one("#side", Text).show(self._side())

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

    async def _typed(self) -> None:
        """What is typed is the answer; nothing at all only when meant."""
        if self.blind:
            return
        given = self.question.given()
        if not any(text.strip() for text in given) and not self._empty_once:
            self._empty_once = True
            self.show_anew()
            self._say(_("Nothing is typed yet. Enter once more shows the answer and counts as forgotten."))
            return
        await self._given()

    async def on_choices_clicked(self, event: Choices.Clicked) -> None:
        """A click on an option is its number key."""
        event.stop()
        if self.desk.phase == "asking":
            await self.act(f"option:{event.place}")

    def on_steps_moved(self, event: Steps.Moved) -> None:
        """The footer tells what can be done with a step that the mouse has picked up."""
        event.stop()
        self.query_one(KeyBar).show(self.keys_now())

    async def action_reveal(self) -> None:
        """Show the answer of a card that one judges oneself."""
        await self._do(self.desk.answer, (), self.desk.elapsed())

    async def action_rate(self, number: str) -> None:
        """The learner's own rating."""
        rated = self.desk.prompt
        recorded = await self._do(self.desk.rate, Rating(int(number)))
        if recorded is not None and recorded.leech and rated is not None:
            self.notify(f"{plain(rated.question)}\n{leech_text()}", severity="warning", timeout=10, markup=False)

    async def action_go_on(self) -> None:
        """The next card."""
        await self._do(self.desk.go_on)

    async def action_option(self, number: str) -> None:
        """Choose an option by its place, or put a step next."""
        if self._steps is not None:
            self._steps.choose(int(number))
            return
        choices = self.question.choices
        choices.choose(int(number))
        if self.desk.prompt is not None and self.desk.prompt.mode == "pick" and choices.complete:
            await self._given()

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

    async def action_enter(self) -> None:
        """Enter on options: the answer where it is complete, else what the cursor stands on."""
        choices, prompt = self.question.choices, self.desk.prompt
        if prompt is None:
            return
        if self._steps is not None:
            await self._order_given(self._steps)
        elif prompt.mode != "pick" and choices.complete:
            await self._given()
        elif choices.cursor is not None and prompt.mode != "pick-all":
            await self.action_option(str(choices.cursor))
        else:
            self._say(_("Choose first, by number, by arrow keys or with the mouse."))

    async def action_tick(self) -> None:
        """Space: what the cursor stands on, or pick a step up and put it down."""
        if self._steps is not None:
            self._steps.grab()
        elif self.question.choices.cursor is not None:
            await self.action_option(str(self.question.choices.cursor))

    def action_hint(self) -> None:
        """Show the card's hint."""
        self._hinted = True
        self.repaint()

    async def action_undo(self) -> None:
        """Take the newest thing of today back."""
        if await self._do(self.desk.undo):
            self.notify(_("Taken back."), timeout=3, markup=False)

    async def action_suspend(self) -> None:
        """Let the card rest."""
        await self._do(self.desk.suspend)
        if self._trouble is None:
            self.notify(_("This card rests until you wake it in Browse. Undo takes it back."), timeout=5, markup=False)

    def action_flag(self) -> None:
        """Report the card to its author, with a note."""
        if self.desk.prompt is not None:
            self.kdeck.show("flag", self.desk.prompt.question, then=self._flagged)

    def action_home(self) -> None:
        """Leave; every answer is stored already."""
        self._leave()

    def _leave(self) -> None:
        self.dismiss(None)
        if not self.desk.practice:
            self.kdeck.wrap_up()

    def action_page(self, direction: str) -> None:
        """Scroll a long question, or a long explanation once it is there."""
        for area in (self.question, self.query_one("#after", Pane)):
            (area.scroll_page_down if direction == "down" else area.scroll_page_up)(animate=False)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Typing goes on where it was after a box has closed."""
        self._refocus()

    async def _flagged(self, note: str | None) -> None:
        if note is not None:
            await self._do(self.desk.report, note)
            if self._trouble is None:
                self.notify(_("Flagged for the author of this deck."), timeout=4, markup=False)

    async def _order_given(self, steps: Steps) -> None:
        if steps.complete:
            await self._given()
        else:
            self._say(_("Give every step its place first: by number, with space and the arrow keys, or by dragging."))

    async def _given(self) -> None:
        if self.desk.prompt is not None:
            await self._do(self.desk.answer, self.question.given(), self.desk.elapsed())

    async def _do(self, what: Callable[..., Any], *args: Any) -> Any:
        """Let the desk do something on its thread; what goes wrong stays on the screen and can be tried again."""
        self._trouble, self._aside = None, Content("")
        result = None
        try:
            result = await self.kdeck.ask(what, *args)
        except KdeckError as error:
            self._trouble = error
        await self._settle()
        return result

    async def _settle(self) -> None:
        """Bring the widgets to where the desk is."""
        desk = self.desk
        if desk.phase == "over":
            await self._sum_up()
            return
        if (desk.prompt, desk.phase) != self._at:
            self._at = desk.prompt, desk.phase
            self.show_anew()
        if desk.prompt is not self._asked:
            await self._set_question()
        if desk.phase != "asking":
            self._show_verdict()
        self.repaint()

    async def _set_question(self) -> None:
        prompt = self.desk.prompt
        if prompt is None:
            return
        self._asked, self._hinted, self._empty_once = prompt, False, False
        await self.question.ask(prompt)
        self.query_one("#after", Pane).scroll_home(animate=False)
        self._refocus()
        self.call_after_refresh(self.desk.shown)

    def _refocus(self) -> None:
        if self.typing:
            self.question.focus_entry()
        else:
            self.set_focus(None)

    def _show_verdict(self) -> None:
        if self.desk.verdict is not None:
            self.set_focus(None)
            self.question.judge(self.desk.verdict)

    def _said(self) -> Content:
        parts = []
        if self._trouble is not None:
            parts.append(plain(f"✗ {render(self._trouble.message)}", "bold $wrong"))
            if self._trouble.hint is not None:
                parts.append(plain(render(self._trouble.hint)))
            parts.append(plain(_("Your answer is still here: the same key tries again.")))
        elif self.desk.phase != "asking":
            parts.append(self._feedback())
        elif self.desk.change is not None:
            parts.append(change_line(*self.desk.change))
        if self.desk.flag is not None:
            parts.append(plain(_("! Flagged: {note}").format(note=self.desk.flag), "$changed"))
        if self._hinted and self.desk.prompt is not None and self.desk.phase == "asking":
            parts.append(plain(_("Hint: {hint}").format(hint=self.desk.prompt.card.hint)))
        return joined([part for part in (*parts, self._aside) if part])

    def _feedback(self) -> Content:
        desk = self.desk
        if desk.prompt is None or desk.verdict is None:
            return Content("")
        return feedback(desk.prompt, desk.verdict, desk.after)

    def _say(self, text: str) -> None:
        self._aside = plain(text, "$changed")
        self.repaint()

    def _side(self) -> Content:
        lines = [plain(_("This sitting"), "bold")]
        for seen in reversed(self.desk.seen[-30:]):
            sign, style = ("✓ ", "$right") if seen.right else ("✗ ", "$wrong")
            lines.append(Content.assemble((sign, style), line(seen.front, "$quiet").truncate(28, ellipsis=True)))
        return joined(lines)

    def _tick(self) -> None:
        if self.desk.phase == "asking" and self.desk.prompt is not None and self.desk.prompt.card.seconds:
            self.repaint_heading()

    async def _sum_up(self) -> None:
        result = await self.kdeck.ask(self.desk.result)
        self.kdeck.show("summary", self.desk, result, then=self._after_summary)

    async def _after_summary(self, undone: bool | None) -> None:
        if undone:
            await self._settle()
        else:
            self._leave()
