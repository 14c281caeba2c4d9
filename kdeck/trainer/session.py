"""One sitting: asks, judges, records, takes back. The same for the app and for ``--plain``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from kdeck.core.cards.card import Card, Prompt, Verdict, confusions, draw, grade, rating_for
from kdeck.core.memory import Memory, Rating, is_leech, leech_warning
from kdeck.core.moment import MICROSECONDS
from kdeck.core.plan.day import Plan, answered, choose, interleave, undone, without
from kdeck.trainer.today import in_rounds
from kdeck.trainer.trainer import LONGEST_MS, Trainer
from kdeck.trainer.upkeep import catch_up

SessionMode = Literal["study", "practice"]

_PRACTICE_AGAIN = 60 * MICROSECONDS


class Interval(NamedTuple):
    """How far away a card's next sight is: whole days, or seconds within the day."""

    days: int
    seconds: int


class Recorded(NamedTuple):
    """What an answer led to, stored already. next: ``None`` in practice. leech: forgotten so often that it is said."""

    rating: Rating
    next: Interval | None
    leech: bool


class Answered(NamedTuple):
    """One answer of this sitting, for the summary. confused: what was taken for the right answer."""

    card: str
    rating: Rating
    milliseconds: int
    was_new: bool
    confused: tuple[str, ...] = ()


class Session:
    """A run over today's cards (``study``), or over chosen cards without touching the schedule (``practice``).

    The way of one card: ``current`` is asked; ``check`` judges without storing; ``record`` stores durably;
    ``advance`` goes on. ``undo`` takes back the newest answer of the day, of this sitting or of one before, and asks it
    again at once.
    """

    def __init__(self, trainer: Trainer, plan: Plan, mode: SessionMode = "study") -> None:
        self.trainer = trainer
        self.mode: SessionMode = mode
        self.plan = plan
        self.current: Prompt | None = None
        self.recorded: Recorded | None = None
        self.answers: list[Answered] = []
        self.advance()

    @property
    def progress(self) -> tuple[int, int]:
        """Cards answered at least once, and cards in all."""
        return len(self.plan.met), self.plan.total

    def advance(self) -> Prompt | None:
        """Go on to the next card; ``None`` when all is done."""
        self.recorded = None
        self.current = None
        while self.current is None:
            card = choose(self.plan, self.trainer.now().at)
            if card is None:
                return None
            if card in self.trainer.library:
                self.current = self._draw(card)
            else:
                self.plan = without(self.plan, card)
        return self.current

    def check(self, answer: tuple[str, ...]) -> Verdict:
        """Judge an answer to the current card; nothing is stored."""
        return grade(self._asked(), answer)

    def preview(self) -> dict[Rating, Interval]:
        """When each rating would bring the current card back; empty in practice."""
        if self.mode == "practice":
            return {}
        card = self._asked().card
        futures = self.trainer.preview(card.id, card.tags)
        return {rating: interval_of(future) for rating, future in futures.items()}

    def rate(self, verdict: Verdict, milliseconds: int) -> Rating:
        """The rating that a verdict earns by itself; ``ValueError`` for a recall card."""
        return rating_for(verdict, milliseconds, self._asked().card.seconds)

    def record(self, verdict: Verdict, rating: Rating, milliseconds: int) -> Recorded:
        """Store the answer durably. When this raises, nothing is stored and it can be tried again."""
        if self.recorded is not None:
            raise RuntimeError("this answer is stored already")
        prompt, milliseconds = self._asked(), max(0, min(LONGEST_MS, milliseconds))
        card, confused = prompt.card, confusions(prompt, verdict)
        body = {
            "rating": int(rating),
            "ms": milliseconds,
            "answer": list(verdict.given),
            "right": verdict.right if verdict.right is not None else rating != Rating.AGAIN,
        }
        if case := prompt.values:
            body["case"] = case
        if confused:
            body["confused"] = list(confused)
        before = self.trainer.journal.memory(card.id)
        after = self._store(card, rating, body)
        self.answers.append(Answered(card.id, rating, milliseconds, before is None, confused))
        lapsed = after is not None and before is not None and after.lapses > before.lapses
        leech = lapsed and after is not None and leech_warning(after.lapses)
        self.recorded = Recorded(rating, None if after is None else interval_of(after), leech)
        return self.recorded

    @property
    def can_undo(self) -> bool:
        """Whether there is something to take back; what came before a practice is not part of it."""
        return bool(self.answers) if self.mode == "practice" else self.trainer.undoable() is not None

    def undo(self) -> str | None:
        """Take back the newest event of today and ask its card again; the card's id, ``None`` when nothing is left."""
        if not self.can_undo:
            return None
        event = self.trainer.undo()
        if event is None:
            return None
        if event.kind in ("review", "practice") and self.answers and self.answers[-1].card == event.card:
            self.answers.pop()
        if event.card in self.trainer.library and event.kind in ("review", "practice", "suspend"):
            self.plan = undone(self.plan, event.card, met=any(answer.card == event.card for answer in self.answers))
            self.recorded = None
            self.current = self._draw(event.card)
        return event.card

    def suspend(self) -> None:
        """Let the current card rest and go on."""
        card = self._asked().card.id
        self.trainer.suspend(card)
        self.plan = without(self.plan, card)
        self.advance()

    def flag(self, note: str) -> None:
        """Report the current card with a note; it stays where it is."""
        self.trainer.flag(self._asked().card.id, note)

    def leech(self) -> bool:
        """Whether the current card has been forgotten very often."""
        return is_leech(self.trainer.journal.memory(self._asked().card.id))

    def _store(self, card: Card, rating: Rating, body: dict[str, object]) -> Memory | None:
        if self.mode == "practice":
            self.trainer.practise(card.id, body=body)
            back_at = self.trainer.now().at + _PRACTICE_AGAIN if rating == Rating.AGAIN else None
            self._settle(card.id, back_at)
            return None
        retention = self.trainer.library.shop.retention_of(card.tags)
        memory = self.trainer.review(card.id, key=card.answer_key, retention=retention, body=body)
        self._settle(card.id, memory.due_at if memory.learning else None)
        return memory

    def _settle(self, card: str, back_at: int | None) -> None:
        self.plan = answered(self.plan, card, back_at)

    def _draw(self, card: str) -> Prompt:
        memory = self.trainer.journal.memory(card)
        repetition = memory.reps if memory else 0
        if self.mode == "practice":  # which counts no repetition, and yet asks something fresh each time
            repetition += sum(answer.card == card for answer in self.answers)
        return draw(self.trainer.library.card(card), repetition)

    def _asked(self) -> Prompt:
        if self.current is None:
            raise RuntimeError("there is no card to answer")
        return self.current


