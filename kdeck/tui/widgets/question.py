"""One question in its place: its text, and whatever takes the answer. It needs no trainer and no session.

In a screen whose ``CSS_PATH`` lists ``question.tcss``::

    yield Question(id="ask")                      # in compose
    await question.ask(prompt)                    # a new question, nothing chosen or typed
    verdict = grade(prompt, question.given())     # the answer as it stands
    question.judge(verdict)                       # in the same place: what was right and what was not
    text.show(feedback(prompt, verdict))          # what is said below it (``widgets.feedback``)

Keys are the screen's: it asks ``area`` for those that answer and ``focus_entry`` to type, and gets ``Choices.Clicked``
and ``Input.Submitted``.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual.app import ComposeResult

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.language import _
from kdeck.tui.content import plain
from kdeck.tui.widgets.area import Area
from kdeck.tui.widgets.choices import Choices
from kdeck.tui.widgets.field import Field, Fields, Reply
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.steps import Steps
from kdeck.tui.widgets.text import Entry, Pane, Text


class Revealed(Area, Text):
    """The answer of a card that the learner judges; nothing until it is asked for."""

    MODES: ClassVar[tuple[Mode, ...]] = ("reveal",)
    _prompt: Prompt

    async def ask(self, prompt: Prompt) -> None:
        """Hide the answer."""
        self._prompt = prompt
        self.show("")

    def keys(self, *, at_once: bool) -> list[Key]:  # noqa: ARG002 - nothing is chosen
        """To see it."""
        return [Key("space,enter", _("space"), _("show the answer"), "enter")]

    def judge(self, _verdict: Verdict) -> None:
        """Show it."""
        self.show(plain("\n".join(self._prompt.card.answer), "bold $accent"))


AREAS: Final[dict[Mode, type[Area]]] = {
    mode: area for area in (Revealed, Choices, Steps, Fields, Reply) for mode in area.MODES
}
"""What takes the answers of a mode."""


class Question(Pane, can_focus=False):
    """Shows a prompt, holds the answer until it is given, then shows what became of it."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.prompt: Prompt | None = None
        self._text = Text(id="question")
        self._areas: list[Area] = []

    def compose(self) -> ComposeResult:
        """The question, and every area: what a prompt has no use for takes no room."""
        revealed, choices, steps, fields = areas = (
            Revealed(id="answer"),
            Choices(id="choices"),
            Steps(id="steps"),
            Fields(id="fields"),
        )
        self._areas = list(areas)
        yield from (self._text, revealed, choices, steps, fields)

    @property
    def area(self) -> Area | None:
        """What takes the answer; ``None`` before the first question."""
        return next((area for area in self._areas if self.prompt is not None and self.prompt.mode in area.MODES), None)

    @property
    def entries(self) -> list[Entry]:
        """What is typed into."""
        return [field.entry for field in self.query(Field) if field.display]

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question."""
        self.prompt = prompt
        self._text.show(plain(prompt.question))
        if self.area is None:  # a text area takes longest to mount, and few questions want it
            reply = Reply(id="reply")
            self._areas.append(reply)
            await self.mount_all([reply, reply.result])
        for area in self._areas:
            await area.ask(prompt)
        self.scroll_home(animate=False)

    def given(self) -> tuple[str, ...]:
        """The answer as it stands, as ``grade`` wants it."""
        return () if self.area is None else self.area.given()

    def choose(self, place: int) -> None:
        """Choose an option, or put a step next, by its place."""
        if self.area is not None:
            self.area.choose(place)

    def judge(self, verdict: Verdict) -> None:
        """Show in the answer's own place what it was."""
        if self.area is not None:
            self.area.judge(verdict)

    def focus_entry(self) -> None:
        """Let typing go on where it stopped: in the first empty text, else in the last one."""
        entries = self.entries
        empty = [entry for entry in entries if not entry.value] or entries[-1:]
        self.screen.set_focus(self.area if isinstance(self.area, Reply) else empty[0] if empty else None)
