"""What a day is planned from, gathered from a library and a journal. Imported at every start."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from kdeck.core.moment import DAY, Moment
from kdeck.core.plan.day import DayPlan, DayState, plan_day
from kdeck.core.plan.path import deadline
from kdeck.core.shop import Deck
from kdeck.decks.library import Library
from kdeck.journal.base import DayTotals, Journal
from kdeck.trainer.changes import Look
from kdeck.trainer.path import Awake, Goal, deck_order, studied_before
from kdeck.trainer.settings import Settings, is_own

LONGEST_SECONDS = 60.0
"""A sight counts up to a minute: beyond that the learner was away."""
_PACE_SAMPLE = 200
_PRIOR_SECONDS = 12.0
_PRIOR_ANSWERS = 10


class Planner:
    """Plans days of one learner. found: what a look for changed facts came to.

    Resting: suspended cards, cards past their ``until``, and cards no longer in the library.
    """

    def __init__(self, library: Library, journal: Journal, settings: Settings, goal: Goal, found: Look) -> None:
        self._library, self._journal, self._settings, self._goal, self._found = library, journal, settings, goal, found

    def today(self, now: Moment, day: int) -> DayPlan:
        """The plan of study day ``day``, with what is done on it already."""
        return self._plan(now, day, self._journal.totals(day))

    def after(self, today: DayPlan, day: int) -> DayPlan:
        """The plan of a later study day when today's cards are all done, as far as can be told."""
        now = today.state.now
        return self._plan(now._replace(at=now.at + (day - today.day) * DAY), day, DayTotals(), today)

    def _plan(self, now: Moment, day: int, done: DayTotals, before: DayPlan | None = None) -> DayPlan:
        """The plan of a day. before: a plan whose cards are taken as done."""
        library, journal, shop = self._library, self._journal, self._library.shop
        awake = Awake(library, journal, day, before.cards if before else ())
        ahead = deadline(shop.calendar, self._goal.live, day)
        studied = studied_before(shop, journal, before.day if before else day) + (before is not None)
        unmet_of, path, left = lru_cache(maxsize=None)(self._unmet), set(shop.order), 0
        if ahead is not None or (shop.stages and not is_own(journal, "new_per_day")):
            on_path = (deck for deck in library.decks if deck.id in path or not path)
            left = sum(card in awake for deck in on_path for card in unmet_of(deck))
        state = DayState(
            now=now,
            day=day,
            new_per_day=self._settings.new_per_day,
            reviews_per_day=self._settings.reviews_per_day,
            minutes=self._goal.minutes,
            seconds=pace(journal),
            days=shop.calendar.days(day, ahead.touch) if ahead else len(shop.stages) - studied,
            ahead=ahead,
            on_path=ahead is None and left > 0,
            rest=not shop.calendar.works(day),
            met=done.met,
            seen=done.seen,
        )
        decks = deck_order(library, studied)
        unmet: Iterable[str] = (card for deck in decks for card in unmet_of(deck) if card in awake)
        changed = ((card, journal.memory(card)) for card in self._found.cards if card in awake)
        plan = plan_day(
            state,
            [memory for memory in journal.due(state.until) if memory.card in awake],
            {card: memory for card, memory in changed if memory is not None},
            list(unmet) if state.paced else unmet,
            left,
        )
        return plan._replace(misdated=len(journal.ahead()))

    def _unmet(self, deck: Deck) -> Sequence[str]:
        """Those of a deck's cards that have no memory; decks that are all met are passed over."""
        if self._found.met.get(deck.file, -1) == deck.size:
            return ()
        return self._journal.unknown(self._library.ids_of(deck))


def pace(journal: Journal) -> float:
    """The learner's own seconds a card: the mean of the last reviews, each counted up to a minute.

    The first few answers say little, so the mean begins from a dozen seconds, as if ten answers had taken that long.
    """
    times = [review.milliseconds for review in journal.reviews(limit=_PACE_SAMPLE)]
    taken = [min(LONGEST_SECONDS, time / 1000) for time in times if time is not None]
    return float((sum(taken) + _PRIOR_ANSWERS * _PRIOR_SECONDS) / (len(taken) + _PRIOR_ANSWERS))
