"""Browse: find cards by words, deck, state and memory; look at them, rest them, practise them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.timer import Timer
from textual.widgets import Input

from kdeck.core.errors import KdeckError
from kdeck.core.memory import Mark
from kdeck.core.message import counted
from kdeck.core.rounding import percent
from kdeck.language import _, render
from kdeck.text.cards import due_sentence, state_sentence
from kdeck.trainer.browse import Row, row, search
from kdeck.trainer.trainer import Trainer
from kdeck.tui.card_words import answers
from kdeck.tui.content import asks, joined, line, plain
from kdeck.tui.screens.card import MarkingScreen
from kdeck.tui.shell import load
from kdeck.tui.widgets.card_list import CardList
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text

PAUSE = 0.12
"""Seconds without a keystroke after which the search starts."""
_FIRST_ROWS = 60


class Found(NamedTuple):
    """What a search gives: all ids, the rows that are in sight at once, and today's study day."""

    cards: tuple[str, ...]
    rows: tuple[Row, ...]
    day: int


def find(trainer: Trainer, query: str) -> Found:
    """Search on the trainer's thread; ``QueryError`` on a bad query."""
    cards = search(trainer, query)
    return Found(cards, read(trainer, cards[:_FIRST_ROWS]), trainer.study_day())


def read(trainer: Trainer, cards: Iterable[str]) -> tuple[Row, ...]:
    """The rows of some cards, on the trainer's thread."""
    return tuple(row(trainer, card) for card in cards)


