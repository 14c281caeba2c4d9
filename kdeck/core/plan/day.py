"""The one policy of a day: which cards it holds, and in which order they are asked.

Today's plan, the next day's, the path and every day of a forecast's courses come from ``plan_day``; what ``kdeck due``
lists and a session asks is ``DayPlan.queue``. Pure: a day is what ``DayState`` says of it. Times are microseconds UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, islice
from math import ceil
from typing import Final, NamedTuple, TypeVar

from kdeck.core.fsrs import LEARNING_STEPS, retrievability
from kdeck.core.ident import deck_of, entry_of, kin_of, twin_of
from kdeck.core.memory import Memory
from kdeck.core.moment import Moment
from kdeck.core.plan.path import Deadline, falls_short
from kdeck.core.rounding import whole_minutes

NEW_SIGHTS: Final = 1 + len(LEARNING_STEPS)
"""Sights of a new card on its first day: the question, then the learning steps."""
SETTLE_DAYS: Final = 4
"""Days of study kept free of new cards before the date where that can be: what is met later does not sit by then."""
LEAD: Final = 1.25
"""How much faster than evenly new cards are met: every card brings reviews, so later days hold fewer new ones."""

T = TypeVar("T")


class DayState(NamedTuple):
    """A study day before it is planned. now: as of when cards are at risk. day: the study day.

    new_per_day, reviews_per_day: as the learner set them. minutes: of study a day. seconds: that a sight of a card
    takes. days: of study that are left, this one counted, before the date where one is ``ahead``, else of the path; 0
    where the path takes longer than it should. on_path: the path paces the new cards. rest: no study is expected.
    met, seen: cards first met, and older ones seen, on this day already.
    """

    now: Moment
    day: int
    new_per_day: int
    reviews_per_day: int
    minutes: int
    seconds: float
    days: int = 0
    ahead: Deadline | None = None
    on_path: bool = False
    rest: bool = False
    met: Set[str] = frozenset()
    seen: Set[str] = frozenset()

    @property
    def sights(self) -> float:
        """How often a card can be looked at in the day's minutes."""
        return self.minutes * 60 / self.seconds

    @property
    def most_reviews(self) -> int:
        """The day's cap; before a date the minutes may raise it."""
        return max(self.reviews_per_day, int(self.sights) if self.ahead else 0)

    @property
    def paced(self) -> bool:
        """Whether new cards are paced, not just counted."""
        return self.on_path or self.ahead is not None

    @property
    def until(self) -> int:
        """The study day by which a card has to be due to be looked at today.

        On the last day of study before the date it is the date itself: what would fall short on it is taken in.
        """
        return self.ahead.live if self.ahead and self.ahead.touch == self.day else self.day

    @property
    def apart(self) -> Callable[[str], str]:
        """What two cards share that are not asked on one day: where new cards are paced, only what gives one away."""
        return twin_of if self.paced else kin_of

    def by_risk(self, memories: Iterable[Memory]) -> list[Memory]:
        """Reviews in their order: lowest chance of recall relative to what is desired first."""
        now = self.now.at
        placed = sorted((memory.recall(now) / memory.retention, memory.card, memory) for memory in memories)
        return [memory for _, _, memory in placed]

    def new_cards(self, left: int, reviews: int) -> int:
        """How many new cards the day holds, counted from its beginning. left: cards of the path not met when it began.

        On the way to a date they are met somewhat faster than evenly, some days before it; on the path an equal share
        of what is left of it, and no less than the learner's own number. Either way no more than the minutes hold
        beside the ``reviews`` of the day.
        """
        if not (self.paced and left):
            return self.new_per_day
        if self.ahead is not None:
            wanted = ceil(LEAD * left / max(1, self.days - SETTLE_DAYS))
        else:
            wanted = max(self.new_per_day, ceil(left / max(1, self.days)))
        return max(0, min(left, wanted, int((self.sights - reviews) / NEW_SIGHTS)))


