"""What an exam came to, and each of its questions with what is right, why, and where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.core.exam.record import Record
from kdeck.language import _, together
from kdeck.trainer.exam.results import DeckShare, ExamResult, Reviewed, by_deck, history, record_of, result_of, reviewed
from kdeck.trainer.exam.standing import fails
from kdeck.trainer.exam.wording import exam_name, headline, measure, not_counted, why_ended
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, plain
from kdeck.tui.exam_words import item_line, item_page, result_line
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text

_WIDE = 112
_HIGH = 20
_WEAKEST = 3


class Seen(NamedTuple):
    """What is looked through."""

    items: tuple[Reviewed, ...]
    decks: tuple[DeckShare, ...]


class ExamResultScreen(KdeckScreen[None]):
    """The figures, the questions, and the one under the cursor."""

    CSS_PATH = "exam_result.tcss"

    def __init__(self, record: Record) -> None:
        super().__init__()
        self._result = result_of(record)
        self._record = record
        self._seen: Seen | None = None
        self._missed_only = True

    def heading(self) -> tuple[str, str]:
        """Which exam."""
        return exam_name(self._result), _("Result")

    def body(self) -> ComposeResult:
        """Figures above, the questions below, the chosen one beside or below them."""
        yield Text(id="headline")
        yield Text(id="figures")
        with Container(id="review"):
            yield Menu(id="items", markup=False)
            with VerticalScroll(id="page", can_focus=False):
                yield Text(id="item")

    def keys_now(self) -> Sequence[Key]:
        """Look through the questions."""
        shown = _("all questions") if self._missed_only else _("only those missed")
        keys = [Key("up,down", "↑↓", _("questions"), "")]
        if self._missed:
            keys.append(Key("w", "w", shown, "switch"))
        return [
            *keys,
            Key("pagedown", _("page keys"), _("scroll"), "page:down"),
            Key("pageup", "", "", "page:up"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("close"), "close"),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Look everything up; the arrow keys go through the questions."""
        self.query_one(Menu).focus()
        try:
            self._seen = await self.kdeck.look(_look, self._record)
        except KdeckError as error:
            self.kdeck.tell(error)
        self._missed_only = bool(self._missed)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """The list is made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """All texts; the cursor stays on its line."""
        result = self._result
        sign, style = ("✓ ", "bold $right") if result.passed else ("✗ ", "bold $wrong")
        self.query_one("#headline", Text).show(plain(f"{sign}{headline(result)}", style))
        self.query_one("#figures", Text).show(self._figures())
        items = self.query_one(Menu)
        here, width = items.highlighted or 0, self.size.width // (3 if self.size.width >= _WIDE else 1) - 4 - GUTTER
        items.clear_options()
        items.add_options([Option(item_line(item, width)) for item in self._shown])
        items.highlighted = min(here, items.option_count - 1) if items.option_count else None
        self._show_item()

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the question under the cursor."""
        event.stop()
        self._show_item()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """It is shown already."""
        event.stop()

    def action_switch(self) -> None:
        """All questions, or only those that were missed."""
        self._missed_only = not self._missed_only
        self.query_one(Menu).highlighted = None
        self.repaint()

    def action_page(self, direction: str) -> None:
        """Scroll the question."""
        page = self.query_one("#page", VerticalScroll)
        (page.scroll_page_down if direction == "down" else page.scroll_page_up)(animate=False)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)

    @property
    def _missed(self) -> tuple[Reviewed, ...]:
        return tuple(item for item in self._seen.items if not item.asked.counted) if self._seen else ()

    @property
    def _shown(self) -> tuple[Reviewed, ...]:
        return self._missed if self._missed_only else self._seen.items if self._seen else ()

    def _show_item(self) -> None:
        here = self.query_one(Menu).highlighted
        shown = self._shown
        self.query_one("#item", Text).show(item_page(shown[here]) if here is not None and here < len(shown) else "")
        self.query_one("#page", VerticalScroll).scroll_home(animate=False)

    def _figures(self) -> Content:
        result, lines = self._result, list[Content]()
        lines += [plain(text) for text in (measure(result), why_ended(result.reason)) if text]
        if text := not_counted(result):
            lines.append(plain(text, "$changed"))
        if self._seen is not None:
            lines += self._consequences(self._seen)
        return joined(lines)

    def _consequences(self, seen: Seen) -> list[Content]:
        lines = []
        most = _WEAKEST if self.size.height >= _HIGH else 1
        weakest = [deck for deck in seen.decks if deck.right < deck.items][:most]
        if weakest and len(seen.decks) > 1:
            decks = together(f"{deck.title} {deck.right} / {deck.items}" for deck in weakest)
            lines.append(plain(_("Weakest: {decks}").format(decks=decks)))
        failed = [item for item in seen.items if fails(item.asked)]
        due = 0 if self._result.trial else sum(item.known for item in failed)
        if due:
            lines.append(plain(_("Fallen due for study: {count}.").format(count=due), "$quiet"))
        return lines


def _look(trainer: Trainer, record: Record) -> Seen:
    items = reviewed(trainer, record)
    return Seen(items, by_deck(trainer, items))


class ExamHistoryScreen(KdeckScreen[None]):
    """A line an exam."""

    CSS_PATH = "exam_history.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._results: list[ExamResult] | None = None

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        count = "" if self._results is None else _("{count} in all").format(count=len(self._results))
        return _("Exams: history"), count

    def body(self) -> ComposeResult:
        """The list, or what to do where there is none."""
        yield Text(id="empty")
        yield Menu(id="exams", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Open one, where there is one; close."""
        there = Key("up,down", "↑↓", _("move"), ""), Key("enter", "enter", _("questions"), "")
        return (
            *(there if self._results else ()),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,h", "esc", _("close"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Read them."""
        self.query_one(Menu).focus()
        try:
            self._results = await self.kdeck.look(history)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """The list; the cursor stays on its line."""
        if self._results is None:
            return
        self.query_one("#empty", Text).show("" if self._results else _("No exam yet. Go back and choose one."))
        exams = self.query_one(Menu)
        here = exams.highlighted or 0
        exams.clear_options()
        exams.add_options([Option(result_line(result, self.size.width - GUTTER)) for result in self._results])
        exams.highlighted = min(here, len(self._results) - 1) if self._results else None

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Look through one."""
        event.stop()
        if self._results is None:
            return
        record = await self.kdeck.look(record_of, self._results[event.option_index].id)
        if record is not None:
            self.app.push_screen(ExamResultScreen(record))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)
