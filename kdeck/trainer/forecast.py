"""The forecast of a learner's go-live date: gathered from library and journal, kept until either changes."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING, Final

from kdeck.core.ident import twin_of
from kdeck.core.memory import Rating
from kdeck.core.plan.forecast import Forecast, Readiness
from kdeck.trainer.today import Awake, cards_of, deck_order, pace

if TYPE_CHECKING:
    from kdeck.core.memory import Memory
    from kdeck.core.plan.course import Item, Outlook
    from kdeck.core.plan.path import Deadline
    from kdeck.trainer.trainer import Trainer

_KEPT: Final = "forecast"
_FIRST_SIGHTS: Final = 2000
"""Newest reviews among which first sights are looked for."""
_PRIOR_KNOWN, _PRIOR_SIGHTS = 0.5, 10
_LONGEST_SECONDS: Final = 60.0


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

    items = list(_items(trainer, day))
    if not items:
        return None
    found = yield from foresee(items, _outlook(trainer, ahead, day), seed=ahead.live)
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
    """Equal as long as the forecast is: it follows from the events, the decks, the day and what is aimed at."""
    goal = trainer.goal
    return f"{trainer.journal.count()} {trainer.library.digest} {day} {goal.live} {goal.minutes}"


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


def _items(trainer: Trainer, day: int) -> Iterator[Item]:
    """The cards of the path, or of all decks where the shop has none, in the order in which they are met."""
    library, journal = trainer.library, trainer.journal
    awake, on_path = Awake(library, journal.marks(), day), set(library.shop.order)
    memories = {memory.card: memory for memory in journal.memories()}
    asked = _retentions(trainer)
    for deck in deck_order(library):
        if on_path and deck.id not in on_path:
            continue
        for card in cards_of(library, deck):
            if card in awake:
                yield _item(card, deck.id, asked.get(card, library.shop.default_retention), memories.get(card), day)


def _item(card: str, deck: str, retention: float, memory: Memory | None, day: int) -> Item:
    from kdeck.core.fsrs import State
    from kdeck.core.plan.course import Item

    if memory is None:
        return Item(deck, twin_of(card), retention)
    due = day if memory.learning else memory.due_day
    return Item(deck, twin_of(card), retention, State(memory.stability, memory.difficulty), memory.last_day, due)


def _retentions(trainer: Trainer) -> dict[str, float]:
    """Desired retention of every card that has a tag which asks for one."""
    library = trainer.library
    places = {place for tag, _ in library.shop.retention for place in library.tagged(tag)}
    cards = map(library.card_at, sorted(places))
    return {card.id: library.shop.retention_of(card.tags) for card in cards}


def _outlook(trainer: Trainer, ahead: Deadline, day: int) -> Outlook:
    from kdeck.core.plan.course import Outlook

    calendar, journal = trainer.library.shop.calendar, trainer.journal
    first = calendar.from_day(day)
    days = []
    while first <= ahead.touch:
        days.append(first)
        first = calendar.from_day(first + 1)
    today = [(review.milliseconds or 0) / 1000 for review in journal.reviews(day=day)]
    return Outlook(
        ahead=ahead,
        days=tuple(days),
        minutes=trainer.goal.minutes,
        seconds=pace(journal),
        known=_known(trainer),
        spent=sum(min(_LONGEST_SECONDS, seconds) for seconds in today),
        introduced=journal.totals(day).introduced,
    )


def _known(trainer: Trainer) -> float:
    """How likely the first answer to a new card is right: the share so far, beginning from one half in ten."""
    reviews = trainer.journal.reviews(limit=_FIRST_SIGHTS)
    firsts = [review.rating > Rating.AGAIN for review in reviews if review.recall is None]
    return float((sum(firsts) + _PRIOR_KNOWN * _PRIOR_SIGHTS) / (len(firsts) + _PRIOR_SIGHTS))