class BrowseScreen(MarkingScreen):
    """A search box above the cards that it finds; beside them, where there is room, the one under the cursor.

    A search never keeps the keys waiting: it runs on the trainer's thread, one at a time, and what was typed
    meanwhile is searched next.
    """

    CSS_PATH = "rooms.tcss"

    def __init__(self, query: str = "") -> None:
        super().__init__()
        self._query = query
        self._asked: str | None = None
        self._found: tuple[str, ...] | None = None
        self._error: KdeckError | None = None
        self._pause: Timer | None = None
        self._busy = False

    def heading(self) -> tuple[str, str]:
        """The title, and how many cards were found."""
        if self._found is None:
            return _("Browse"), _("searching …")
        count = len(self._found)
        cards = render(counted("{count} card", "{count} cards", count, count=f"{count:,}"))
        return _("Browse"), _("as before: {cards}").format(cards=cards) if self._error is not None else cards

    def body(self) -> ComposeResult:
        """Box, what is wrong with the query, list, panel."""
        with Horizontal(id="search"):
            yield Text(id="label")
            yield Entry(id="query")
        yield Text(id="message")
        with Horizontal(id="found"):
            with Vertical(id="listing"):
                yield CardList(id="cards")
                yield Text(id="empty")
                yield Text(id="ident")
            with VerticalScroll(id="panel", can_focus=False):
                yield Text(id="detail")

    def keys_now(self) -> Sequence[Key]:
        """While something is typed only enter, escape, Ctrl and F-keys act: an input method needs the others."""
        if self._typing:
            return (
                *((Key("enter,down", "enter", _("to the list"), "list"),) if self._list.display else ()),
                Key("f1", "f1", _("help"), "help"),
                Key("escape", "esc", _("home"), "close"),
            )
        current, shown = self._list.current, self._shown()
        some = (
            Key("enter", "enter", _("open"), ""),
            Key("s", "s", _("practise these"), "practise"),
            *self.mark_keys(shown.mark if shown is not None else Mark("")),
        )
        return (
            *(some if current else ()),
            Key("/,tab", "/", _("search"), "search"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape", "esc", _("home"), "close"),
        )

    def on_mount(self) -> None:
        """Begin in the box, with everything below it."""
        self._box.value = self._query
        self._box.focus()

    def on_screen_resume(self) -> None:
        """Search again: another screen may have changed what the cards are."""
        self._asked = None
        self._search(self._box.value)

    def paint(self) -> None:
        """Every text of the screen."""
        self.write("label", _("Find"))
        self._list.titles = {deck.id: deck.title for deck in self.kdeck.trainer.library.decks}
        self._list.refresh()
        self.write("message", _hint(self._error))
        nothing = self._found == ()
        self._list.display = not nothing
        self.write("empty", _nothing(self._box.value) if nothing else "")
        self._paint_current()

    def action_list(self) -> None:
        """From the box to the list."""
        if self._pause is not None:
            self._pause.stop()
            self._search(self._box.value)
        if self._list.display:
            self._list.focus()

    def action_search(self) -> None:
        """From the list to the box."""
        self._box.focus()

    def marked(self) -> tuple[Mark, str] | None:
        """The card under the cursor."""
        shown = self._shown()
        return None if shown is None else (shown.mark, asks(shown.card))

    async def reread(self) -> None:
        """Its row."""
        if (shown := self._shown()) is not None:
            await self._fetch((shown.card.id,))
        self.repaint()

    async def action_practise(self) -> None:
        """Practise what was found; the schedule stays as it is."""
        await load("practise")(self.kdeck, self._list.cards)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search when the typing pauses."""
        event.stop()
        if self._pause is not None:
            self._pause.stop()
        self._pause = self.set_timer(PAUSE, lambda: self._search(event.value))

    def on_descendant_focus(self) -> None:
        """Other keys act now."""
        self.call_after_refresh(self.repaint)

    async def on_card_list_wanted(self, event: CardList.Wanted) -> None:
        """Fetch rows that came into sight."""
        event.stop()
        self.run_worker(self._fetch(event.cards))

    def on_card_list_moved(self, event: CardList.Moved) -> None:
        """Another card is under the cursor."""
        event.stop()
        self.repaint()

    def on_card_list_left(self, event: CardList.Left) -> None:
        """Up from the first row: back to the box."""
        event.stop()
        self._box.focus()

    def on_card_list_opened(self, event: CardList.Opened) -> None:
        """Open the card."""
        event.stop()
        self.kdeck.show("card", event.card)

    @property
    def _box(self) -> Entry:
        return self.query_one("#query", Entry)

    @property
    def _list(self) -> CardList:
        return self.query_one("#cards", CardList)

    @property
    def _typing(self) -> bool:
        return not self._list.has_focus

    def _shown(self) -> Row | None:
        return self._list.row(self._list.current) if self._list.current else None

    def _search(self, query: str) -> None:
        self._pause, self._query = None, query
        if not self._busy and self._query != self._asked:
            self._busy = True
            self.run_worker(self._search_until_settled())

    async def _search_until_settled(self) -> None:
        try:
            while self._asked != self._query:
                self._asked = self._query
                await self._search_once(self._asked)
        finally:
            self._busy = False

    async def _search_once(self, query: str) -> None:
        try:
            found = await self.kdeck.look(find, query)
        except KdeckError as error:
            self._error = error
        else:
            self._error, self._found = None, found.cards
            self._list.show(found.cards, found.rows, day=found.day)
        self.repaint()

    async def _fetch(self, cards: tuple[str, ...]) -> None:
        with self.kdeck.telling():
            self._list.learn(await self.kdeck.look(read, cards))
        self._paint_current()

    def _paint_current(self) -> None:
        current = self._list.current
        self.write("ident", line(current or "", "$quiet"))
        shown = self._list.row(current) if current else None
        self.write("detail", detail(shown, self._list.day) if shown else "")


def detail(shown: Row, day: int) -> Content:
    """The side panel: the card and how it stands."""
    card, memory = shown.card, shown.memory
    state = "suspended" if shown.mark.suspended else memory.phase if memory else "new"
    parts = [plain(asks(card), "bold"), Content(""), *answers(card)]
    if card.why:
        parts += [Content(""), plain(card.why, "$quiet")]
    parts += [Content(""), plain(state_sentence(state))]
    if memory is not None and shown.recall is not None:
        parts.append(plain(_("Chance that you recall it now: {share}.").format(share=percent(shown.recall, to="near"))))
        parts.append(plain(due_sentence(memory, day)))
    if shown.mark.flag is not None:
        parts.append(plain(_("! Flagged: {note}").format(note=shown.mark.flag or _("no note")), "$changed"))
    parts += [Content(""), line("  ".join(f"#{tag}" for tag in card.tags), "$quiet")]
    parts.append(line(f"{card.file}:{card.line}", "$quiet"))
    return joined(parts)


def _hint(error: KdeckError | None) -> Content:
    """What can be searched by, or what is wrong with the query: in one place, so that the list does not jump."""
    if error is None:
        return line(_('Words, deck: tag: is:due is:flagged r<80% s>20 -not "a phrase"'), "$quiet")
    said = _(". ").join(render(part) for part in (error.message, error.hint) if part is not None)
    return line(f"✗ {said}", "$wrong")


def _nothing(query: str) -> str:
    if query.strip():
        return _("No card matches. Take a word away, or press Ctrl+U in the box to see all cards.")
    return _("There are no cards yet: put decks into the folder and check them with kdeck check.")
