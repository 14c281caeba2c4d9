"""The end of an exam: what it came to, and what it changes in the schedule.

A question answered wrongly, or left empty, is a card forgotten: it falls due. A right answer changes nothing, and
neither does one that came too late, a question that nobody answered, a card that its learner has not met in study, or
an exam for practice: a card is lifted by reviews on its own days alone. Since failures alone are reviews, they do not
say how likely recall was: among predictions they would make every forecast look too bright.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from kdeck.core.cards.card import confusions, grade
from kdeck.core.events.clocks import horizon
from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Asked, Reason, Record, after, stepped
from kdeck.core.ident import deck_of
from kdeck.core.memory import Rating
from kdeck.core.moment import Moment, day_start
from kdeck.trainer.exam.results import ExamResult, history, papers, passed, pool, prompt_of, records, result_of
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


class Standing(NamedTuple):
    """One exam. available: questions that it would have, 0 where its decks hold none. last: the newest result.

    passed: the newest result that proves it. retake: when it may be sat again, ``None`` for now.
    """

    paper: Paper
    available: int
    passed: ExamResult | None
    last: ExamResult | None
    retake: Moment | None


def standings(trainer: Trainer) -> tuple[Standing, ...]:
    """Every exam of the shop that counts."""
    results = history(trainer)
    sizes = Counter(deck_of(candidate.card) for candidate in pool(trainer.library, (), trainer.study_day()))
    return tuple(_standing(trainer, paper, results, sizes) for paper in papers(trainer.library.shop))


def running(trainer: Trainer) -> Record | None:
    """The exam that has been begun and has not ended; of several, the newest."""
    newest = trainer.journal.recent("exam", 1)
    if not newest or newest[0].body["step"] == "ended":
        return None
    wall = trainer.now().at
    return next((record for record in records(trainer) if record.ended is None and not record.over(wall)), None)


def retake_from(trainer: Trainer, paper: Paper, results: Sequence[ExamResult] | None = None) -> Moment | None:
    """When an exam may be sat again; ``None`` for now.

    An exam that was begun is an attempt, however it ended, over whichever decks it was: other decks on the command line
    spare nobody the wait. The next one is on another study day by the trainer's clock. Practice makes nobody wait.
    """
    found = history(trainer) if results is None else results
    last = next((result for result in found if _is_attempt(result, paper)), None)
    if paper.trial or last is None or last.day < trainer.study_day():
        return None
    return day_start(last.day + 1, trainer.now().offset)


def recent_cards(found: Iterable[Record], paper: Paper) -> frozenset[str]:
    """The cards of the learner's newest exam, and of the newest one of the same kind. found: newest first."""
    exams = list(found)
    same = [record for record in exams if record.paper.name == paper.name]
    return frozenset(asked.item.card for record in (*exams[:1], *same[:1]) for asked in record.asked)


def _standing(trainer: Trainer, paper: Paper, results: Sequence[ExamResult], sizes: Counter[str]) -> Standing:
    held = sum(size for deck, size in sizes.items() if not paper.decks or deck in paper.decks)
    return Standing(
        paper=paper,
        available=min(paper.cards, held),
        passed=passed(results, paper),
        last=next((result for result in results if _is_of(result, paper)), None),
        retake=retake_from(trainer, paper, results),
    )


def _is_attempt(result: ExamResult, paper: Paper) -> bool:
    """Whether a result is of the same level's exam; an exam of no level is another one over other decks."""
    return result.name == paper.name and (paper.dan is not None or set(result.decks) == set(paper.decks))


def _is_of(result: ExamResult, paper: Paper) -> bool:
    return result.name == paper.name and set(result.decks) == set(paper.decks)
