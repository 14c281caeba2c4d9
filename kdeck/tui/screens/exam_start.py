"""Before an exam: over which decks, where that is free to choose, and what is to come."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.exam.paper import Paper
from kdeck.language import _
from kdeck.trainer.exam.wording import exam_name, rules, terms
from kdeck.trainer.today import deck_order
from kdeck.tui.exam_words import shortfall
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import Menu
from kdeck.tui.widgets.text import Text


class ExamStartModal(KdeckModal[bool]):
    """What everyone should know before beginning; gives ``True`` to begin. questions: as many as there will be."""

    CSS_PATH = "exam_start.tcss"
    UNSEEN = ("close",)

    def __init__(self, paper: Paper, questions: int) -> None:
        super().__init__()
        self._paper = paper
        self._questions = questions

    def heading(self) -> tuple[str, str]:
        """Which exam."""
        return exam_name(self._paper), ""

    def body(self) -> ComposeResult:
        """What it takes, and the rules."""
        with VerticalScroll(id="page"):
            yield Text(id="terms")
            yield Text(id="rules")

    def keys_now(self) -> Sequence[Key]:
        """Begin, or think better of it."""
        return (Key("enter", "enter", _("begin"), "begin"), Key("escape", "esc", _("back"), "close"))

    def on_mount(self) -> None:
        """The arrow keys scroll where the rules do not fit."""
        super().on_mount()
        self.query_one("#page").focus()

    def paint(self) -> None:
        """All texts."""
        short = shortfall(self._paper, self._questions)
        lines = [plain(terms(self._paper, self._questions), "bold"), *([plain(short, "$changed")] if short else [])]
        self.query_one("#terms", Text).show(joined(lines))
        self.query_one("#rules", Text).show(
            joined([Content.assemble(("· ", "$accent"), line(rule)) for rule in rules()])
        )

    def action_begin(self) -> None:
        """The clock starts."""
        self.dismiss(True)

    def action_close(self) -> None:
        """Not now."""
        self.dismiss(False)


class ExamDecksModal(KdeckModal[tuple[str, ...]]):
    """Gives the ids of the chosen decks, none for all of them; ``None`` when it was closed."""

    CSS_PATH = "exam_start.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._chosen: frozenset[str] = frozenset()

    def heading(self) -> tuple[str, str]:
        """What is asked."""
        return _("Over which decks?"), ""

    def body(self) -> ComposeResult:
        """On, then the decks."""
        yield Menu(id="decks", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Choose decks, go on from the first line."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("choose"), ""),
            Key("space", _("space"), _("mark"), "mark"),
            Key("escape", "esc", _("back"), "close"),
        )

    def on_mount(self) -> None:
        """The arrow keys choose."""
        super().on_mount()
        self.query_one(Menu).focus()

    def paint(self) -> None:
        """The decks with their marks; the cursor stays on its line."""
        decks = self.query_one(Menu)
        here = decks.highlighted or 0
        count = len(self._chosen)
        first = _("Go on with the decks marked: {count}").format(count=count) if count else _("Go on with all decks")
        decks.clear_options()
        decks.add_option(Option(line(first, "bold $accent")))
        decks.add_options([Option(self._row(deck.id, deck.title)) for deck in deck_order(self.kdeck.trainer.library)])
        decks.highlighted = min(here, decks.option_count - 1)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The first line goes on, the others are marked."""
        event.stop()
        if event.option_index:
            self._mark(event.option_index)
        else:
            self.dismiss(tuple(deck.id for deck in deck_order(self.kdeck.trainer.library) if deck.id in self._chosen))

    def action_mark(self) -> None:
        """Mark the deck under the cursor, or take its mark away."""
        self._mark(self.query_one(Menu).highlighted or 0)

    def action_close(self) -> None:
        """Nothing chosen."""
        self.dismiss(None)

    def _mark(self, place: int) -> None:
        if place:
            self._chosen ^= {deck_order(self.kdeck.trainer.library)[place - 1].id}
            self.repaint()

    def _row(self, deck: str, title: str) -> Content:
        return line(("[x] " if deck in self._chosen else "[ ] ") + title)
