"""What follows the answer to a drawn case: the sentence that decides, and the rows of the rule with their signs."""

from __future__ import annotations

from typing import Final

from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.cards.rule import Outcome
from kdeck.core.rules.explain import Explanation, Reason
from kdeck.core.rules.table import Row, Table
from kdeck.language import _, render, together
from kdeck.tui.safe import line, plain
from kdeck.tui.table_words import row_line

_FEW_ROWS: Final = 5
"""A rule of so many rows is shown whole after a right answer; a longer one stands on the card's page."""


class Explained:
    """An explanation as content; empty parts for a card without a table."""

    def __init__(self, prompt: Prompt, verdict: Verdict) -> None:
        self._prompt = prompt
        self._why: Explanation | None = prompt.card.content.explain(prompt.case, verdict.given)

    def deciding(self) -> str:
        """The sentences that decide: for a wrong answer what tells both rows apart, else why this row and no other."""
        if self._why is None:
            return ""
        if self._why.telling:
            return _sentences(self._why.telling)
        return _sentences((*self._why.passed, *self._why.holds.reasons))

    def rows(self) -> list[Content]:
        """Wrong: the row that holds and the one chosen. Right: a short rule whole."""
        content = self._prompt.card.content
        if self._why is None or not isinstance(content, Outcome):
            return []
        table = content.table
        if self._why.chosen is None:
            # A size chart is no rule to learn by heart, and its rows reach into each other where sizes meet.
            whole = content.kind == "rule" and len(table.rows) <= _FEW_ROWS
            rows = table.rows if whole else ()
            return [self._row(table, row, "▸ " if row.id == self._why.holds.id else "  ") for row in rows]
        both = [_named(table, self._why.holds.id), _named(table, self._why.chosen.id)]
        lines = [
            Content.assemble((sign, style), row_line(table, row, self._prompt.case))
            for row, sign, style in zip(both, ("✓ ", "✗ "), ("bold $right", "bold $wrong"), strict=True)
        ]
        if self._why.chosen.fits:
            lines.append(plain(_("Both rows fit; the one further up counts."), "$quiet"))
        return lines

    def _row(self, table: Table, row: Row, sign: str) -> Content:
        return Content.assemble((sign, "bold $accent"), row_line(table, row))


def deciding_line(ruling: Content, sentences: str) -> Content:
    """The verdict and what decides, in one paragraph."""
    gap = " " if ruling.plain[-1:].isascii() else ""  # a Chinese full stop brings its own
    return Content.assemble(ruling, gap, line(sentences)) if sentences else ruling


def _sentences(reasons: tuple[Reason, ...]) -> str:
    said = dict.fromkeys(render(reason.words) for reason in reasons)
    return _("{sentence}.").format(sentence=together(said)) if said else ""


def _named(table: Table, name: str) -> Row:
    return next(row for row in table.rows if row.id == name)
