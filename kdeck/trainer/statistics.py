"""What the charts show: what was done, how well it is known now, and what is coming.

Everything here runs on the caller's thread and takes as long as the journal is large: ``past`` a few milliseconds for
years of days, ``present`` as long as going once through all cards ever studied.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kdeck.core.fsrs import retrievability
from kdeck.core.ident import deck_of
from kdeck.core.moment import MICROSECONDS, Moment
from kdeck.core.statistics import Bucket, Day, Streak, Tally, streak_of, total
from kdeck.journal.base import Strength
from kdeck.trainer.path import deck_order
from kdeck.trainer.trainer import Trainer

if TYPE_CHECKING:
    from kdeck.trainer.typing import RunResult

MONTH: Final = 30
"""Days that count as lately, and days that are looked ahead."""
STEPS: Final = 20
"""Parts into which recall now is told apart: steps of 5%."""
_MOST_TAGS: Final = 50
_MOST_RUNS: Final = 200
_DAY: Final = 86_400 * MICROSECONDS

TopicKind = Literal["deck", "tag"]


class Past(NamedTuple):
    """What was done. day: today's study day. month: the last ``MONTH`` days, today included. decks: of that month."""

    day: int
    days: list[Day]
    streak: Streak
    month: Tally
    buckets: list[Bucket]
    decks: dict[str, Tally]


class Topic(NamedTuple):
    """One deck or tag.

    cards: in the library. met: of them. recall: mean chance to know those met now, target: the mean that is wanted of
    them; both ``None`` while none is met. tried, recalled: first tries of the month (decks only).
    """

    kind: TopicKind
    id: str
    title: str
    cards: int
    met: int
    recall: float | None
    target: float | None
    tried: int = 0
    recalled: int = 0


class Present(NamedTuple):
    """How things stand now, of the cards that are in the library and do not rest.

    due: cards due today (and before), tomorrow, … for ``MONTH`` days. spread: cards by recall now, the lowest part
    first. recall: mean. topics: decks, then tags; of each kind those furthest below what is wanted first.
    """

    day: int
    due: tuple[int, ...]
    spread: tuple[int, ...]
    recall: float | None
    topics: tuple[Topic, ...]

    @property
    def met(self) -> int:
        """Cards that have been met."""
        return sum(self.spread)


class TypingPast(NamedTuple):
    """Typing runs of one unit, the oldest first, and the speed that the first dan asks for."""

    unit: str
    runs: tuple[RunResult, ...]
    dan: float


def past(trainer: Trainer) -> Past:
    """What was done so far."""
    today = trainer.study_day()
    days = trainer.journal.days()
    first = today - MONTH + 1
    decks = trainer.journal.decks(first)
    streak = streak_of(days, today, trainer.library.shop.calendar.works)
    return Past(today, days, streak, total(days, first), trainer.journal.calibration(), decks)


def present(trainer: Trainer, decks: Mapping[str, Tally]) -> Present:
    """How things stand now. decks: what was done lately, see ``Past``."""
    now = trainer.now()
    day = trainer.study_day(now)
    known = _known(trainer, now, day)
    due, spread = [0] * MONTH, [0] * STEPS
    for recall, strength in known.values():
        spread[min(STEPS - 1, int(recall * STEPS))] += 1
        away = 0 if strength.learning else max(0, strength.due_day - day)
        if away < MONTH:
            due[away] += 1
    recalls = [recall for recall, _strength in known.values()]
    topics = (*_decks(trainer, known, decks), *_tags(trainer, known))
    return Present(day, tuple(due), tuple(spread), _mean(recalls), topics)


def typed(trainer: Trainer) -> tuple[TypingPast, ...]:
    """Typing runs of ordinary sentences by unit, that of the newest run first; void ones too: they are told apart."""
    from kdeck.trainer.typing import dan_grade, grades, history

    runs = [run for run in history(trainer, _MOST_RUNS) if run.measures or run.void is not None]
    units = dict.fromkeys(run.figures.unit for run in runs)
    return tuple(
        TypingPast(
            unit,
            tuple(run for run in reversed(runs) if run.figures.unit == unit),
            dan_grade(grades(trainer.library.shop, unit)).speed,
        )
        for unit in units
    )


_Known = dict[str, tuple[float, Strength]]


def _known(trainer: Trainer, now: Moment, day: int) -> _Known:
    """Recall now of every card met that is in the library and awake."""
    asleep = {card for card, mark in trainer.journal.marks().items() if mark.suspended}
    asleep |= {card for card, until in trainer.library.resting.items() if until < day}
    here = set(trainer.library.ids) - asleep
    return {
        strength.card: (retrievability(strength.stability, (now.at - strength.last_at) / _DAY), strength)
        for strength in trainer.journal.strengths()
        if strength.card in here
    }


def _decks(trainer: Trainer, known: _Known, done: Mapping[str, Tally]) -> list[Topic]:
    by_deck: dict[str, list[tuple[float, Strength]]] = {}
    for card, state in known.items():
        by_deck.setdefault(deck_of(card), []).append(state)
    found = []
    for deck in deck_order(trainer.library):
        tally = done.get(deck.id, Tally())
        topic = _topic("deck", deck.id, deck.title, deck.size, by_deck.get(deck.id, []))
        found.append(topic._replace(tried=tally.tried, recalled=tally.recalled))
    return sorted(found, key=_urgency)


def _tags(trainer: Trainer, known: _Known) -> list[Topic]:
    """The tags that most cards bear."""
    ids = list(trainer.library.ids)
    often = sorted(trainer.library.tags().items(), key=lambda item: (-item[1], item[0]))[:_MOST_TAGS]
    found = []
    for tag, count in often:
        cards = (ids[place] for place in trainer.library.tagged(tag))
        states = [known[card] for card in cards if card in known]
        found.append(_topic("tag", tag, tag, count, states))
    return sorted(found, key=_urgency)


def _topic(kind: TopicKind, ident: str, title: str, cards: int, states: list[tuple[float, Strength]]) -> Topic:
    recall, target = _mean([recall for recall, _s in states]), _mean([strength.retention for _r, strength in states])
    return Topic(kind, ident, title, cards, len(states), recall, target)


def _urgency(topic: Topic) -> tuple[bool, float, str]:
    """Furthest below what is wanted first, what has not been met last."""
    if topic.recall is None or topic.target is None:
        return True, 0.0, topic.title
    return False, topic.recall - topic.target, topic.title


def _mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None
