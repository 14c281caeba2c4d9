"""Where a learner stands on the path, and what the next day of study brings.

Read from the journal each time: a day of the path is what has been learnt, not a number that is kept.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from kdeck.core.plan.path import NEW_SIGHTS, Count, Place, Stage, new_cards, path_cards, place
from kdeck.trainer.goal import studied_before
from kdeck.trainer.today import Awake, cards_of, days_of_path, due_on, is_on_path, pace

if TYPE_CHECKING:
    from kdeck.trainer.today import Today
    from kdeck.trainer.trainer import Trainer


class Next(NamedTuple):
    """The next day of study. day: study day. due: review cards then. new: cards first met then, if it goes as planned.

    seconds: estimated from the learner's own pace.
    """

    day: int
    due: int
    new: int
    seconds: float


def place_of(trainer: Trainer, day: int) -> Place | None:
    """The day of the path on study day ``day``, ``None`` where the shop has no path."""
    shop = trainer.library.shop
    if not shop.stages:
        return None
    opens = shop.calendar.opens
    before = studied_before(shop, trainer.journal, day) if opens == "date" else 0
    return place(shop.stages, opens, _Counter(trainer, day).count, before)


def next_study(trainer: Trainer, today: Today) -> Next:
    """What the next day of study brings when today's cards are all done, as far as can be told."""
    library, journal = trainer.library, trainer.journal
    calendar = library.shop.calendar
    day, seconds = calendar.from_day(today.day + 1), pace(journal)
    due = due_on(library, journal, day, trainer.changed())
    order, decks = set(library.shop.order), trainer.decks(today)
    left = max(0, sum(deck.total - deck.seen for deck in decks) - len(today.new))
    new = min(left, trainer.settings.new_per_day)
    on_path = sum(deck.total - deck.seen - deck.new for deck in decks if deck.id in order or not order)
    sights = trainer.goal.minutes * 60 / seconds
    if today.ahead is not None and day < today.ahead.live and on_path > 0:
        new = new_cards(on_path, calendar.days(day, today.ahead.touch), sights, due)
    elif today.ahead is None and on_path > 0 and is_on_path(library, journal):
        days = days_of_path(library, journal, today.day) - 1
        new = path_cards(on_path, days, sights, due, trainer.settings.new_per_day)
    return Next(day, due, new, (due + NEW_SIGHTS * new) * seconds)


class _Counter:
    """Counts how much of a stage is learnt; what all stages share is looked up once."""

    def __init__(self, trainer: Trainer, day: int) -> None:
        self._library, self._journal = trainer.library, trainer.journal
        self._awake = Awake(trainer.library, trainer.journal.marks(), day)
        self._today = trainer.journal.totals(day).met
        self._steps = {memory.card for memory in trainer.journal.due(day) if memory.phase == "learning"}

    def count(self, stage: Stage) -> Count:
        """See ``core.path.Count``."""
        total = learnt = earlier = 0
        for deck in (deck for deck in self._library.decks if deck.id in stage.decks):
            cards = cards_of(self._library, deck)
            unmet = {*self._journal.unknown(cards), *self._steps}
            for card in cards:
                if card in self._awake:
                    total += 1
                    learnt += card not in unmet
                    earlier += card not in unmet and card not in self._today
        return Count(total, learnt, earlier)
