"""The exams of a shop, the cards that each may ask, and what became of those that were sat."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from kdeck.core.cards.card import Card, Prompt, Verdict, draw, grade
from kdeck.core.cards.rule import Outcome
from kdeck.core.exam.paper import Candidate, Paper, needed
from kdeck.core.exam.record import Asked, Item, Reason, Record, fold
from kdeck.core.ident import deck_of
from kdeck.core.levels.need import ExamNeed
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.core.rules.table import Table
from kdeck.core.shop import Shop
from kdeck.decks.library import Library
from kdeck.trainer.path import deck_order
from kdeck.trainer.trainer import Trainer

USUAL: Final = Paper("usual", (), 40, 20, 0.9)
"""The exam of a shop that says of none: over any decks."""
_TRIAL_CARDS: Final = 20
_SECONDS_A_CARD: Final = 30


def papers(shop: Shop) -> tuple[Paper, ...]:
    """The exams that count, in the order of the levels; the usual one where no level asks for any.

    The first exam of level 3 is named ``dan-3``, a second one ``dan-3-2``.
    """
    found = []
    for dan, title, needs in shop.dans:
        exams = [need for need in needs if isinstance(need, ExamNeed)]
        for number, need in enumerate(exams, 1):
            name = f"dan-{dan}" if number == 1 else f"dan-{dan}-{number}"
            found.append(Paper(name, *need, dan, title))
    return tuple(found) or (USUAL,)


def usual(decks: Sequence[str]) -> Paper:
    """The usual exam over chosen decks; over all of them where none is chosen."""
    return USUAL._replace(decks=tuple(decks))


def trial(decks: Sequence[str], cards: int = _TRIAL_CARDS) -> Paper:
    """An exam for practice over chosen decks, at half a minute a card."""
    minutes = max(1, -(-cards * _SECONDS_A_CARD // 60))
    return Paper(TRIAL, tuple(decks), cards, minutes, USUAL.pass_mark, trial=True)


def pool(library: Library, decks: Iterable[str], day: int) -> list[Candidate]:
    """The cards that an exam over decks may ask on a study day: those with an answer that the program can judge.

    Suspended ones are among them, or else anyone could put aside what is hard; cards past their date are not.
    """
    wanted = frozenset(decks) or frozenset(deck.id for deck in library.decks)
    resting = {card for card, until in library.resting.items() if until < day}
    found: dict[str, list[Candidate]] = {deck.id: [] for deck in deck_order(library) if deck.id in wanted}
    for card in library.cards():  # one after the other, which is ten times as fast as by their ids
        if card.deck in wanted and card.objective and card.id not in resting:
            found[card.deck].append(Candidate(card.id, card.tags))
    return [candidate for deck in found.values() for candidate in deck]


def print_of(card: Card) -> str:
    """A short digest of what a card asks and takes for right, wherever it stands."""
    return _digest((card,))[:16]


def content_of(cards: Iterable[Card]) -> str:
    """SHA-256 of the contents of cards, in their order."""
    return _digest(cards)


_PRINTED: Final = (
    *("id", "kind", "front", "back", "deck", "tags", "why", "hint", "source", "seconds", "until", "accept", "match"),
    *("unit", "wrong", "last", "fields", "file", "line", "table", "row", "never", "must", "fact", "was"),
)
"""The fields that a digest is of, in this order for ever: journals hold digests, and exams are known by them.

