"""A sitting as the study screen sees it: what is asked, what the answer was worth, which keys may follow. No widgets.

Every method that touches the session runs on the app's trainer thread; the screen only reads the attributes after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, Literal, NamedTuple

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.ident import deck_of
from kdeck.core.memory import Rating
from kdeck.trainer.session import Interval, Recorded, Session
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import asks
from kdeck.tui.widgets.feedback import After

Phase = Literal["asking", "judging", "done", "over"]
"""Waiting for an answer, for the learner's own rating, to go on; or nothing is left to ask."""

_FOUR: Final = tuple(Rating)
_TWO: Final = (Rating.AGAIN, Rating.GOOD)


class Seen(NamedTuple):
    """One answer of this sitting. right: not forgotten."""

    card: str
    front: str
    right: bool


class Confused(NamedTuple):
    """A wrong option that was taken for the right one. front: the question as it was asked."""

    front: str
    taken: str
    right: str


class Missed(NamedTuple):
    """A card that was forgotten in this sitting, and how often."""

    front: str
    back: tuple[str, ...]
    times: int


class Result(NamedTuple):
    """A sitting in figures. met: new cards seen. coming: reviews due tomorrow as things stand."""

    answered: int
    right: int
    milliseconds: int
    met: int
    missed: tuple[Missed, ...]
    coming: int
    confused: tuple[Confused, ...] = ()