class DayPlan(NamedTuple):
    """What a study day still holds. learning: in steps within the day, soonest first. reviews: most at risk first.

    changed: ids of the cards among these whose fact is another than the one last answered; they come before all other
    reviews, and no limit and no sibling holds them back. new: cards first met today, in their order. backlog: reviews
    due beyond the day's cap; they wait for the next days. buried: due, but resting until tomorrow because a sibling is
    asked today. misdated: events that are dated in the future and do not count, for whoever tells of the day.
    """

    state: DayState
    learning: tuple[Memory, ...] = ()
    reviews: tuple[Memory, ...] = ()
    new: tuple[str, ...] = ()
    backlog: int = 0
    buried: int = 0
    changed: tuple[str, ...] = ()
    misdated: int = 0

    @property
    def day(self) -> int:
        """The study day."""
        return self.state.day

    @property
    def met(self) -> int:
        """How many cards were answered on this day already."""
        return len(self.state.met) + len(self.state.seen)

    @property
    def total(self) -> int:
        """How many cards there are to do."""
        return len(self.learning) + len(self.reviews) + len(self.new)

    @property
    def whole(self) -> int:
        """All cards of the day: those met already and those still to be met."""
        carried_over = sum(memory.last_day < self.day for memory in self.learning)
        once_more = sum(memory.last_day == self.day for memory in self.reviews)
        return self.met + carried_over + len(self.reviews) - once_more + len(self.new)

    def queue(self, deck: str | None = None) -> Queue:
        """The cards as a session asks them; of one deck only where asked."""
        steps = [(memory.due_at, memory.card) for memory in self.learning]
        reviews, new = [memory.card for memory in self.reviews], list(self.new)
        if deck is not None:
            steps = [step for step in steps if deck_of(step[1]) == deck]
            reviews, new = ([card for card in cards if deck_of(card) == deck] for cards in (reviews, new))
        return Queue(interleave(reviews, new), tuple(steps))

    @property
    def cards(self) -> tuple[str, ...]:
        """All of them in the order in which they are asked."""
        return in_order(self.queue(), self.state.now.at)

    @property
    def seconds(self) -> float:
        """How long they take at the learner's pace."""
        return (len(self.learning) + len(self.reviews) + NEW_SIGHTS * len(self.new)) * self.state.seconds

    @property
    def minutes(self) -> int:
        """The same in whole minutes, at least one when anything is to be done."""
        return whole_minutes(self.seconds) if self.total else 0

    @property
    def days_to_clear(self) -> int:
        """Days that the backlog takes at the daily cap, this one not counted."""
        return -(-self.backlog // self.state.reviews_per_day)


def plan_day(
    state: DayState,
    due: Iterable[Memory],
    changed: Mapping[str, Memory],
    unmet: Iterable[str],
    left: int,
    apart: Callable[[str], Hashable] | None = None,
) -> DayPlan:
    """Choose a day's cards from those that may be asked.

    due: cards in learning steps, whenever these end, and reviews due by ``state.until``. changed: those whose fact has
    changed, due or not. unmet: cards without a memory in the order in which they are met; a collection where they are
    paced. left: how many of them are the path's. apart: the same as ``state.apart``, where the caller has it quicker.

    Siblings of a card seen or asked today wait. New cards wait while reviews exceed the cap, and on days of rest.
    """
    apart = apart or state.apart
    steps, waiting = _due(state, due)
    learning = sorted(steps, key=lambda memory: (memory.due_at, memory.card))
    first = state.by_risk(memory for memory in changed.values() if not memory.learning)
    waiting = state.by_risk(memory for memory in waiting if memory.card not in changed)
    touched = set(map(apart, chain(state.met, state.seen, (memory.card for memory in (*learning, *first)))))
    reviews = list(_one_each(waiting, touched, lambda memory: apart(memory.card)))
    room = state.most_reviews - len(state.seen) - len(first)
    backlog = max(0, len(reviews) - max(0, room))
    new: Sequence[str] = ()
    if not (state.rest or backlog or (first and room < 0)):
        wanted = state.new_cards(left + len(state.met), len(first) + len(reviews) + len(state.seen))
        busy = touched.union(apart(memory.card) for memory in waiting)
        new = _new(state, unmet, busy, apart, max(0, wanted - len(state.met)))
    return DayPlan(
        state=state,
        learning=tuple(learning),
        reviews=(*first, *reviews[: max(0, room)]),
        new=tuple(new),
        backlog=backlog,
        buried=len(waiting) - len(reviews),
        changed=tuple(changed),
    )


def _due(state: DayState, due: Iterable[Memory]) -> tuple[list[Memory], list[Memory]]:
    """The cards in steps, and those to be reviewed.

    The latter are on the last day before the date also those that would be short on it: the shortest first, no more
    than the minutes allow.
    """
    steps, waiting, later = list[Memory](), list[Memory](), list[Memory]()
    for memory in due:
        (steps if memory.learning else waiting if memory.due_day <= state.day else later).append(memory)
    if later and state.ahead:
        live = state.ahead.live
        short = [
            (retrievability(memory.stability, live - memory.last_day) / memory.retention, memory.card, memory)
            for memory in later
            if memory.last_day < state.day and falls_short(memory.stability, memory.retention, memory.last_day, live)
        ]
        room = int(state.sights) - len(state.seen) - len(steps) - len(waiting)
        waiting += [memory for _, _, memory in sorted(short)[: max(0, room)]]
    return steps, waiting


def _new(
    state: DayState, unmet: Iterable[str], busy: Set[Hashable], apart: Callable[[str], Hashable], count: int
) -> Sequence[str]:
    """So many new cards, no two that must be kept apart."""
    chosen = list(islice(_one_each(unmet, busy, apart), count))
    if state.ahead is not None and len(chosen) < count:
        # A twin that is reviewed day after day must not keep a card from being met in time.
        taken = {*chosen}
        held = (card for card in unmet if card not in taken)
        chosen += islice(_one_each(held, set(map(apart, chosen)), apart), count - len(chosen))
    return in_rounds(chosen) if state.paced else chosen


def _one_each(items: Iterable[T], busy: Iterable[Hashable], apart: Callable[[T], Hashable]) -> Iterator[T]:
    """The items, without those that share something with one before them or with what is busy."""
    seen = set(busy)
    for item in items:
        shared = apart(item)
        if shared not in seen:
            seen.add(shared)
            yield item


def in_rounds(cards: Iterable[str]) -> tuple[str, ...]:
    """The cards in their order, but siblings as far from each other as can be: one of each entry, then the next."""
    rounds: dict[str, int] = {}
    placed = []
    for place, card in enumerate(cards):
        entry = entry_of(card)
        rounds[entry] = rounds.get(entry, -1) + 1
        placed.append((rounds[entry], place, card))
    return tuple(card for _, _, card in sorted(placed))


def interleave(reviews: Sequence[str], new: Sequence[str]) -> tuple[str, ...]:
    """Reviews and new cards mixed evenly, each in its own order, a review first."""
    mixed, met = list[str](), 0
    for place, card in enumerate(reviews):
        while met < len(new) and (2 * met + 1) * len(reviews) < (2 * place + 1) * len(new):
            mixed.append(new[met])
            met += 1
        mixed.append(card)
    return (*mixed, *new[met:])


class Queue(NamedTuple):
    """What a session still asks. waiting: reviews and new cards in order. learning: (due, card), soonest first.

    met: the cards answered at least once, whether or not they come back within the day.
    """

    waiting: tuple[str, ...] = ()
    learning: tuple[tuple[int, str], ...] = ()
    met: frozenset[str] = frozenset()

    @property
    def remaining(self) -> int:
        """Cards not finished for today."""
        return len(self.waiting) + len(self.learning)

    @property
    def total(self) -> int:
        """Cards of the session, met or not."""
        return len(self.met.union(self.waiting, (card for _, card in self.learning)))


def choose(queue: Queue, now: int) -> str | None:
    """The next card: a learning step that is due, else the next waiting card, else the soonest learning step.

    A step is taken ahead of its time when nothing else is left: nobody waits before an empty screen.
    """
    if queue.learning and (queue.learning[0][0] <= now or not queue.waiting):
        return queue.learning[0][1]
    return queue.waiting[0] if queue.waiting else None


def in_order(queue: Queue, now: int) -> tuple[str, ...]:
    """What ``choose`` gives one after the other when no card comes back and no time passes."""
    soon = sum(due <= now for due, _ in queue.learning)
    steps = [card for _, card in queue.learning]
    return (*steps[:soon], *queue.waiting, *steps[soon:])


def without(queue: Queue, card: str) -> Queue:
    """The queue with a card taken out and not counted as done (suspended, gone)."""
    return queue._replace(
        waiting=tuple(other for other in queue.waiting if other != card),
        learning=tuple(item for item in queue.learning if item[1] != card),
    )


def answered(queue: Queue, card: str, again_at: int | None) -> Queue:
    """The queue after an answer: the card comes back at ``again_at``, or is done for today when that is ``None``."""
    rest = without(queue, card)._replace(met=queue.met | {card})
    if again_at is None:
        return rest
    return rest._replace(learning=tuple(sorted((*rest.learning, (again_at, card)))))


def undone(queue: Queue, card: str, *, met: bool) -> Queue:
    """The queue after an undo: the card is asked again at once. met: whether an earlier answer to it stands."""
    rest = without(queue, card)
    return rest._replace(waiting=(card, *rest.waiting), met=rest.met if met else rest.met - {card})
