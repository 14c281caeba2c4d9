"""Some lines for the learner's own words: they wrap as they grow, Enter sends them.

Letters, digits and everything an input method commits are text; only Enter, Esc, Ctrl and F-keys act.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.core.cards.phrase import Phrase
from kdeck.core.clean import clean_line
from kdeck.core.reply import marks
from kdeck.tui.safe import plain
from kdeck.tui.widgets.text import Text

LONGEST: Final = 2000
"""Characters; no reply to a customer is longer."""


class Reply(TextArea):
    """A text area for one reply. result: what became of it, to be mounted below."""

    MODES: ClassVar[tuple[Mode, ...]] = ("reply",)
    _prompt: Prompt

    class Sent(Message):
        """Enter was pressed."""

        def __init__(self, reply: Reply) -> None:
            super().__init__()
            self.reply = reply

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, compact=True, highlight_cursor_line=False)
        self.cursor_blink = False
        self.result = Text(id="replied")

    async def ask(self, prompt: Prompt) -> None:
        """Begin with nothing written."""
        self._prompt, self.display, self.text = prompt, prompt.mode in self.MODES, ""
        self.result.show("")

    def given(self) -> tuple[str, ...]:
        """What is written."""
        return (self.text,)

    def judge(self, verdict: Verdict) -> None:
        """The reply where it was written, with what it must not hold struck out after a minus."""
        self.display, content = False, self._prompt.card.content
        sign = {True: ("✓ ", "bold $right"), False: ("✗ ", "bold $wrong"), None: ("› ", "bold $accent")}[verdict.right]
        runs = [
            plain(f"-{piece.text}", "strike $wrong") if piece.kind == "extra" else plain(piece.text)
            for piece in marks(content.never if isinstance(content, Phrase) else (), "".join(verdict.given[:1]))
        ]
        self.result.show(Content("").join([Content.assemble(sign), *runs]))

    async def _on_key(self, event: events.Key) -> None:
        """Enter sends; a line break cannot be typed, and a pasted one becomes a space."""
        if event.key == "enter":
            event.stop()
            event.prevent_default()
            self.post_message(self.Sent(self))
            return
        await super()._on_key(event)

    def edit(self, edit: Edit) -> EditResult:
        """Take in a change: no control character reaches the terminal, and the text stays within bounds."""
        room = LONGEST - len(self.text) + len(self.get_text_range(edit.from_location, edit.to_location))
        edit.text = clean_line(edit.text)[: max(0, room)]
        result = super().edit(edit)
        # A line that has just been wrapped is one more than Textual knew of when it brought the caret into sight.
        self.scroll_cursor_visible()
        if self.has_focus:
            self.app.cursor_position = self.cursor_screen_offset
        return result
