"""One sitting, whatever it is for: what is asked, what an answer was worth, what may be done now. No widgets.

A question goes through these phases; ``Sitting`` alone moves on from one to the next::

    ask ── submit ─▶ feedback ── go_on ─▶ the next question, or over
           submit ─▶ rate ────── rate ──▶ the next question, or over
           submit ──────────────────────▶ the next question, or over   (an exam, where nothing is said in between)

The app, the line mode and the exam drive it, and show what it says. Nothing is shown before it is stored.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Final, Literal, NamedTuple

from kdeck.core.cards.card import Card, Prompt, Verdict, confusions, draw, grade, rating_for
from kdeck.core.ident import deck_of
from kdeck.core.memory import Memory, Rating, leech_warning
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.core.plan.day import Queue, answered, choose, in_rounds, undone, without
from kdeck.core.rounding import milliseconds
from kdeck.trainer.news import change_of
from kdeck.trainer.trainer import LONGEST_MS, Trainer
from kdeck.trainer.upkeep import catch_up

Monotonic = Callable[[], float]
"""Seconds of a clock that never goes back, for thinking times."""


class Phase(StrEnum):
    """What is waited for: an answer, the learner's own rating, to go on; or nothing is left to ask."""

    ASK = "ask"
    RATE = "rate"
    FEEDBACK = "feedback"
    OVER = "over"


Action = Literal["submit", "rate", "go_on", "hint", "undo", "flag", "suspend", "leave"]
_ACTIONS: Final[Mapping[Phase, frozenset[Action]]] = {
    Phase.ASK: frozenset({"submit", "hint", "undo", "flag", "suspend", "leave"}),
    Phase.RATE: frozenset({"rate", "undo", "flag", "suspend", "leave"}),
    Phase.FEEDBACK: frozenset({"go_on", "undo", "flag", "leave"}),
    Phase.OVER: frozenset({"undo", "leave"}),
}
_HELP: Final[frozenset[Action]] = frozenset({"hint", "undo", "flag", "suspend"})


class Policy(NamedTuple):
    """What sittings differ in.

    counts: whether answers move due days. feedback: whether an answer is judged before the next question, and rated.
    repeats: whether a card comes back until it is known. help: what there is beside answering.
    """

    counts: bool = True
    feedback: bool = True
    repeats: bool = True
    help: frozenset[Action] = _HELP


STUDY: Final = Policy()
PRACTICE: Final = Policy(counts=False)
TOUR: Final = Policy(counts=False, repeats=False, help=frozenset({"hint"}))
EXAM: Final = Policy(counts=False, feedback=False, repeats=False, help=frozenset())

_FOUR: Final = tuple(Rating)
_TWO: Final = (Rating.AGAIN, Rating.GOOD)
_PRACTICE_AGAIN: Final = 60 * MICROSECONDS


class Interval(NamedTuple):
    """How far away a card's next sight is: whole days, or seconds within the day."""

    days: int
    seconds: int


class Recorded(NamedTuple):
    """What an answer led to, stored already. next: ``None`` in practice. leech: forgotten so often that it is said."""

    rating: Rating
    next: Interval | None
    leech: bool


class After(NamedTuple):
    """What an answer led to beside its verdict; nothing of it in a preview.

    late: right, but past the time limit. practice: the schedule stays as it is. offers: the ratings to choose from,
    each with the next sight it leads to. next: when the card comes back. leech: forgotten very often. change: what
    the fact was when the learner last answered it, and what it is.
    """

    late: bool = False
    practice: bool = False
    offers: tuple[tuple[Rating, Interval], ...] = ()
    next: Interval | None = None
    leech: bool = False
    change: tuple[str, str] | None = None


