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

from typing import ClassVar

from textual.app import ComposeResult

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.tui.content import plain
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.field import Field, Fields, Reply
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Entry, Pane, Text


class Revealed(Text):
    """The answer of a card that the learner judges; nothing until it is asked for."""

    MODES: ClassVar[tuple[Mode, ...]] = ("reveal",)
    _prompt: Prompt

    async def ask(self, prompt: Prompt) -> None:
        """Hide the answer."""
        self._prompt = prompt
        self.show("")

    def given(self) -> tuple[str, ...]:
        """Nothing: the learner only thinks of it."""
        return ()

    def judge(self, _verdict: Verdict) -> None:
        """Show it."""
        self.show(plain("\n".join(self._prompt.card.answer), "bold $accent"))


Area = Revealed | Choices | Steps | Fields | Reply
"""What takes the answers to questions of its ``MODES``, then shows in the same place what became of them."""


class Question(Pane, can_focus=False):
    """Shows a prompt, holds the answer until it is given, then shows what became of it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.prompt: Prompt | None = None
        self._areas: list[Area] = []
        self._reply: Reply | None = None

    def compose(self) -> ComposeResult:
        """The question, and every area: what a prompt has no use for takes no room."""
        yield Text(id="question")
        self._areas = [Revealed(id="answer"), Choices(id="choices"), Steps(id="steps"), Fields(id="fields")]
        yield from self._areas

    @property
    def choices(self) -> Choices:
        """The options."""
        return self.query_one(Choices)

    @property
    def steps(self) -> Steps:
        """The steps to put in order."""
        return self.query_one(Steps)

    @property
    def entries(self) -> list[Entry]:
        """What is typed into."""
        return [field.entry for field in self.query(Field) if field.display]

    @property
    def reply(self) -> Reply | None:
        """The reply to write, where one is asked."""
        return self._reply if self._reply is not None and self._reply.display else None

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question."""
        self.prompt = prompt
        self.query_one("#question", Text).show(plain(prompt.question))
        if prompt.mode == "reply" and self._reply is None:
            await self._mount_reply()
        for area in self._areas:
            await area.ask(prompt)
        self.scroll_home(animate=False)

    def given(self) -> tuple[str, ...]:
        """The answer as it stands, as ``grade`` wants it."""
        return next((area.given() for area in self._asking()), ())

    def judge(self, verdict: Verdict) -> None:
        """Show in the answer's own place what it was."""
        for area in self._asking():
            area.judge(verdict)

    def focus_entry(self) -> None:
        """Let typing go on where it stopped: in the first empty text, else in the last one."""
        if self.reply is not None:
            self.screen.set_focus(self.reply)
            return
        entries = self.entries
        empty = [entry for entry in entries if not entry.value] or entries[-1:]
        self.screen.set_focus(empty[0] if empty else None)

    def _asking(self) -> list[Area]:
        """The area of this question, none before the first."""
        return [area for area in self._areas if self.prompt is not None and self.prompt.mode in area.MODES]

    async def _mount_reply(self) -> None:
        self._reply = Reply(id="reply")
        self._areas.append(self._reply)
        await self.mount_all([self._reply, self._reply.result])
