"""The first minutes: five example cards, one of each feel, on a journal that goes with them.

They are the program's own, in the language in use, so that they are short, right for any shop, and touch no schedule.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final, NamedTuple

from kdeck.core.cards.card import Card, Prompt, grade
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.typed import Typed
from kdeck.core.chat.scenario import Scenario
from kdeck.core.errors import Finding, LibraryError
from kdeck.core.plan.day import Queue
from kdeck.core.rules.table import Comparison, Input, Row, Table, Test
from kdeck.core.shop import Deck
from kdeck.decks.compiled import dated_findings
from kdeck.decks.discover import choose, discover
from kdeck.decks.library import Library, library_of, open_library
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import _, current, render
from kdeck.trainer.study import TOUR, Monotonic, Study
from kdeck.trainer.trainer import Trainer

DECK: Final = "tour"
_CUTOFF: Final = 16 * 60


def tour(trainer: Trainer, monotonic: Monotonic = time.monotonic) -> Study:
    """A sitting over the example cards, each asked once, that leaves the learner's own journal alone."""
    cards = _cards()
    deck = Deck(DECK, _("Examples"), current(), "", (), "", 0, 0)
    library = library_of(cards, trainer.library.shop._replace(stages=(), dans=()), [deck])
    journal = SqliteJournal.blank(trainer.learner)
    own = Trainer(library, journal, trainer.now, device="tour", entropy=trainer.random)
    own.settings = trainer.settings
    return Study(own, Queue(tuple(card.id for card in cards)), TOUR, monotonic)


def tip(card: Card) -> str:
    """How a card of this feel is answered, in a sentence."""
    return "" if card.content.tip is None else render(card.content.tip)


def _cards() -> list[Card]:
    return [
        Card(
            f"{DECK}/unsure",
            DECK,
            _("A customer asks something about an item that you are not sure of. What do you do?"),
            Recall(_("Look it up, then answer. Never guess.")),
            why=_("A wrong promise costs more than a minute of looking it up."),
        ),
        Card(
            f"{DECK}/link",
            DECK,
            _("A customer sends a link and says: “I cannot order, please open this.” What do you do?"),
            Choice(
                (_("Do not open it; ask for the item in the cart"),),
                (_("Open it and look"), _("Log in through it to help")),
            ),
            why=_("Such links are made to take over the shop's account."),
        ),
        Card(
            f"{DECK}/days",
            DECK,
            _("Within how many days can a customer usually return an item without giving a reason?"),
            Typed("7", (_("seven"),), "number", _("days")),
            hint=_("As many as a week has."),
        ),
        Card(
            f"{DECK}/cutoff/tomorrow",
            DECK,
            _("Orders paid before 16:00 leave today. A customer pays at {paid}. When does it leave?").replace(
                "{paid}", "{" + _("paid at") + "}"
            ),
            Outcome(_cutoff(), 1, (_("Today"),), _("Orders paid before 16:00 leave today.")),
        ),
        Card(
            f"{DECK}/pinch",
            DECK,
            _("“The shoes pinch!” Answer without the customer's own word, and promise nothing."),
            Phrase(
                (_("Half a size up will be more comfortable. May I change it for you?"),),
                (_("pinch"), _("guarantee")),
                ((_("half a size"), _("bigger"), _("exchange")),),
            ),
            why=_("Say what helps instead of repeating what hurts."),
        ),
    ]


def _cutoff() -> Table:
    """When a parcel leaves: two outcomes, of which the case decides one."""
    paid = Input(_("paid at"), "time", 0, 1, 24 * 60, label=_("paid at"))
    early = Row("today", _("Today"), "", (Test("< 16:00", ((0, _CUTOFF - 1),), (Comparison("<", "16:00"),)),))
    return Table((paid,), (early, Row("tomorrow", _("Tomorrow"), "", (None,))))


class Page(NamedTuple):
    """One look at the decks: their cards, then their chats.

    stale: files that hold no card or no chat at the moment because of a mistake; theirs are those of the look before.
    titles: deck id to title. trouble: why there was nothing to look at; everything else is as before then.
    """

    cards: tuple[Card, ...] = ()
    chats: tuple[Scenario, ...] = ()
    findings: tuple[Finding, ...] = ()
    stale: frozenset[str] = frozenset()
    titles: Mapping[str, str] = {}
    trouble: LibraryError | None = None


class Preview:
    """A deck file, or all decks of a folder, looked at again and again. Not thread-safe.

    cache: the folder of library indexes, ``None`` to keep none. language: of which edition. today: the study day.
    A deck that belongs to a library is compiled with it, because terms and wrong options come from there.
    """

    def __init__(self, path: str, cache: str | None, language: str, today: Callable[[], int]) -> None:
        self.path = str(Path(path).absolute())
        self._cache, self._language, self._today = cache, language, today
        self._last = Page()
        self._root = choose(self.path, language)

    def stamp(self) -> object:
        """Equal as long as no file has been saved since ``look``."""
        try:
            return tuple((file.name, file.stamp) for file in discover(self._root).everything)
        except LibraryError as error:
            return str(error)

    def look(self) -> Page:
        """The decks as they are saved now. What cannot be read is told in the page, nothing is raised."""
        try:
            self._root, only = self._place()
            self._last = self._page(open_library(self._root, self._cache), only)
        except LibraryError as error:
            self._last = self._last._replace(trouble=error)
        return self._last

    def _place(self) -> tuple[str, str | None]:
        """The library, and the file within it that is meant, ``None`` for all of them; ``LibraryError``."""
        found = discover(choose(self.path, self._language))
        if not found.alone:
            return found.root, None
        name = found.files[0].name
        if found.shop is None:
            return found.root, name
        root = str(Path(found.shop.path).parent)
        known = {file.name for file in discover(root).files}
        return (root if name in known else found.root), name

    def _page(self, library: Library, only: str | None) -> Page:
        mine = [deck for deck in library.decks if only in (None, deck.file)]
        findings = [finding for finding in library.findings if only is None or _concerns(finding, only)]
        broken = {finding.file for finding in findings if finding.level == "error"}
        cards = {deck.file: library.cards_of(deck) for deck in mine}
        stale = {card.file for card in self._last.cards if card.file in broken and not cards.get(card.file)}
        for file in stale:
            cards[file] = tuple(card for card in self._last.cards if card.file == file)
        shown = tuple(card for file in sorted(cards) for card in cards[file])
        files = {deck.file for deck in mine}
        chats = [chat for chat in library.chats() if chat.file in files]
        held = {chat.file for chat in chats}
        before = [chat for chat in self._last.chats if chat.file in broken - held]
        chats += before
        stale |= {chat.file for chat in before}
        findings += dated_findings(shown, self._today())
        findings.sort(key=lambda finding: (finding.file, finding.line, finding.column))
        titles = {**self._last.titles, **{deck.id: deck.title for deck in library.decks}}
        return Page(shown, tuple(chats), tuple(findings), frozenset(stale), titles)


def sample(prompt: Prompt, *, right: bool) -> tuple[str, ...]:
    """An answer that a learner might give, for showing what becomes of it. A wrong one is as near as can be."""
    content = prompt.card.content
    if right:
        return content.sample()
    wrong = (answer for answer in content.slips(prompt) if grade(prompt, answer).right is False)
    return next(wrong, ("",) * max(1, prompt.fields))


def _concerns(finding: Finding, file: str) -> bool:
    """Whether a finding is about a file, or is a mistake in shop.yaml, on which all files depend."""
    return finding.file == file or (finding.level == "error" and finding.file in ("shop.yaml", "shop.yml"))