class Sitting:
    """One sitting. A subclass chooses what is asked and stores what was answered.

    prompt: ``None`` when nothing is left. given: the answer, as it was given. milliseconds: from the question's
    appearance to its answer. change: what the card's answer was and is, where it has changed since it was last
    reviewed. flagged: the note for the card's author. What stores or goes on belongs on the trainer's thread, and a
    front end looks at the attributes after it.
    """

    def __init__(self, trainer: Trainer, policy: Policy, monotonic: Monotonic) -> None:
        self.trainer = trainer
        self.policy = policy
        self.phase = Phase.OVER
        self.prompt: Prompt | None = None
        self.given: tuple[str, ...] = ()
        self.verdict: Verdict | None = None
        self.milliseconds: int | None = None
        self.recorded: Recorded | None = None
        self.change: tuple[str, str] | None = None
        self.flagged: str | None = None
        self.can_undo = False
        self._offers: Mapping[Rating, Interval] = {}
        self._monotonic = monotonic
        self._since = 0.0

    @property
    def progress(self) -> tuple[int, int]:
        """How far it is, and how many questions it has."""
        raise NotImplementedError

    @property
    def done(self) -> int:
        """Of all its questions, how many are behind."""
        return self.progress[0]

    def left(self) -> int | None:
        """Milliseconds that are left of a sitting under a clock; may be asked from any thread."""
        return None

    def check_time(self) -> bool:
        """End a sitting under a clock where its time is up; whether it has ended."""
        return self.phase is Phase.OVER

    def can(self, action: Action) -> bool:
        """Whether something may be done now."""
        if action not in _ACTIONS[self.phase] or (action in _HELP and action not in self.policy.help):
            return False
        if action == "hint":
            return self.prompt is not None and bool(self.prompt.card.hint)
        return action != "undo" or self.can_undo

    @property
    def ratings(self) -> tuple[Rating, ...]:
        """The ratings on offer now."""
        if self.phase is not Phase.RATE or self.verdict is None:
            return ()
        if self.verdict.right:
            return _FOUR[1:]
        return _FOUR if self.trainer.settings.four_buttons else _TWO

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
            practice=not self.policy.counts,
            offers=tuple((rating, self._offers[rating]) for rating in self.ratings if rating in self._offers),
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
        return milliseconds(self._monotonic() - self._since)

    def submit(self, given: tuple[str, ...], milliseconds: int) -> None:
        """Judge an answer, and store it where the verdict decides alone; a ``JournalError`` leaves all as it was.

        milliseconds: ``elapsed`` when it was given.
        """
        if self.phase is not Phase.ASK:
            return
        self.given, self.milliseconds = given, milliseconds
        verdict = grade(self._asked(), given)
        chosen = verdict.right is None or (verdict.right and self.trainer.settings.four_buttons)
        if self.policy.feedback and chosen:
            self._offers = self.preview()
            self.verdict, self.phase = verdict, Phase.RATE
        else:
            self.store(verdict, self._earned(verdict), milliseconds)

    def rate(self, rating: Rating) -> Recorded | None:
        """Store the learner's own rating and go on; a ``JournalError`` leaves all as it was."""
        if self.verdict is None or rating not in self.ratings:
            return None
        self.store(self.verdict, rating, self.milliseconds or 0)
        recorded = self.recorded
        self.go_on()
        return recorded

    def go_on(self) -> None:
        """The next question."""
        self._advance()
        self._take_up()

    def leave(self) -> None:
        """Before it is left: an answer whose rating will not come now is stored with the one that it earned."""
        if self.phase is Phase.RATE and self.verdict is not None and self.verdict.right:
            self.store(self.verdict, self._earned(self.verdict), self.milliseconds or 0)

    def preview(self) -> Mapping[Rating, Interval]:
        """When each rating would bring the card back; empty where none does."""
        return {}

    def store(self, verdict: Verdict, rating: Rating, milliseconds: int) -> None:
        """Store an answer durably. When this raises, nothing is stored and it can be tried again."""
        raise NotImplementedError

    def _advance(self) -> None:
        """Let the next question be the one that is asked."""

    def _take_up(self) -> None:
        """Begin with the question that is next, or end."""
        self.phase = Phase.OVER if self.prompt is None else Phase.ASK
        self.verdict = self.milliseconds = self.recorded = None
        self._offers = {}
        self.shown()

    def _earned(self, verdict: Verdict) -> Rating:
        return rating_for(verdict, self.milliseconds or 0, self._asked().card.seconds)

    def _asked(self) -> Prompt:
        if self.prompt is None:
            raise RuntimeError("there is no card to answer")
        return self.prompt


class Answered(NamedTuple):
    """One answer of a sitting. front: the question as it was asked. confused: what was taken for the right answer."""

    card: str
    front: str
    rating: Rating
    milliseconds: int
    was_new: bool
    confused: tuple[str, ...] = ()

    @property
    def right(self) -> bool:
        """Whether it was known."""
        return self.rating != Rating.AGAIN


class Figures(NamedTuple):
    """A sitting in figures.

    met: new cards seen. missed: cards that were forgotten, and how often, the most often first. confused: cards, and
    what was taken for their answer, each pair once. coming: when the next study day begins, and the reviews due then.
    """

    answered: int
    right: int
    milliseconds: int
    met: int
    missed: tuple[tuple[Card, int], ...]
    confused: tuple[tuple[Card, str], ...]
    coming: tuple[Moment, int]


