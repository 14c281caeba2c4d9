"""Sitting an exam: one question after the other, each shown once; the same for the app and for ``--plain``.

Every step is on the disk before the next question can be seen. What has been shown is spent, whatever happens then: a
process that dies, a learner who leaves. So nobody gets a second look, and nothing that was answered is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kdeck.core.cards.card import Prompt, clipped, grade
from kdeck.core.exam.clock import ExamClock
from kdeck.core.exam.record import Reason, Record, after
from kdeck.trainer.exam.asking import prompt_of
from kdeck.trainer.exam.closing import end
from kdeck.trainer.exam.history import ExamResult, result_of
from kdeck.trainer.trainer import LONGEST_MS, Draft, Trainer


class Sitting:
    """An exam that has been begun. Not thread-safe, as the trainer is not; ``left`` alone may be asked from anywhere.

    ``prompt`` is what is asked now, ``None`` once the exam has ended.
    """

    def __init__(self, trainer: Trainer, record: Record, monotonic: Callable[[], float], base: int = 0) -> None:
        """Show the next question, or end what is over; ``JournalError`` where that could not be stored.

        monotonic: seconds of a clock that is never set. base: milliseconds of the exam that are gone for certain.
        """
        self.trainer = trainer
        self.record = record
        self.prompt: Prompt | None = None
        self._place = -1
        self._monotonic = monotonic
        self._clock = ExamClock(record.paper.milliseconds, record.wall, base, monotonic())
        self._go_on([])

    @property
    def result(self) -> ExamResult | None:
        """What the exam came to, once it has ended."""
        return result_of(self.record) if self.record.ended is not None else None

    @property
    def progress(self) -> tuple[int, int]:
        """The number of the question asked, from 1, and how many there are."""
        return self._place + 1, len(self.record.asked)

    def left(self) -> int:
        """Milliseconds that are left of the whole exam."""
        return self._clock.left(self.trainer.now().at, self._monotonic())

    def answer(self, given: tuple[str, ...], milliseconds: int) -> None:
        """Store the answer to the question asked, and show the next one; empty texts are no answer.

        An answer that comes when the time is up does not count. When this raises, nothing is stored and it can be
        tried again.
        """
        if self.prompt is None:
            raise RuntimeError("this exam has ended")
        self._go_on([self._answered(self.prompt, given, milliseconds)] if self.left() else [])

    def check_time(self) -> bool:
        """End the exam where its time is up; whether it has ended."""
        if self.prompt is not None and not self.left():
            self._finish([], "time")
        return self.prompt is None

    def give_up(self) -> None:
        """End the exam now, with what was answered."""
        if self.prompt is not None:
            self._finish([], "left" if self.left() else "time")

    def _go_on(self, drafts: list[Draft]) -> None:
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

    def _finish(self, drafts: list[Draft], reason: Reason) -> None:
        self.record = end(self.trainer, self.record, reason, self._elapsed(), drafts)
        self.prompt = None

    def _answered(self, prompt: Prompt, given: tuple[str, ...], milliseconds: int) -> Draft:
        card, given, milliseconds = prompt.card, clipped(given), max(0, min(LONGEST_MS, milliseconds))
        empty = not any(text.strip() for text in given)
        verdict = grade(prompt, given)
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
