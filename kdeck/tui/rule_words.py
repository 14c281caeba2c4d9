"""A decision table in words: a row as a line, marked where a case is known; all rows as a table in cells."""

from __future__ import annotations

from typing import Final

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.cards.rule import Outcome
from kdeck.core.rules.explain import Explanation, Reason
from kdeck.core.rules.table import Case, Input, Interval, Row, Table, Test
from kdeck.core.strings import clean_line
from kdeck.language import _, render, together
from kdeck.tui.content import line, plain
from kdeck.tui.widgets.text import fitted

_GAP: Final = 2


def label_of(asked: Input) -> str:
    """What people call an input."""
    return asked.label or asked.name


def test_text(asked: Input, test: Test) -> str:
    """A test as a person reads it: values worded as in the question, whole ranges as such, numbers with their unit."""
    if asked.kind == "one of":
        named = (place for place in range(asked.size) if test.holds(place) is not test.negated)
        values = " / ".join(map(asked.worded, named))
        return _("not {values}").format(values=values) if test.negated else values
    match test.items:
        case [Interval(low, high, False, False)] if not test.negated:
            text = f"{low}–{high}"
        case _:
            text = test.text.strip()
    return f"{text} {asked.unit}" if asked.unit and asked.kind == "number" else text


def row_line(table: Table, row: Row, case: Case = ()) -> Content:
    """``then ← condition; condition``, each condition with ✓ or ✗ where a case is given."""
    parts: list[Content] = []
    for place, (asked, test) in enumerate(zip(table.inputs, row.tests, strict=True)):
        if test is None:
            continue
        text = line(f"{label_of(asked)} {test_text(asked, test)}", "$quiet")
        if case:
            sign = ("✓ ", "$right") if test.holds(case[place]) else ("✗ ", "bold $wrong")
            text = Content.assemble(sign, text)
        parts.append(text)
    conditions = Content(together(["", ""])).join(parts) if parts else line(_("otherwise"), "$quiet")
    return Content.assemble(line(row.then), ("  ← ", "$quiet"), conditions)


def whole_table(table: Table, here: int, width: int) -> list[Content]:
    """All rows below a heading, in columns where ``width`` cells allow, else a line each; ``▸`` stands at ``here``."""
    columns = _columns(table, width)
    if not columns:
        return [
            Content.assemble(("▸ " if place == here else "  ", "bold $accent"), row_line(table, row))
            for place, row in enumerate(table.rows)
        ]
    names = [*(label_of(asked) for asked in table.inputs), _("then")]
    lines = [line("  " + _cells(names, columns), "$quiet")]
    for place, row in enumerate(table.rows):
        tests = [
            "" if test is None else test_text(asked, test) for asked, test in zip(table.inputs, row.tests, strict=True)
        ]
        text = line(_cells([*(test or "–" for test in tests), row.then], columns), "" if place == here else "$quiet")
        lines.append(Content.assemble(("▸ " if place == here else "  ", "bold $accent"), text))
    return lines


def _columns(table: Table, width: int) -> list[int]:
    """Cells for each input and the outcome; empty where they do not fit whole."""
    sizes = []
    for place, asked in enumerate(table.inputs):
        tests = (row.tests[place] for row in table.rows)
        texts = [label_of(asked), *(test_text(asked, test) for test in tests if test is not None)]
        sizes.append(max(cell_len(clean_line(text)) for text in texts))
    texts = [_("then"), *(row.then for row in table.rows)]
    sizes.append(max(cell_len(clean_line(text)) for text in texts))
    return sizes if 2 + sum(sizes) + _GAP * (len(sizes) - 1) <= width else []


def _cells(texts: list[str], columns: list[int]) -> str:
    cells = [fitted(clean_line(text), size) for text, size in zip(texts, columns, strict=True)]
    return (" " * _GAP).join(cells).rstrip()


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
            whole = not content.is_size and len(table.rows) <= _FEW_ROWS
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