class Study(Sitting):
    """A sitting over today's cards, or over chosen ones without touching the schedule.

    ``undo`` takes back the newest answer of the day, of this sitting or of one before, and asks it again at once.
    """

    def __init__(
        self, trainer: Trainer, plan: Queue, policy: Policy = STUDY, monotonic: Monotonic = time.monotonic
    ) -> None:
        super().__init__(trainer, policy, monotonic)
        self.plan = plan
        self.answers: list[Answered] = []
        self.titles = {deck.id: deck.title for deck in trainer.library.decks}
        self.go_on()

    @property
    def progress(self) -> tuple[int, int]:
        """Cards answered at least once, and cards in all."""
        return len(self.plan.met), self.plan.total

    @property
    def deck_title(self) -> str:
        """The title of the deck of the card asked."""
        return self.titles.get(deck_of(self.prompt.card.id), "") if self.prompt else ""

    def preview(self) -> Mapping[Rating, Interval]:
        """When each rating would bring the current card back; empty in practice."""
        if not self.policy.counts:
            return {}
        card = self._asked().card
        futures = self.trainer.preview(card.id, card.tags)
        return {rating: interval_of(future) for rating, future in futures.items()}

    def store(self, verdict: Verdict, rating: Rating, milliseconds: int) -> None:
        """Store an answer durably; what it led to is in ``recorded``."""
        if self.phase is Phase.FEEDBACK:
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
        after = self._keep(card, rating, body)
        self.answers.append(Answered(card.id, prompt.question, rating, milliseconds, before is None, confused))
        leech = (
            after is not None and before is not None and after.lapses > before.lapses and leech_warning(after.lapses)
        )
        self.recorded = Recorded(rating, None if after is None else interval_of(after), leech)
        self.verdict, self.phase, self.can_undo = verdict, Phase.FEEDBACK, True

    def undo(self) -> str | None:
        """Take back the newest event of today and ask its card again; the card's id, ``None`` when nothing is left.

        What came before a practice is no part of it.
        """
        event = self.trainer.undo() if self.policy.counts or self.answers else None
        if event is None:
            return None
        if event.kind in ("review", "practice") and self.answers and self.answers[-1].card == event.card:
            self.answers.pop()
        if event.card in self.trainer.library and event.kind in ("review", "practice", "suspend"):
            self.plan = undone(self.plan, event.card, met=any(answer.card == event.card for answer in self.answers))
            self.prompt = self._draw(event.card)
            self._take_up()
        else:
            self._look()
        return event.card

    def suspend(self) -> None:
        """Let the current card rest and go on."""
        card = self._asked().card.id
        self.trainer.suspend(card)
        self.plan = without(self.plan, card)
        self.go_on()

    def flag(self, note: str) -> None:
        """Report the current card with a note; it stays where it is."""
        self.trainer.flag(self._asked().card.id, note)
        self._look()

    def figures(self) -> Figures:
        """The sitting so far, in figures."""
        card_of, times = self.trainer.library.card, dict[str, int]()
        for answer in self.answers:
            if not answer.right:
                times[answer.card] = times.get(answer.card, 0) + 1
        pairs = dict.fromkeys((answer.card, text) for answer in self.answers for text in answer.confused)
        return Figures(
            answered=len(self.answers),
            right=sum(answer.right for answer in self.answers),
            milliseconds=sum(answer.milliseconds for answer in self.answers),
            met=sum(answer.was_new for answer in self.answers) if self.policy.counts else 0,
            missed=tuple((card_of(card), count) for card, count in sorted(times.items(), key=lambda item: -item[1])),
            confused=tuple((card_of(card), text) for card, text in pairs),
            coming=self.trainer.tomorrow(),
        )

    def _keep(self, card: Card, rating: Rating, body: Mapping[str, object]) -> Memory | None:
        if self.policy.counts:
            retention = self.trainer.library.shop.retention_of(card.tags)
            memory = self.trainer.review(card.id, key=card.answer_key, retention=retention, body=body)
            self.plan = answered(self.plan, card.id, memory.due_at if memory.learning else None)
            return memory
        self.trainer.keep_run("practice", card.id, body)
        again = rating == Rating.AGAIN and self.policy.repeats
        self.plan = answered(self.plan, card.id, self.trainer.now().at + _PRACTICE_AGAIN if again else None)
        return None

    def _advance(self) -> None:
        self.prompt = None
        while (card := choose(self.plan, self.trainer.now().at)) is not None:
            if card in self.trainer.library:
                self.prompt = self._draw(card)
                return
            self.plan = without(self.plan, card)

    def _take_up(self) -> None:
        super()._take_up()
        self.change = None if self.prompt is None else change_of(self.trainer, self.prompt.card.id)
        self._look()

    def _look(self) -> None:
        """What the journal says of the card asked."""
        self.flagged = None if self.prompt is None else self.trainer.journal.mark(self.prompt.card.id).flag
        self.can_undo = self.trainer.undoable() is not None if self.policy.counts else bool(self.answers)

    def _draw(self, card: str) -> Prompt:
        memory = self.trainer.journal.memory(card)
        repetition = memory.reps if memory else 0
        if not self.policy.counts:  # practice counts no repetition, and yet asks something fresh each time
            repetition += sum(answer.card == card for answer in self.answers)
        return draw(self.trainer.library.card(card), repetition)


def study(trainer: Trainer, deck: str | None = None, monotonic: Monotonic = time.monotonic) -> Study:
    """A sitting over what is due today, of one deck only where asked."""
    catch_up(trainer)
    return Study(trainer, trainer.today().queue(deck), STUDY, monotonic)


def practice(trainer: Trainer, cards: Sequence[str], monotonic: Monotonic = time.monotonic) -> Study:
    """A sitting over any cards that never touches the schedule; siblings are kept apart where possible."""
    catch_up(trainer)
    return Study(trainer, Queue(in_rounds(cards)), PRACTICE, monotonic)


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
