"""Beginning an exam, and sitting down again to one that was begun."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from kdeck.core.errors import UsageError
from kdeck.core.event import Event
from kdeck.core.exam.choose import Candidate, choose
from kdeck.core.exam.fresh import Values, fresh_case
from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Item, Record, fold, plain_item, plain_paper
from kdeck.core.message import Message
from kdeck.trainer.exam.history import ALL
from kdeck.trainer.exam.papers import content_of, pool, print_of
from kdeck.trainer.exam.sitting import Sitting
from kdeck.trainer.exam.standing import recent_cards, retake_from, running
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.upkeep import catch_up

_DAYS: Final = 366
"""Days after an exam that are looked at for signs of the time that has gone: far more than any exam lasts."""


def begin(trainer: Trainer, paper: Paper, monotonic: Callable[[], float]) -> Sitting:
    """Draw an exam, begin it durably and show its first question.

    ``UsageError`` as ``require_open`` says; a ``JournalError`` where it could not be stored.
    """
    catch_up(trainer)
    candidates = require_open(trainer, paper)
    steps = trainer.journal.recent("exam", ALL)
    seed = 1 + int.from_bytes(trainer.random(4), "big")  # 0 is the seed of reviews
    chosen = choose(candidates, paper.cards, seed, recent_cards(fold(steps), paper))
    cards = [trainer.library.card(card) for card in chosen]
    seen = _Seen(trainer, steps)
    body = {
        "step": "begun",
        "paper": plain_paper(paper),
        "seed": seed,
        "items": [plain_item(Item(c.id, fresh_case(c, seed, seen.of(c.id)), print_of(c))) for c in cards],
        "library": trainer.library.digest,
        "content": content_of(cards),
    }
    event = trainer.keep_run("exam", f"exam/{paper.name}", body)
    (record,) = fold([event])
    return Sitting(trainer, record, monotonic)


def resume(trainer: Trainer, monotonic: Callable[[], float]) -> Sitting | None:
    """Sit down to the exam that is running, at the next question not seen yet; ``None`` where none is running."""
    catch_up(trainer)
    record = running(trainer)
    return None if record is None else Sitting(trainer, record, monotonic, _gone(trainer, record))


def require_open(trainer: Trainer, paper: Paper) -> list[Candidate]:
    """The cards that an exam may ask; ``UsageError`` where it cannot be begun now."""
    if running(trainer) is not None:
        raise UsageError(Message("An exam is running."), Message("Go on with it first; its time runs in any case."))
    again = retake_from(trainer, paper)
    if again is not None:
        when = again.isoformat()[:16].replace("T", " ")
        raise UsageError(Message("This exam can be sat again from {time}.", time=when))
    candidates = pool(trainer.library, paper.decks, trainer.study_day())
    if not candidates:
        raise UsageError(
            Message("These decks hold no card that can be asked in an exam."),
            Message("An exam asks what can be judged: cards that are typed, picked or put in order."),
        )
    return candidates


def _gone(trainer: Trainer, record: Record) -> int:
    """Milliseconds of an exam that are gone for certain, even where the clock has been turned back since.

    No event that its machine has recorded since then can lie in the future.
    """
    # days may turn back by one where the zone does
    days = range(record.day - 1, min(trainer.study_day() + 2, record.day + _DAYS))
    later = (
        event for day in days for event in trainer.journal.events(day=day) if event.order > (record.at.at, record.id)
    )
    walls = (event.body.get("clock", event.at) for event in later if event.device == record.device)
    return max(record.elapsed, (max(walls, default=record.wall) - record.wall) // 1000)


class _Seen:
    """The cases that a learner has seen. steps: of all exams."""

    def __init__(self, trainer: Trainer, steps: Iterable[Event]) -> None:
        self._trainer = trainer
        self._in_exams: dict[str, list[Values]] = {}
        for event in steps:
            if event.body["step"] == "shown" and "case" in event.body:
                self._in_exams.setdefault(event.body["card"], []).append(event.body["case"])

    def of(self, card: str) -> list[Values]:
        """Those of one card, under whichever of its ids."""
        reviewed = [event.body["case"] for event in self._trainer.events_of(card) if "case" in event.body]
        names = {card, *self._trainer.renames.names(card)}
        return [*reviewed, *(case for name in names for case in self._in_exams.get(name, ()))]
