"""One question in its place: its text, and whatever takes the answer. It needs no trainer and no session.

In a screen whose ``CSS_PATH`` lists ``question.tcss``::

    yield Question(id="ask")                      # in compose
    await question.ask(prompt)                    # a new question, nothing chosen or typed
    verdict = grade(prompt, question.given())     # the answer as it stands
    question.judge(verdict)                       # in the same place: what was right and what was not
    text.show(feedback(prompt, verdict))          # what is said below it (``widgets.feedback``)

Keys are the screen's: it calls ``choices`` and ``focus_entry``, and gets ``Choices.Clicked`` and ``Input.Submitted``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.spot import Spot
from kdeck.core.reply import marks
from kdeck.language import _
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.feedback import option_marks
from kdeck.tui.widgets.field import Field, marked
from kdeck.tui.widgets.ground import Pane
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Entry, Text

if TYPE_CHECKING:
    from kdeck.tui.widgets.reply import Reply


class Question(Pane, can_focus=False):
    """Shows a prompt, holds the answer until it is given, then shows what became of it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.prompt: Prompt | None = None
        self._reply: Reply | None = None

    def compose(self) -> ComposeResult:
        """Question, revealed answer, options, fields: what a prompt has no use for takes no room."""
        yield Text(id="question")
        yield Text(id="answer")
        yield Choices(id="choices")
        yield Steps(id="steps")
        yield Vertical(id="fields")

    @property
    def choices(self) -> Choices:
        """The options."""
        return self.query_one(Choices)

    @property
    def steps(self) -> Steps:
        """The steps to put in order."""
        return self.query_one(Steps)

    @property
    def fields(self) -> list[Field]:
        """The texts to type."""
        return [field for field in self.query(Field) if field.display]

    @property
    def entries(self) -> list[Entry]:
        """What is typed into."""
        return [field.entry for field in self.fields]

    @property
    def reply(self) -> Reply | None:
        """The reply to write, where one is asked."""
        return self._reply if self._reply is not None and self._reply.display else None

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question."""
        self.prompt = prompt
        self.query_one("#question", Text).show(plain(prompt.question))
        self.query_one("#answer", Text).show("")
        self._set_options(prompt)
        hint = _("all of them, commas between") if prompt.mode == "list" else ""
        await self._set_fields(0 if prompt.mode == "reply" else prompt.fields, hint)
        await self._set_reply(prompt.mode == "reply")
        self.scroll_home(animate=False)

    def given(self) -> tuple[str, ...]:
        """The answer as it stands, as ``grade`` wants it."""
        if self.prompt is None:
            return ()
        if self.prompt.mode == "sequence":
            return tuple(self.prompt.options[place] for place in self.steps.order)
        if self.prompt.options:
            return tuple(self.prompt.options[place] for place in self.choices.chosen)
        return (self.reply.text,) if self.reply is not None else tuple(entry.value for entry in self.entries)

    def judge(self, verdict: Verdict) -> None:
        """Show in the answer's own place what it was."""
        prompt = self.prompt
        if prompt is None:
            return
        if prompt.mode == "reveal":
            self.query_one("#answer", Text).show(plain("\n".join(prompt.card.answer), "bold $accent"))
        elif prompt.mode == "reply":
            self._judge_reply(prompt, verdict)
        elif prompt.mode == "sequence":
            self.steps.judge(option_marks(prompt, verdict))
        elif prompt.options:
            self.choices.judge(option_marks(prompt, verdict))
        elif prompt.mode == "list":
            self.fields[0].judge(joined([_item(part.given, part.expected) for part in verdict.parts]))
        else:
            for field, part in zip(self.fields, verdict.parts, strict=False):
                field.judge(marked(part))

    def focus_entry(self) -> None:
        """Let typing go on where it stopped: in the first empty text, else in the last one."""
        if self.reply is not None:
            self.screen.set_focus(self.reply)
            return
        entries = self.entries
        empty = [entry for entry in entries if not entry.value] or entries[-1:]
        self.screen.set_focus(empty[0] if empty else None)

    def _set_options(self, prompt: Prompt) -> None:
        order, content = prompt.mode == "sequence", prompt.card.content
        self.steps.ask(prompt.labels if order else ())
        if isinstance(content, Spot):
            self.choices.ask([value for _name, value in content.fields], prompt.mode, prompt.options)
        else:
            self.choices.ask(() if order else prompt.labels, prompt.mode)

    async def _set_reply(self, wanted: bool) -> None:
        if self._reply is None:
            if not wanted:
                return
            from kdeck.tui.widgets.reply import Reply

            self._reply = Reply(id="reply")
            await self.mount_all([self._reply, Text(id="replied")])
        self._reply.display = wanted
        self._reply.text = ""
        self.query_one("#replied", Text).show("")

    def _judge_reply(self, prompt: Prompt, verdict: Verdict) -> None:
        """The reply where it was written, with what it must not hold struck out after a minus."""
        if self._reply is not None:
            self._reply.display = False
        text = verdict.given[0] if verdict.given else ""
        sign = {True: ("✓ ", "bold $right"), False: ("✗ ", "bold $wrong"), None: ("› ", "bold $accent")}[verdict.right]
        never = prompt.card.content.never if isinstance(prompt.card.content, Phrase) else ()
        runs = [
            plain(f"-{piece.text}", "strike $wrong") if piece.kind == "extra" else plain(piece.text)
            for piece in marks(never, text)
        ]
        self.query_one("#replied", Text).show(Content("").join([Content.assemble(sign), *runs]))

    async def _set_fields(self, count: int, hint: str) -> None:
        area = self.query_one("#fields", Vertical)
        missing = count - len(area.children)
        if missing > 0:
            await area.mount_all([Field() for _number in range(missing)])
        for place, field in enumerate(area.query(Field)):
            field.display = place < count
            field.ask(str(place + 1) if count > 1 else "›", hint)


def _item(given: str, expected: str) -> Content:
    """One item of a list: named, forgotten, or not one of them."""
    if given and expected:
        return Content.assemble(("✓ ", "bold $right"), line(expected, "$right"))
    if expected:
        return Content.assemble(("✗ ", "bold $wrong"), line(f"+{expected}", "underline bold $right"))
    return Content.assemble(("✗ ", "bold $wrong"), line(f"-{given}", "strike $wrong"))
