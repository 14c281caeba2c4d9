"""One card as one line of a list, in as many columns as there is room for."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.clean import clean_line
from kdeck.core.ident import deck_of
from kdeck.language import _
from kdeck.trainer.browse import Row
from kdeck.tui.card_words import due_short, percent, state_word
from kdeck.tui.format import asks
from kdeck.tui.widgets.text import fitted

_LEAD: Final = 5
"""Cells for the cursor and the marks."""


class Columns(NamedTuple):
    """Cells of each column; 0 where it is left out."""

    front: int
    deck: int
    state: int
    due: int
    recall: int

    @classmethod
    def fit(cls, width: int) -> Columns:
        """What fits into ``width`` cells: the deck goes first, then the state."""
        due, recall = 10, 6
        state = 12 if width >= 58 else 0
        deck = min(20, width // 6) if width >= 76 else 0
        gaps = 2 * (2 + (state > 0) + (deck > 0))
        return cls(max(0, width - _LEAD - gaps - due - recall - state - deck), deck, state, due, recall)


def heading(columns: Columns, width: int) -> str:
    """The line above the rows."""
    texts = (_("Question"), _("Deck"), _("State"), _("Due"), _("Recall"))
    return fitted(" " * _LEAD + _row(texts, columns), width)


def line_of(
    card: str, row: Row | None, columns: Columns, width: int, day: int, titles: dict[str, str], *, here: bool
) -> str:
    """One row; only the id while nothing else is known. titles: deck id to title. here: under the cursor."""
    lead = "▸ " if here else "  "
    if row is None:
        return fitted(f"{lead}   {clean_line(card)}", width)
    marks = ("-" if row.mark.suspended else " ") + ("!" if row.mark.flag is not None else " ")
    deck = deck_of(card)
    texts = (
        asks(row.card),
        titles.get(deck, deck),
        state_word("suspended" if row.mark.suspended else row.memory.phase if row.memory else "new"),
        due_short(row.memory, day),
        "–" if row.recall is None else percent(row.recall),
    )
    return fitted(f"{lead}{marks} " + _row(texts, columns), width)


def _row(texts: tuple[str, ...], columns: Columns) -> str:
    cells = [fitted(clean_line(text), size) for text, size in zip(texts, columns, strict=True) if size]
    return "  ".join(cells)