def study(trainer: Trainer, deck: str | None = None) -> Session:
    """A session over what is due today, of one deck only where asked."""
    catch_up(trainer)
    today = trainer.today()
    chosen = [memory.card for memory in today.reviews]
    new, steps = list(today.new), [(memory.due_at, memory.card) for memory in today.learning]
    if deck is not None:
        prefix = f"{deck}/"
        chosen = [card for card in chosen if card.startswith(prefix)]
        new = [card for card in new if card.startswith(prefix)]
        steps = [(due, card) for due, card in steps if card.startswith(prefix)]
    return Session(trainer, Plan(interleave(chosen, new), tuple(sorted(steps))))


def practice(trainer: Trainer, cards: Sequence[str]) -> Session:
    """A session over any cards that never touches the schedule; siblings are kept apart where possible."""
    catch_up(trainer)
    return Session(trainer, Plan(in_rounds(cards)), "practice")


def ahead(trainer: Trainer, days: int, limit: int = 50) -> tuple[str, ...]:
    """Cards that fall due within the next ``days`` days, soonest first: what can be studied ahead."""
    day = trainer.study_day()
    later = [memory for memory in trainer.journal.due(day + days) if not memory.learning and memory.due_day > day]
    later = [memory for memory in later if memory.card in trainer.library]
    later.sort(key=lambda memory: (memory.due_day, memory.card))
    return tuple(memory.card for memory in later[:limit])


def interval_of(memory: Memory) -> Interval:
    """How far the memory's due time lies from its last review."""
    if memory.learning:
        return Interval(0, max(0, (memory.due_at - memory.last_at) // MICROSECONDS))
    return Interval(memory.interval, 0)
