"""Texts to type, and what became of them, in the same place."""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import TextArea
from textual.widgets.text_area import Edit, EditResult

from kdeck.core.cards.card import Mode, Part, Prompt, Verdict
from kdeck.core.cards.phrase import Phrase
from kdeck.core.reply import marks
from kdeck.core.strings import clean_line
from kdeck.language import _
from kdeck.tui.content import joined, line, plain
from kdeck.tui.widgets.area import Area, answer_line
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text


class Field(Horizontal):
    """A label, and an input that turns into the answer with its differences marked."""

    def compose(self) -> ComposeResult:
        """Label, input, result."""
        yield Text(classes="label")
        yield Entry(replace=False)
        yield Text(classes="result")

    @property
    def entry(self) -> Entry:
        """The input."""
        return self.query_one(Entry)

    def ask(self, label: str, hint: str = "") -> None:
        """Ask afresh. hint: stands in the input until something is typed."""
        self.query_one(".label", Text).show(line(label, "bold $accent"))
        self.query_one(".result", Text).show("")
        self.entry.value, self.entry.placeholder = "", hint
        self.entry.display = True

    def judge(self, result: Content) -> None:
        """Show the result where the input was."""
        self.entry.display = False
        self.query_one(".result", Text).show(result)


class Fields(Area, Vertical):
    """One field a text, none for questions where nothing is typed."""

    MODES: ClassVar[tuple[Mode, ...]] = ("type", "gaps", "list")
    TYPED = True
    _prompt: Prompt

    async def ask(self, prompt: Prompt) -> None:
        """Show as many as the question has texts, all empty."""
        self._prompt, count = prompt, prompt.fields if prompt.mode in self.MODES else 0
        missing = count - len(self.children)
        if missing > 0:
            await self.mount_all([Field() for _number in range(missing)])
        hint = _("all of them, commas between") if prompt.mode == "list" else ""
        for place, field in enumerate(self.query(Field)):
            field.display = place < count
            field.ask(str(place + 1) if count > 1 else "›", hint)

    def given(self) -> tuple[str, ...]:
        """What is typed."""
        return tuple(field.entry.value for field in self._shown)

    @property
    def complete(self) -> bool:
        """Whether anything is typed."""
        return any(text.strip() for text in self.given())

    def keys(self, *, at_once: bool) -> list[Key]:  # noqa: ARG002 - Enter gives what is typed
        """Enter, which the field takes."""
        return [Key("enter", "enter", _("next gap, then answer") if self._prompt.fields > 1 else _("answer"))]

    @staticmethod
    def told(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """Also after a right one that was put in other words."""
        other = prompt.mode == "type" and "".join(verdict.given[:1]).strip() != prompt.card.content.in_words
        return [answer_line(prompt)] if verdict.right is False or (verdict.right and other) else []

    @staticmethod
    def answered(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """Each text with its differences; a list as it was typed."""
        if prompt.mode == "list":
            return Area.answered(prompt, verdict)
        return [marked(part) for part in verdict.parts]

    def judge(self, verdict: Verdict) -> None:
        """Each text with its differences; of a list, every item in the one field."""
        if self._prompt.mode == "list":
            self._shown[0].judge(joined([_item(part) for part in verdict.parts]))
            return
        for field, part in zip(self._shown, verdict.parts, strict=False):
            field.judge(marked(part))

    @property
    def _shown(self) -> list[Field]:
        return [field for field in self.query(Field) if field.display]


def marked(part: Part) -> Content:
    """A typed answer with its differences: too much is struck out after a minus, missing underlined after a plus."""
    if part.right:
        return Content.assemble(("✓ ", "bold $right"), plain(part.given, "$right"))
    shown: list[Content] = [Content.styled("✗ ", "bold $wrong")]
    if not part.given:
        return Content("").join([*shown, plain(part.expected, "underline")])
    for piece in part.pieces:
        if piece.kind == "same":
            shown.append(plain(piece.text))
        elif piece.kind == "extra":
            shown.append(plain(f"-{piece.text}", "strike $wrong"))
        else:
            shown.append(plain(f"+{piece.text}", "underline bold $right"))
    return Content("").join(shown)


def _item(part: Part) -> Content:
    """One item of a list: named, forgotten, or not one of them."""
    if part.given and part.expected:
        return Content.assemble(("✓ ", "bold $right"), line(part.expected, "$right"))
    if part.expected:
        return Content.assemble(("✗ ", "bold $wrong"), line(f"+{part.expected}", "underline bold $right"))
    return Content.assemble(("✗ ", "bold $wrong"), line(f"-{part.given}", "strike $wrong"))


LONGEST: Final = 2000
"""Characters; no reply to a customer is longer."""


class Reply(Area, TextArea):
    """A text area for one reply. result: what became of it, to be mounted below."""

    MODES: ClassVar[tuple[Mode, ...]] = ("reply",)
    TYPED = True
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

    @property
    def complete(self) -> bool:
        """Whether anything is written."""
        return bool(self.text.strip())

    def keys(self, *, at_once: bool) -> list[Key]:  # noqa: ARG002 - Enter sends it
        """Enter, which the reply takes."""
        return [Key("enter", "enter", _("send"))]

    @staticmethod
    def told(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """What the reply held and lacked, then how it may be put."""
        said = [part.given for part in verdict.parts if not part.right and part.given]
        lines = [plain(_("✗ Not to be said: {words}").format(words=" / ".join(said)), "$wrong")] if said else []
        lines += [
            plain(_("✗ Still missing: {words}").format(words=part.expected), "$wrong")
            for part in verdict.parts
            if not part.right and not part.given
        ]
        title = _("Say it this way:") if len(prompt.card.answer) == 1 else _("Say it in one of these ways:")
        return [*lines, plain(title, "bold"), *(plain(f"· {text}", "$right") for text in prompt.card.answer)]

    @classmethod
    def solution(cls, prompt: Prompt) -> list[Content]:  # noqa: ARG003 - the model answers follow in what is said
        """Nothing of its own."""
        return []

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
