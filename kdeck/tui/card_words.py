"""A card's state in words and numbers that a learner can check."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.cards.card import Card, draw
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.spot import Spot
from kdeck.core.cards.typed import Typed
from kdeck.core.events.payload import review_of
from kdeck.core.ident import deck_of
from kdeck.core.memory import Rating, is_leech
from kdeck.core.message import counted
from kdeck.core.moment import Moment, date_of, day_start
from kdeck.core.rounding import percent
from kdeck.core.strings import clean_line
from kdeck.language import _, render
from kdeck.text.cards import (
    due_short,
    event_word,
    happened,
    interval_text,
    numbers,
    rating_word,
    state_sentence,
    state_word,
)
from kdeck.trainer.browse import Row
from kdeck.trainer.study import interval_of
from kdeck.trainer.why import Explanation, HistoryRow
from kdeck.tui.charts.draw import Point, recall_chart
from kdeck.tui.content import asks, joined, line, plain
from kdeck.tui.rule_words import whole_table
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
        "–" if row.recall is None else percent(row.recall, to="near"),
    )
    return fitted(f"{lead}{marks} " + _row(texts, columns), width)


def _row(texts: tuple[str, ...], columns: Columns) -> str:
    cells = [fitted(clean_line(text), size) for text, size in zip(texts, columns, strict=True) if size]
    return "  ".join(cells)


_MOST_ROWS: Final = 200
_CHART_LINES: Final = 5
_ANSWER: Final = 14
"""Cells below which the answer of a past review gets a line of its own."""


def about_card(about: Explanation, width: int = 72) -> Content:
    """Question, answer, why, source, tags, place, and an open flag; ``width`` cells for what stands in columns."""
    card = about.card
    if card is None:
        gone = _("The decks no longer hold this card. Its memory is kept, should it come back under the same id.")
        return plain(gone, "$changed")
    parts = [plain(asks(card), "bold"), Content(""), *answers(card)]
    if isinstance(card.content, Outcome):
        parts += [Content(""), *_rule(card, card.content, width)]
    for text, style in ((card.why, ""), (card.source, "$quiet")):
        if text:
            parts += [Content(""), plain(text, style)]
    if about.mark.flag is not None:
        parts += [Content(""), plain(_("! Flagged: {note}").format(note=about.mark.flag or _("no note")), "$changed")]
    parts += [Content(""), line(f"{about.id}  {render(card.content.name)}  {card.file}:{card.line}", "$quiet")]
    if card.tags:
        parts.append(line("  ".join(f"#{tag}" for tag in card.tags), "$quiet"))
    if card.until is not None:
        parts.append(line(_("Rests after {date}.").format(date=date_of(card.until).isoformat()), "$quiet"))
    return joined(parts)


def answers(card: Card) -> list[Content]:
    """What is right, and whatever else decides about an answer."""
    sign = "· " if len(card.answer) > 1 or card.content.mode == "reply" else ""
    return [*(plain(f"{sign}{text}", "$right") for text in card.answer), *_beside(card)]


def _beside(card: Card) -> Iterator[Content]:
    """What decides about an answer beside the right one."""
    content = card.content
    if isinstance(content, Typed) and content.accept:
        yield plain(_("Also right: {answers}").format(answers=" / ".join(content.accept)), "$quiet")
    elif isinstance(content, Phrase):
        if content.never:
            yield plain(_("✗ Not to be said: {words}").format(words=" / ".join(content.never)), "$wrong")
        for group in content.must:
            yield plain(_("Needed, one of: {words}").format(words=" / ".join(group)))
    elif isinstance(content, Spot):
        widest = max((cell_len(name) for name, _value in content.fields), default=0)
        for name, value in content.fields:
            sign, style = ("✗", "$wrong") if name in content.faulty else (" ", "$quiet")
            yield line(f"{sign} {fitted(name, widest)}  {value}", style)


def _rule(card: Card, outcome: Outcome, width: int) -> list[Content]:
    """The whole table with this card's row marked, and one of its cases."""
    sample = draw(card, 0).question
    rows = whole_table(outcome.table, outcome.row, width)
    return [*rows, plain(_("For example: {case}").format(case=sample), "$quiet")]


