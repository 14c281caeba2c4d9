"""The end of an exam: what it came to, and what it changes in the schedule.

A question answered wrongly, or left empty, is a card forgotten: it falls due. A right answer changes nothing, and
neither does one that came too late, a question that nobody answered, a card that its learner has not met in study, or
an exam for practice: a card is lifted by reviews on its own days alone. Since failures alone are reviews, they do not
say how likely recall was: among predictions they would make every forecast look too bright.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kdeck.core.cards.card import confusions, grade
from kdeck.core.clocks import horizon
from kdeck.core.exam.record import Asked, Reason, Record, after, stepped
from kdeck.core.rating import Rating
from kdeck.trainer.exam.asking import prompt_of
from kdeck.trainer.exam.history import records, result_of
from kdeck.trainer.trainer import Draft, Trainer


def end(trainer: Trainer, record: Record, reason: Reason, elapsed: int, last: Sequence[Draft] = ()) -> Record:
    """Record the end of an exam and what it changes, all at once.

    elapsed: milliseconds since it was begun. last: steps that are to be stored with it.
    """
    for _kind, _name, body in last:
        record = stepped(record, body)
    body = {
        "step": "ended",
        "exam": record.id,
        "reason": reason,
        "elapsed": elapsed,
        "items": record.items,
        "right": record.right,
        "passed": record.passed,
    }
    drafts = [*last, *_forgotten(trainer, record), ("exam", f"exam/{record.paper.name}", body)]
    return after(record, trainer.keep_together(drafts)[-1])


def close_expired(trainer: Trainer) -> None:
    """End the exams whose time ran out while nobody sat there, as of then: what lapses meanwhile is not lost."""
    wall = trainer.now().at
    for record in reversed(records(trainer)):
        if record.ended is not None or not record.over(wall):
            continue
        late = max(trainer.journal.last(horizon(trainer.now())) + 1, result_of(record).at.at)
        then = trainer.as_of(trainer.now()._replace(at=min(late, trainer.now().at)))
        end(then, record, "time", max(record.elapsed, record.paper.milliseconds))


def fails(asked: Asked) -> bool:
    """Whether an item counts as forgotten."""
    return asked.fate == "answered" and not asked.right


def _forgotten(trainer: Trainer, record: Record) -> Iterator[Draft]:
    """A review of each card that was known and was not any more."""
    if record.paper.trial:
        return
    for asked in record.asked:
        prompt = prompt_of(trainer, record, asked.item) if fails(asked) else None
        if prompt is None or trainer.journal.memory(prompt.card.id) is None:
            continue
        card = prompt.card
        body = {
            "rating": int(Rating.AGAIN),
            "ms": asked.ms,
            "answer": list(asked.given),
            "right": False,
            "key": card.answer_key,
            "retention": trainer.library.shop.retention_of(card.tags),
            "exam": record.id,
        }
        if case := prompt.values:
            body["case"] = case
        if confused := confusions(prompt, grade(prompt, asked.given)):
            body["confused"] = list(confused)
        yield "review", card.id, body
