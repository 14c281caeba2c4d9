"""Sums over a journal by their definitions, one question at a time: slow, and nothing like how kdeck does it."""

from __future__ import annotations

from collections.abc import Iterable

from kdeck.core.events.event import Event
from kdeck.core.statistics import Bucket, Day, Tally


def days(events: Iterable[Event]) -> list[Day]:
    """What was done on each study day."""
    reviews = _reviews(events)
    return [
        Day(day, _tally([event for event in reviews if event.day == day], reviews))
        for day in sorted({event.day for event in reviews})
    ]


def decks(events: Iterable[Event], since: int = 0) -> dict[str, Tally]:
    """What was done with each deck's cards."""
    reviews = _reviews(events)
    late = [event for event in reviews if event.day >= since]
    names = {event.card.split("/")[0] for event in late}
    return {name: _tally([event for event in late if event.card.startswith(f"{name}/")], reviews) for name in names}


def calibration(events: Iterable[Event], since: int = 0) -> list[Bucket]:
    """Predictions against what came."""
    reviews = _reviews(events)
    tries = [event for event in reviews if event.day >= since and _is_try(event, reviews) and "recall" in event.body]
    found = []
    for number in range(20):
        alike = [event for event in tries if number == min(19, int(event.body["recall"] * 20))]
        if alike:
            recalled = sum(event.body["rating"] > 1 for event in alike)
            found.append(Bucket(number, len(alike), recalled, sum(event.body["recall"] for event in alike)))
    return found


def _reviews(events: Iterable[Event]) -> list[Event]:
    """Those that stand, each under the first of all names that its card has had."""
    everything = list(events)
    undone = {event.body["event"] for event in everything if event.kind == "void"}
    standing = [event for event in everything if event.id not in undone]
    pairs = [{event.card, event.body["from"]} for event in standing if event.kind == "rename"]
    return [event for event in standing if event.kind == "review"] if not pairs else _renamed(standing, pairs)


def _renamed(standing: list[Event], pairs: list[set[str]]) -> list[Event]:
    """Reviews whose body says the card's one name: the deck stays that of the id that was answered."""
    found = []
    for event in standing:
        if event.kind == "review":
            names = {event.card}
            for _turn in pairs:
                names = names.union(*(pair for pair in pairs if pair & names))
            found.append(event._replace(body={**event.body, "name": min(names)}))
    return found


def _name(event: Event) -> str:
    return str(event.body.get("name", event.card))


def _first_of_day(event: Event, reviews: list[Event]) -> bool:
    same = [other for other in reviews if other.day == event.day and _name(other) == _name(event)]
    return event == min(same, key=lambda other: (other.at, other.id))


def _met_before(event: Event, reviews: list[Event]) -> bool:
    return any(_name(other) == _name(event) and other.day < event.day for other in reviews)


def _is_try(event: Event, reviews: list[Event]) -> bool:
    return _met_before(event, reviews) and _first_of_day(event, reviews)


def _tally(some: list[Event], reviews: list[Event]) -> Tally:
    tries = [event for event in some if _is_try(event, reviews)]
    foretold = [event.body["recall"] for event in tries if "recall" in event.body]
    again, hard, good, easy = (sum(event.body["rating"] == rating for event in some) for rating in (1, 2, 3, 4))
    return Tally(
        reviews=len(some),
        right=sum(event.body["right"] for event in some),
        again=again,
        hard=hard,
        good=good,
        easy=easy,
        milliseconds=sum(event.body["ms"] for event in some),
        introduced=sum(_first_of_day(event, reviews) and not _met_before(event, reviews) for event in some),
        tried=len(tries),
        recalled=sum(event.body["rating"] > 1 for event in tries),
        foretold=len(foretold),
        predicted=sum(foretold),
    )
