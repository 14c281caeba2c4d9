"""The forecast of a learner's go-live date: gathered from library and journal, kept until either changes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from kdeck.core.memory import Rating
from kdeck.core.plan.forecast import Forecast, Readiness
from kdeck.trainer.path import Awake, deck_order, studied_before
from kdeck.trainer.today import LONGEST_SECONDS

if TYPE_CHECKING:
    from kdeck.core.plan.course import Course, Item
    from kdeck.core.plan.path import Deadline
    from kdeck.trainer.trainer import Trainer

_KEPT: Final = "forecast"
_FIRST_SIGHTS: Final = 2000
"""Newest reviews among which first sights are looked for."""
_PRIOR_KNOWN, _PRIOR_SIGHTS = 0.5, 10


def forecast_now(trainer: Trainer) -> Forecast | None:
    """The forecast as of now; ``None`` where no date lies ahead."""
    steps = forecasting(trainer)
    while True:
        ended, found = go_on(steps)
        if ended:
            return found


def forecasting(trainer: Trainer) -> Generator[None, None, Forecast | None]:
    """The same in steps of some milliseconds. What was found is noted, so that nothing is reckoned twice."""
    day = trainer.study_day()
    ahead = trainer.ahead(day)
    if ahead is None:
        return None
    key = _key(trainer, day)
    kept = _read(trainer, key)
    if kept is not None:
        return kept
    from kdeck.core.plan.course import foresee

    course = course_to(trainer, ahead)
    if not course.path:
        return None
    found = yield from foresee(course, seed=ahead.live)
    _keep(trainer, key, found)
    return found


def go_on(steps: Generator[None, None, Forecast | None]) -> tuple[bool, Forecast | None]:
    """One step of ``forecasting``: whether it was the last, and what was found."""
    try:
        next(steps)
    except StopIteration as end:
        return True, end.value
    return False, None


def _key(trainer: Trainer, day: int) -> str:
    """Equal as long as the forecast is: it follows from events, decks, the day, settings and what is aimed at."""
    goal, settings = trainer.goal, trainer.settings
    aims = f"{goal.live} {goal.minutes} {settings.new_per_day} {settings.reviews_per_day}"
    return f"{trainer.journal.count()} {trainer.library.digest} {day} {aims}"


def _read(trainer: Trainer, key: str) -> Forecast | None:
    from json import loads

    kept, _, text = trainer.noted(_KEPT).partition("\n")
    if kept != key:
        return None
    try:
        plain = loads(text)
        decks = tuple(Readiness(*deck) for deck in plain.pop("decks"))
        return Forecast(decks=decks, load=tuple(plain.pop("load")), **plain)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None  # somebody else wrote this note: it is reckoned anew


def _keep(trainer: Trainer, key: str, found: Forecast) -> None:
    from json import dumps

    trainer.note(_KEPT, f"{key}\n{dumps(found._asdict())}")


def course_to(trainer: Trainer, ahead: Deadline) -> Course:
    """The courses from today as it stands to a date, with every card that may be asked."""
    from kdeck.core.plan.course import Course, Outlook

    today, calendar = trainer.today(), trainer.library.shop.calendar
    days = [calendar.from_day(today.day)]
    while days[-1] <= ahead.touch:
        days.append(calendar.from_day(days[-1] + 1))
    reviews = trainer.journal.reviews(day=today.day)
    spent = (min(LONGEST_SECONDS, (review.milliseconds or 0) / 1000) for review in reviews)
    outlook = Outlook(ahead, today.state, tuple(days[:-1]), _known(trainer), sum(spent))
    return Course(list(_items(trainer, today.day)), outlook)


def _items(trainer: Trainer, day: int) -> Iterator[Item]:
    """The cards in the order in which they are met; of a shop with a path only the path's count."""
    from kdeck.core.plan.course import Item

    library, journal = trainer.library, trainer.journal
    awake, path, changed = Awake(library, journal, day), set(library.shop.order), set(trainer.changed())
    memories = {memory.card: memory for memory in journal.memories()}
    asked, usual = _retentions(trainer), library.shop.default_retention
    for deck in deck_order(library, studied_before(library.shop, journal, day)):
        on_path = deck.id in path or not path
        for card in (card for card in library.ids_of(deck) if card in awake):
            yield Item(card, asked.get(card, usual), memories.get(card), on_path, card in changed)


def _retentions(trainer: Trainer) -> dict[str, float]:
    """Desired retention of every card that has a tag which asks for one."""
    library = trainer.library
    places = {place for tag, _ in library.shop.retention for place in library.tagged(tag)}
    cards = map(library.card_at, sorted(places))
    return {card.id: library.shop.retention_of(card.tags) for card in cards}


def _known(trainer: Trainer) -> float:
    """How likely the first answer to a new card is right: the share so far, beginning from one half in ten."""
    reviews = trainer.journal.reviews(limit=_FIRST_SIGHTS)
    firsts = [review.rating > Rating.AGAIN for review in reviews if review.recall is None]
    return float((sum(firsts) + _PRIOR_KNOWN * _PRIOR_SIGHTS) / (len(firsts) + _PRIOR_SIGHTS))
