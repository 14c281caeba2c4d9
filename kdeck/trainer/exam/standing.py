"""Where a learner stands with each exam: passed, to be sat, to be waited for, or running."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Record
from kdeck.core.ident import deck_of
from kdeck.core.moment import Moment, day_start
from kdeck.trainer.exam.history import ExamResult, history, passed, records
from kdeck.trainer.exam.papers import papers, pool
from kdeck.trainer.trainer import Trainer


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
