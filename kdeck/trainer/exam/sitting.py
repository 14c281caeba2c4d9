"""Sitting an exam: begun, or gone on with; one question after the other, each shown once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from kdeck.core.cards.card import Prompt, Verdict, clipped
from kdeck.core.errors import UsageError
from kdeck.core.events.event import Event
from kdeck.core.exam.paper import Candidate, Paper, Values, choose, fresh_case
from kdeck.core.exam.record import ExamClock, Item, Reason, Record, after, fold, plain_item, plain_paper
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.moment import MICROSECONDS
from kdeck.trainer.exam.results import ALL, ExamResult, content_of, pool, print_of, prompt_of, result_of
from kdeck.trainer.exam.standing import end, recent_cards, retake_from, running
from kdeck.trainer.study import EXAM, Phase, Sitting
from kdeck.trainer.trainer import LONGEST_MS, Draft, Trainer
from kdeck.trainer.upkeep import catch_up

_DAYS: Final = 366
_DAY: Final = 86_400 * MICROSECONDS
"""Days after an exam that are looked at for signs of the time that has gone: far more than any exam lasts."""


def begin(trainer: Trainer, paper: Paper, monotonic: Callable[[], float]) -> Exam:
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
    return Exam(trainer, record, monotonic)


def resume(trainer: Trainer, monotonic: Callable[[], float]) -> Exam | None:
    """Sit down to the exam that is running, at the next question not seen yet; ``None`` where none is running."""
    catch_up(trainer)
    record = running(trainer)
    return None if record is None else Exam(trainer, record, monotonic, _gone(trainer, record))


def require_open(trainer: Trainer, paper: Paper) -> list[Candidate]:
    """The cards that an exam may ask; ``UsageError`` where it cannot be begun now."""
    if running(trainer) is not None:
        raise UsageError(Message("An exam is running."), Message("Go on with it first; its time runs in any case."))
    again = retake_from(trainer, paper)
    if again is not None:
        when = again.minute
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
    begun = record.at.at
    until = min(trainer.now().at + 2 * _DAY, begun + _DAYS * _DAY)
    found = trainer.journal.events(since=begun, until=until)
    later = (event for event in found if event.order > (begun, record.id))
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


class Exam(Sitting):
    """An exam that has been begun: each question is shown once, and no answer is said to be right before the end."""

    def __init__(self, trainer: Trainer, record: Record, monotonic: Callable[[], float], base: int = 0) -> None:
        """Show the next question, or end what is over; ``JournalError`` where that could not be stored.

        monotonic: seconds of a clock that is never set. base: milliseconds of the exam that are gone for certain.
        """
        super().__init__(trainer, EXAM, monotonic)
        self.record = record
        self._place = -1
        self._clock = ExamClock(record.paper.milliseconds, record.wall, base, monotonic())
        self._ask_next([])

    @property
    def result(self) -> ExamResult | None:
        """What the exam came to, once it has ended."""
        return result_of(self.record) if self.record.ended is not None else None

    @property
    def progress(self) -> tuple[int, int]:
        """The number of the question asked, from 1, and how many there are."""
        return self._place + 1, len(self.record.asked)

    @property
    def done(self) -> int:
        """The questions before the one that is asked."""
        return len(self.record.asked) if self.phase is Phase.OVER else self._place

    def left(self) -> int:
        """Milliseconds that are left of the whole exam."""
        return self._clock.left(self.trainer.now().at, self._monotonic())

    def store(self, verdict: Verdict, rating: Rating, milliseconds: int) -> None:  # noqa: ARG002 - an exam rates nothing
        """Store the answer to the question asked, and show the next one; empty texts are no answer.

        An answer that comes when the time is up does not count.
        """
        self._ask_next([self._answered(self._asked(), verdict, milliseconds)] if self.left() else [])

    def check_time(self) -> bool:
        """End the exam where its time is up; whether it has ended."""
        if self.phase is not Phase.OVER and not self.left():
            self._finish([], "time")
        return self.phase is Phase.OVER

    def give_up(self) -> None:
        """End the exam now, with what was answered."""
        if self.phase is not Phase.OVER:
            self._finish([], "left" if self.left() else "time")

    def _ask_next(self, drafts: list[Draft]) -> None:
        """Store these steps together with what follows them: the next question shown, or the end."""
        if not self.left():
            self._finish(drafts, "time")
            return
        for place in range(self._place + 1, len(self.record.asked)):
            item, fate = self.record.asked[place].item, self.record.asked[place].fate
            prompt = prompt_of(self.trainer, self.record, item) if fate == "waiting" else None
            if prompt is not None:
                self._show(place, prompt, drafts)
                return
            if fate == "waiting":
                drafts = [*drafts, self._step("withdrawn", place)]
        self._finish(drafts, "done")

    def _show(self, place: int, prompt: Prompt, drafts: list[Draft]) -> None:
        details: dict[str, Any] = {"card": prompt.card.id, "question": prompt.question}
        if case := prompt.values:
            details["case"] = case
        for event in self.trainer.keep_together([*drafts, self._step("shown", place, **details)]):
            self.record = after(self.record, event)
        self._place, self.prompt = place, prompt
        self._take_up()

    def _finish(self, drafts: list[Draft], reason: Reason) -> None:
        self.record = end(self.trainer, self.record, reason, self._elapsed(), drafts)
        self.prompt = None
        self._take_up()

    def _answered(self, prompt: Prompt, verdict: Verdict, milliseconds: int) -> Draft:
        card, given, milliseconds = prompt.card, clipped(self.given), max(0, min(LONGEST_MS, milliseconds))
        empty = not any(text.strip() for text in given)
        return self._step(
            "answered",
            self._place,
            answer=[] if empty else list(given),
            right=verdict.right is True and not empty,
            late=card.seconds is not None and milliseconds > card.seconds * 1000,
            ms=milliseconds,
            expected=list(card.answer),
        )

    def _step(self, step: str, place: int, **details: Any) -> Draft:
        body = {"step": step, "exam": self.record.id, "item": place, "elapsed": self._elapsed(), **details}
        return "exam", f"exam/{self.record.paper.name}", body

    def _elapsed(self) -> int:
        return self._clock.elapsed(self.trainer.now().at, self._monotonic())