class Desk:
    """One sitting. begin: opens the session. monotonic: seconds of a clock that never goes back."""

    def __init__(self, trainer: Trainer, begin: Callable[[], Session], monotonic: Callable[[], float]) -> None:
        self._trainer = trainer
        self._monotonic = monotonic
        self.session = begin()
        self.titles = {deck.id: deck.title for deck in trainer.library.decks}
        self.phase: Phase = "over"
        self.verdict: Verdict | None = None
        self.milliseconds: int | None = None
        self.preview: dict[Rating, Interval] = {}
        self.recorded: Recorded | None = None
        self.change: tuple[str, str] | None = None
        self.flag: str | None = None
        self.can_undo = False
        self.seen: tuple[Seen, ...] = ()
        self._since = 0.0
        self._take_up()

    @property
    def prompt(self) -> Prompt | None:
        """What is asked."""
        return self.session.current

    @property
    def practice(self) -> bool:
        """Whether the schedule stays as it is."""
        return self.session.mode == "practice"

    @property
    def four_buttons(self) -> bool:
        """Whether the learner chooses among four ratings."""
        return self._trainer.settings.four_buttons

    @property
    def show_timer(self) -> bool:
        """Whether a time limit is shown running."""
        return self._trainer.settings.show_timer

    @property
    def deck_title(self) -> str:
        """The title of the deck of the card asked."""
        return self.titles.get(deck_of(self.prompt.card.id), "") if self.prompt else ""

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """The ratings on offer now."""
        if self.phase != "judging" or self.verdict is None:
            return ()
        if self.verdict.right:
            return _FOUR[1:]
        return _FOUR if self.four_buttons else _TWO

    @property
    def late(self) -> bool:
        """Whether the answer came after the card's time limit."""
        limit = self.prompt.card.seconds if self.prompt else None
        return limit is not None and self.milliseconds is not None and self.milliseconds > limit * 1000

    @property
    def after(self) -> After:
        """What the answer led to, as it is said after it."""
        recorded = self.recorded
        return After(
            late=self.late,
            practice=self.practice,
            offers=tuple((rating, self.preview[rating]) for rating in self.ratings if rating in self.preview),
            next=recorded.next if recorded is not None else None,
            leech=recorded is not None and recorded.leech,
            change=self.change,
        )

    def shown(self) -> None:
        """The question has just appeared: thinking time runs from here."""
        if self.milliseconds is None:
            self._since = self._monotonic()

    def elapsed(self) -> int:
        """Milliseconds of thinking, standing still once answered."""
        if self.milliseconds is not None:
            return self.milliseconds
        return max(0, round((self._monotonic() - self._since) * 1000))

    def answer(self, given: tuple[str, ...], at_milliseconds: int) -> None:
        """Judge an answer, and store it where the verdict decides alone; a ``JournalError`` leaves all as it was."""
        if self.phase != "asking":
            return
        self.milliseconds = at_milliseconds
        verdict = self.session.check(given)
        if verdict.right is None or (verdict.right and self.four_buttons):
            self.preview = self.session.preview()
            self.verdict, self.phase = verdict, "judging"
            return
        self._record(verdict, self.session.rate(verdict, self.milliseconds))
        self.verdict, self.phase = verdict, "done"

    def rate(self, rating: Rating) -> Recorded | None:
        """Store the learner's own rating and go on; ``JournalError`` leaves everything as it was."""
        if self.verdict is None or rating not in self.ratings:
            return None
        recorded = self._record(self.verdict, rating)
        self.go_on()
        return recorded

    def go_on(self) -> None:
        """The next card."""
        self.session.advance()
        self._take_up()

    def undo(self) -> bool:
        """Take back the newest thing done today; whether there was one."""
        asked, answers = self.session.current, len(self.session.answers)
        card = self.session.undo()
        if len(self.session.answers) < answers:
            self.seen = self.seen[:-1]
        if self.session.current is not asked:
            self._take_up()
        else:
            self._look()
        return card is not None

    def suspend(self) -> None:
        """Let the card rest and go on."""
        self.session.suspend()
        self._take_up()

    def report(self, note: str) -> None:
        """Flag the card for its author."""
        self.session.flag(note)
        self._look()

    def result(self) -> Result:
        """The sitting so far, in figures."""
        answers = self.session.answers
        times: dict[str, int] = {}
        for answer in answers:
            if answer.rating == Rating.AGAIN:
                times[answer.card] = times.get(answer.card, 0) + 1
        missed = []
        for card, count in sorted(times.items(), key=lambda item: -item[1]):
            asked = self._trainer.library.card(card)
            missed.append(Missed(asks(asked), asked.answer, count))
        return Result(
            answered=len(answers),
            right=sum(answer.rating != Rating.AGAIN for answer in answers),
            milliseconds=sum(answer.milliseconds for answer in answers),
            met=sum(answer.was_new for answer in answers) if not self.practice else 0,
            missed=tuple(missed),
            coming=self._trainer.tomorrow()[1],
            confused=tuple(self._confused()),
        )

    def _confused(self) -> Iterator[Confused]:
        """What was taken for what in this sitting, each pair once."""
        pairs = dict.fromkeys((answer.card, text) for answer in self.session.answers for text in answer.confused)
        for card, taken in pairs:
            asked = self._trainer.library.card(card)
            yield Confused(asks(asked), taken, asked.content.in_words)

    def _record(self, verdict: Verdict, rating: Rating) -> Recorded:
        self.recorded = self.session.record(verdict, rating, self.milliseconds or 0)
        prompt = self.session.current
        if prompt is not None:
            self.seen = (*self.seen, Seen(prompt.card.id, prompt.question, rating != Rating.AGAIN))
        self.can_undo = True
        return self.recorded

    def _take_up(self) -> None:
        """Start on the session's current card, afresh."""
        self.phase = "over" if self.session.current is None else "asking"
        self.verdict = self.milliseconds = self.recorded = None
        self.preview = {}
        self._since = self._monotonic()
        self._look()

    def _look(self) -> None:
        """What the journal says of the card asked."""
        journal, prompt = self._trainer.journal, self.session.current
        if self.phase == "asking":
            self.change = None if prompt is None else self._trainer.change_of(prompt.card.id)
        self.flag = None if prompt is None else journal.mark(prompt.card.id).flag
        self.can_undo = self.session.can_undo