What cards come to hold besides is not among them; where it must be, that takes digests of a second version.
"""
_EMPTY: Final[dict[str, Any]] = {
    **dict.fromkeys(("accept", "wrong", "fields", "table", "never", "must"), ()),
    "match": "text",
    "unit": "",
    "last": None,
    "row": 0,
    "fact": "",
}


def _digest(cards: Iterable[Card]) -> str:
    from hashlib import sha256  # 2 ms, needed only where an exam is begun

    return sha256("\n".join(repr(_printed(card)) for card in cards).encode("utf-8", "surrogatepass")).hexdigest()


def _printed(card: Card) -> tuple[Any, ...]:
    """The fields of a card without its place; what its kind does not hold is as if it held nothing."""
    fields = {**_EMPTY, **card._asdict(), **card.content._asdict(), "back": card.answer}
    fields |= {"file": "", "line": 0, "was": ()}
    if isinstance(card.content, Outcome):
        fields["table"] = _said(card.content.table)
    return tuple(fields[name] for name in _PRINTED)


def _said(table: Table) -> tuple[Any, ...]:
    """A table with its tests by what they say and what passes them."""
    rows = (
        (row.id, row.then, row.because, tuple(None if test is None else (test.text, test.spans) for test in row.tests))
        for row in table.rows
    )
    return tuple(map(tuple, table.inputs)), tuple(rows), table.hit, table.because


def prompt_of(trainer: Trainer, record: Record, item: Item) -> Prompt | None:
    """The question of an item; ``None`` where the decks no longer hold a card for it that the program can judge.

    A card that has changed since the exam was drawn is asked as it is now: the decks say what is right.
    """
    card = card_of(trainer, item.card)
    if card is None or not card.objective:
        return None
    return draw(card, 0, record.seed, item.case if print_of(card) == item.print else ())


def is_same(trainer: Trainer, item: Item) -> bool:
    """Whether the decks still hold the card of an item as it was when the exam was drawn."""
    card = card_of(trainer, item.card)
    return card is not None and print_of(card) == item.print


def card_of(trainer: Trainer, card: str) -> Card | None:
    """A card by any of the ids that it has had."""
    name = next((name for name in (card, *trainer.renames.names(card)) if name in trainer.library), None)
    return None if name is None else trainer.library.card(name)


ALL: Final = (1 << 63) - 1


class ExamResult(NamedTuple):
    """One exam that has ended.

    id: of the event that began it. at: when it ended; begun: when it was begun. day: study day on which it was begun.
    name: tells the exams of a shop apart. title: of the level, as the shop wrote it. decks: ids, none for all of them.
    wanted: questions that were asked for; items: those that count, fewer where the decks held no more; right: answered
    rightly and in time; share: 0..1; pass_mark: 0..1; needed: right answers that it took. counts: whether it proves
    anything: no trial, and asked as it was drawn.
    milliseconds: from its beginning to its end. reason: why it ended. content: SHA-256 of the cards drawn.
    """

    id: str
    at: Moment
    begun: Moment
    day: int
    name: str
    title: str
    dan: int | None
    decks: tuple[str, ...]
    wanted: int
    items: int
    right: int
    share: float
    pass_mark: float
    needed: int
    passed: bool
    counts: bool
    milliseconds: int
    seed: int
    reason: Reason
    content: str

    @property
    def trial(self) -> bool:
        """Whether it was sat for practice."""
        return self.name == TRIAL


TRIAL: Final = "trial"


def history(trainer: Trainer, limit: int = 200) -> list[ExamResult]:
    """The newest exams that have ended, newest first.

    An exam whose time ran out while nobody sat there has ended as well, whether or not its end is in the journal yet.
    """
    wall = trainer.now().at
    ended = (result_of(record) for record in records(trainer) if record.ended is not None or record.over(wall))
    return sorted(ended, key=lambda result: (result.at.at, result.id), reverse=True)[:limit]


def records(trainer: Trainer) -> list[Record]:
    """Every exam in the journal, the newest first."""
    return fold(trainer.journal.recent("exam", ALL))


def result_of(record: Record) -> ExamResult:
    """What an exam came to; one without an end counts as ended when its time was up."""
    paper, end = record.paper, record.ended
    limit = Moment(record.at.at + paper.milliseconds * (MICROSECONDS // 1000), record.at.offset)
    return ExamResult(
        id=record.id,
        at=limit if end is None else end.at,
        begun=record.at,
        day=record.day,
        name=paper.name,
        title=paper.title,
        dan=paper.dan,
        decks=paper.decks,
        wanted=paper.cards,
        items=record.items,
        right=record.right,
        share=record.right / record.items if record.items else 0.0,
        pass_mark=paper.pass_mark,
        needed=record.needed,
        passed=record.passed,
        counts=record.counts,
        milliseconds=paper.milliseconds if end is None else min(end.elapsed, paper.milliseconds),
        seed=record.seed,
        reason="time" if end is None else end.reason,
        content=record.content,
    )


def passed(results: Iterable[ExamResult], paper: Paper) -> ExamResult | None:
    """The newest result that proves what a paper asks for now; ``None`` where there is none.

    A shop that has come to ask for other decks, more questions, less time or a greater share wants to see the exam
    again. results: newest first.
    """
    return next((result for result in results if result.name == paper.name and _proves(result, paper)), None)


def _proves(result: ExamResult, paper: Paper) -> bool:
    return (
        result.counts
        and result.passed
        and set(result.decks) == set(paper.decks)
        and result.wanted >= paper.cards
        and result.milliseconds <= paper.milliseconds
        and result.right >= needed(result.items, paper.pass_mark)
    )


class Reviewed(NamedTuple):
    """One question, number from 1. prompt, verdict: ``None`` where the decks have changed the card since, or lost it.

    known: whether the learner has met the card in study.
    """

    number: int
    asked: Asked
    prompt: Prompt | None
    verdict: Verdict | None
    known: bool

    @property
    def question(self) -> str:
        """As it was asked; as it would be asked, where it was not; empty where neither can be told."""
        return self.asked.question or (self.prompt.question if self.prompt else "")


class DeckShare(NamedTuple):
    """How many questions of a deck were right. title: as its author wrote it, the id where the deck has gone."""

    title: str
    right: int
    items: int


def record_of(trainer: Trainer, exam: str) -> Record | None:
    """An exam by the id of the event that began it."""
    return next((record for record in records(trainer) if record.id == exam), None)


def reviewed(trainer: Trainer, record: Record) -> tuple[Reviewed, ...]:
    """Every question of an exam, in the order in which they were drawn."""
    known = trainer.journal.known()
    found = []
    for number, asked in enumerate(record.asked, 1):
        prompt = prompt_of(trainer, record, asked.item) if is_same(trainer, asked.item) else None
        verdict = None if prompt is None else grade(prompt, asked.given)
        found.append(Reviewed(number, asked, prompt, verdict, asked.item.card in known))
    return tuple(found)


def by_deck(trainer: Trainer, items: Sequence[Reviewed]) -> tuple[DeckShare, ...]:
    """The decks of an exam, the weakest first."""
    titles = {deck.id: deck.title for deck in trainer.library.decks}
    decks: dict[str, list[bool]] = {}
    for item in items:
        if item.asked.fate != "withdrawn":
            decks.setdefault(deck_of(item.asked.item.card), []).append(item.asked.counted)
    shares = [DeckShare(titles.get(deck, deck), sum(right), len(right)) for deck, right in decks.items()]
    return tuple(sorted(shares, key=lambda share: share.right / share.items))