def about_memory(about: Explanation, day: int, *, four: bool) -> Content:
    """How well the card is known, each number with what it means. day: today's study day. four: buttons in use."""
    parts = [plain(state_sentence(about.state), "bold")]
    if about.memory is not None and about.recall is not None:
        parts += [plain(text) for text in numbers(about.memory, about.recall, day)]
        if is_leech(about.memory):
            parts.append(plain(_("Forgotten this often, a card is usually badly worded: flag it."), "$changed"))
    if about.card is not None:
        ratings = tuple(Rating) if four else (Rating.AGAIN, Rating.GOOD)
        answers = " · ".join(f"{rating_word(rating)} {interval_text(about.next[rating])}" for rating in ratings)
        parts.append(plain(_("Answered now, next in: {answers}").format(answers=answers), "$quiet"))
    return joined(parts)


def chart(about: Explanation, now: Moment, width: int) -> Content:
    """The chance of recall from the first review to today, or to the due day where that is later."""
    points = [
        Point(row.event.at, row.after.stability, review_of(row.event).rating)
        for row in about.history
        if row.after is not None
    ]
    memory = about.memory
    if not points or memory is None:
        return Content("")
    due = now.at if memory.learning else day_start(memory.due_day, now.offset).at
    end = max(due, now.at)
    ends = (Moment(points[0].at, now.offset).date, _("due") if due > now.at else _("now"))
    lines = recall_chart(points, end, width, _CHART_LINES, ends)
    if not lines:
        return Content("")
    title = _("Chance of recall; your answers (1 to 4) below")
    return joined([line(title, "$quiet"), *(Content.styled(text, "$accent") for text in lines)])


def history(about: Explanation, width: int) -> Content:
    """Every event of the card, the newest first; what was undone is struck and says so."""
    if not about.history:
        return plain(_("No history yet. It begins with your first answer."), "$quiet")
    wide = width >= _FIXED + _ANSWER
    head = _cells((_("When"), _("Answer"), _("Took"), _("Next in"), _("You wrote")), wide=wide)
    rows = list(reversed(about.history))
    parts = [line(head, "$quiet"), *(_history_row(row, width, wide=wide) for row in rows[:_MOST_ROWS])]
    if len(rows) > _MOST_ROWS:
        more = counted("and {count} earlier one", "and {count} earlier ones", len(rows) - _MOST_ROWS)
        parts.append(plain(render(more), "$quiet"))
    return joined(parts)


_WIDTHS: Final = (16, 10, 7, 8)
_FIXED: Final = sum(_WIDTHS) + 2 * len(_WIDTHS)


def _history_row(row: HistoryRow, width: int, *, wide: bool) -> Content:
    event = row.event
    when = Moment(event.at, event.offset).minute
    said = happened(event)
    word = said.sign + (said.rating if event.kind == "review" else event_word(event.kind))
    after, wrote = "" if row.after is None else interval_text(interval_of(row.after)), clean_line(said.note)
    style = "strike $quiet" if row.voided else "" if event.kind == "review" else "$quiet"
    undone = "  " + _("undone") if row.voided else "  " + _("in the future") if row.misdated else ""
    text = _cells((when, word, said.took, after, wrote), wide=wide)
    parts = [Content.assemble(line(text, style), (undone, "$quiet")).truncate(width, ellipsis=True)]
    if wrote and not wide:
        parts.append(line(f"  {wrote}", style or "$quiet"))
    return joined(parts)


def _cells(texts: tuple[str, ...], *, wide: bool) -> str:
    """One line of the table; where there is no room the columns move together and the last one is left out."""
    *fixed, last = texts
    cells = [fitted(text, size) for text, size in zip(fixed, _WIDTHS, strict=True)]
    return ("  ".join([*cells, last]) if wide else " ".join(cells)).rstrip()
