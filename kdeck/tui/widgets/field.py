"""One text to type, and what became of it, in the same place."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content

from kdeck.core.cards.card import Part
from kdeck.tui.safe import line, plain
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
