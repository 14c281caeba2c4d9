"""The evidence that a journal and a library hold for the nine dan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Final, NamedTuple

from kdeck.core.events.event import Event, standing
from kdeck.core.events.payload import review_of
from kdeck.core.ident import deck_of
from kdeck.core.levels.evidence import CardState, ChatRun, Evidence, ExamSat, Proof, RecallFound, TypedRun
from kdeck.core.levels.judge import Judged, cards_short
from kdeck.core.levels.ladder import Ladder, Reached, Rung, ladder
from kdeck.core.levels.need import ALL, DanAsked, ExamNeed, RecallNeed, asked_of
from kdeck.core.levels.record import Attained, DeckVersion, attained, level_of, own_deck_of, to_plain, witnessed_of
from kdeck.core.memory import Memory
from kdeck.core.moment import Moment
from kdeck.core.shop import Deck, Shop
from kdeck.decks.discover import SHOPS
from kdeck.trainer.awards import NEVER, Patience
from kdeck.trainer.chat.runs import history as chat_runs
from kdeck.trainer.exam.results import history as exams
from kdeck.trainer.exam.results import records, result_of
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import grades, history, unit_of_shop

_MOST: Final = 200
"""Results of a kind that are looked at: far more than anybody has, and than any need asks for."""


def evidence(trainer: Trainer, asked: Iterable[DanAsked]) -> Evidence:
    """All evidence for these levels."""
    shop = trainer.library.shop
    return results(trainer)._replace(
        cards=tuple(_cards(trainer, [need for level in asked for need in level.needs if isinstance(need, RecallNeed)])),
        titles={deck.id: deck.title or deck.id for deck in trainer.library.decks},
        unit=unit_of_shop(shop),
        fixes=bounds(shop),
    )


def bounds(shop: Shop) -> tuple[tuple[float, float], ...]:
    """Net speed and greatest share taken back of each typing grade that bounds it, the slowest first."""
    return tuple((grade.speed, grade.fixes) for grade in grades(shop, unit_of_shop(shop)) if grade.fixes is not None)


def results(trainer: Trainer) -> Evidence:
    """What the journal alone tells: everything but the cards, which are the library's, and the shop's standards."""
    return Evidence(
        exams=tuple(_exams(trainer)),
        typed=tuple(_typed(trainer)),
        chats=tuple(_chats(trainer)),
        decks=tuple(map(own_deck_of, trainer.journal.recent("deck", _MOST))),
        witnesses=tuple(map(witnessed_of, trainer.journal.recent("witness", _MOST))),
    )


def reached(trainer: Trainer) -> tuple[Reached, ...]:
    """The levels that the journal says were reached."""
    return tuple(
        Reached(level_of(event).dan, Moment(event.at, event.offset), event.id)
        for event in trainer.journal.recent("dan", _MOST)
    )


def _cards(trainer: Trainer, needs: Sequence[RecallNeed]) -> Iterator[CardState]:
    """The cards of the decks that the needs are about. Those past their date are not asked, and prove nothing."""
    if not needs:
        return
    library, now = trainer.library, trainer.now()
    day, bar = trainer.study_day(now), min(need.at_least for need in needs)
    wanted = {deck for need in needs for deck in need.decks}
    whole = any(not need.decks for need in needs)
    decks = [deck for deck in library.decks if whole or deck.id in wanted]
    names = {deck.id for deck in decks}
    memories = {memory.card: memory for memory in trainer.journal.memories() if deck_of(memory.card) in names}
    asleep = {card for card, mark in trainer.journal.marks().items() if mark.suspended}
    resting = {card for card, until in library.resting.items() if until < day}
    changed, confirmed = set(trainer.changed()), confirmed_by_exams(trainer)
    for card_id in _ids(trainer, decks):
        if card_id in resting:
            continue
        memory = None if card_id in changed else memories.get(card_id)
        recall, objective = _recall(memory, now), library.card(card_id).objective
        known = objective and memory is not None and recall is not None and recall >= bar
        shown = known and memory is not None and _shown(trainer, memory, confirmed.get(card_id, 0))
        yield CardState(card_id, deck_of(card_id), recall, objective, shown, card_id in asleep)


def _ids(trainer: Trainer, decks: Iterable[Deck]) -> Iterator[str]:
    for deck in decks:
        yield from trainer.library.ids_of(deck)


def _recall(memory: Memory | None, now: Moment) -> float | None:
    return None if memory is None or memory.learning else memory.recall(now.at)


def _shown(trainer: Trainer, memory: Memory, confirmed: int) -> bool:
    """``proven``, looked up in the journal once for each newest answer: Home asks whenever it is back."""
    known = trainer.awards.proofs
    last_at, asked, shown = known.get(memory.card, (-1, -1, False))
    if (last_at, asked) != (memory.last_at, confirmed):
        ahead = trainer.journal.ahead()
        shown = proven((event for event in trainer.events_of(memory.card) if event.id not in ahead), confirmed)
        known[memory.card] = memory.last_at, confirmed, shown
    return shown


def proven(events: Iterable[Event], confirmed: int) -> bool:
    """Whether the newest answer was judged by the program, and right: one that is only thought leaves no answer.

    events: of one card. confirmed: when an exam last found it answered rightly, microseconds UTC, 0 for never.
    """
    newest = None
    for event in standing(events):
        if event.kind == "review":
            newest = event
    return newest is not None and (_judged(newest) or confirmed > newest.at)


def _judged(review: Event) -> bool:
    """Whether a review of a card that the program can judge was judged, and right."""
    said = review_of(review)
    return bool(said.answer) and said.right is True


def confirmed_by_exams(trainer: Trainer) -> dict[str, int]:
    """The cards that exams which count found answered rightly, and when that was last."""
    found: dict[str, int] = {}
    wall = trainer.now().at
    for record in records(trainer):
        if record.counts and (record.ended is not None or record.over(wall)):
            at = result_of(record).at.at
            for asked in record.asked:
                if asked.counted:
                    found[asked.item.card] = max(found.get(asked.item.card, 0), at)
    return found


def _exams(trainer: Trainer) -> Iterator[ExamSat]:
    for exam in exams(trainer, _MOST):
        decks = () if ALL in exam.decks else exam.decks
        proof = Proof(exam.id, exam.at)
        yield ExamSat(proof, exam.dan, decks, exam.wanted, exam.items, exam.right, exam.milliseconds, exam.counts)


def _typed(trainer: Trainer) -> Iterator[TypedRun]:
    for run in history(trainer, _MOST):
        if run.counts:
            figures = run.figures
            yield TypedRun(
                Proof(run.id, run.at), figures.unit, figures.net, figures.accuracy, figures.fix_share, run.milliseconds
            )


def _chats(trainer: Trainer) -> Iterator[ChatRun]:
    """Whole runs; a drill in one window is too short to show how many customers can be served."""
    for run in chat_runs(trainer, _MOST):
        vain = set(run.unanswered)
        waits = tuple(None if place in vain else wait for place, wait in enumerate(run.waits))
        whole = run.kind == "chat" and run.complete
        yield ChatRun(Proof(run.id, run.at), run.chats, waits, run.right, run.forbidden, whole)


class Earned(NamedTuple):
    """Levels that are earned and that the journal does not hold. events: to be stored, the lowest level first.

    patience: of the level that is in hand then.
    """

    events: tuple[Event, ...]
    patience: Patience


def look(trainer: Trainer) -> Ladder:
    """The whole ladder; nothing is stored."""
    asked = asked_of(trainer.library.shop.dans)
    return ladder(asked, evidence(trainer, asked), reached(trainer))


def in_hand(trainer: Trainer) -> Ladder:
    """The same of the level in hand and what is reached, without judging all others: what Home tells."""
    return _in_hand(trainer, reached(trainer))


def earned(trainer: Trainer) -> Earned:
    """The levels that are earned by now, as events with their evidence; nothing is stored.

    It may be called within the transaction that stores what earns them.
    """
    events: list[Event] = []
    done = reached(trainer)
    while (rung := (found := _in_hand(trainer, done)).earned) is not None:
        event = trainer.event("dan", f"dan/{rung.dan}", to_plain(record_of(trainer, rung)), len(events))
        events.append(event)
        done = (*done, Reached(rung.dan, Moment(event.at, event.offset), event.id))
    return Earned(tuple(events), Patience(trainer.study_day(), _reviews_left(found.current)))


def _in_hand(trainer: Trainer, done: tuple[Reached, ...]) -> Ladder:
    known = {each.dan for each in done}
    asked = [level for level in asked_of(trainer.library.shop.dans) if level.dan not in known and level.needs][:1]
    return ladder(asked, evidence(trainer, asked), done)


def _reviews_left(rung: Rung | None) -> int:
    """The fewest reviews that complete a level: none ever do where anything but recalled cards is missing."""
    short = [] if rung is None else [_short(need) for need in rung.needs if not need.met]
    return max(short) if short and min(short) > 0 else NEVER


def _short(judged: Judged) -> int:
    need, found = judged.need, judged.found
    return cards_short(need, found) if isinstance(need, RecallNeed) and isinstance(found, RecallFound) else 0


def record_of(trainer: Trainer, rung: Rung) -> Attained:
    """What is kept of a level that holds now."""
    shop = trainer.library.shop
    return attained(rung, shop.id, shop.name, _versions(trainer, rung))


def _versions(trainer: Trainer, rung: Rung) -> Iterator[DeckVersion]:
    """shop.yaml, which states the needs, and the decks that they are about."""
    library, names, whole = trainer.library, set[str](), False
    for need in (judged.need for judged in rung.needs):
        if isinstance(need, (RecallNeed, ExamNeed)):
            names.update(need.decks)
            whole = whole or not need.decks
    folder = Path(library.root) if library.root else None
    if folder is not None and not folder.is_dir():
        folder = folder.parent
    for shop in SHOPS:
        digest = _digest(folder, shop)
        if digest:
            yield DeckVersion("", shop, library.shop.name, digest)
            break
    for deck in library.decks:
        if whole or deck.id in names:
            yield DeckVersion(
                deck.id, deck.file, deck.title, _digest(folder, deck.file) or _digest_of_cards(trainer, deck)
            )


def _digest(folder: Path | None, name: str) -> str:
    """SHA-256 of a file of the library; empty where it cannot be read (any more)."""
    if folder is None:
        return ""
    try:
        return sha256((folder / name).read_bytes()).hexdigest()
    except OSError:
        return ""


def _digest_of_cards(trainer: Trainer, deck: Deck) -> str:
    """Of a deck without a file: SHA-256 of its cards' ids and answers."""
    ids = trainer.library.ids_of(deck)
    text = "\n".join(f"{card}\t{trainer.library.answer_key(card)}" for card in ids)
    return sha256(text.encode()).hexdigest()
