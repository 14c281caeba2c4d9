"""The evidence that a journal and a library hold for the nine dan."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from kdeck.core.dan.evidence import CardState, ChatRun, Evidence, ExamSat, Proof, TypedRun
from kdeck.core.dan.ladder import Reached
from kdeck.core.dan.need import ALL, DanAsked, RecallNeed
from kdeck.core.dan.record import level_of, own_deck_of, witnessed_of
from kdeck.core.event import Event, standing
from kdeck.core.events.payload import review_of
from kdeck.core.ident import deck_of
from kdeck.core.memory import Memory
from kdeck.core.moment import Moment
from kdeck.core.shop import Deck, Shop
from kdeck.trainer.chat.runs import history as chat_runs
from kdeck.trainer.exam.history import history as exams
from kdeck.trainer.exam.history import records, result_of
from kdeck.trainer.today import recall_now
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
    return None if memory is None or memory.learning else recall_now(memory, now)


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
