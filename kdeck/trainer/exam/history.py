"""Exams that have ended, as results: what levels, certificates and reports count."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from kdeck.core.exam.paper import Paper, needed
from kdeck.core.exam.record import Reason, Record, fold
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.trainer.trainer import Trainer

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
