"""Texts to type, and what became of them, in the same place."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from kdeck.core.cards.card import Mode, Part, Prompt, Verdict
from kdeck.language import _
from kdeck.tui.safe import joined, line, plain
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


class Fields(Vertical):
    """One field a text, none for questions where nothing is typed."""

    MODES: ClassVar[tuple[Mode, ...]] = ("type", "gaps", "list")
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
