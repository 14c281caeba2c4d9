"""``kdeck goal``: the go-live date, whether it holds, and what gives way where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kdeck.cli.console import say, say_json
from kdeck.core.moment import date_of
from kdeck.language import N_, _
from kdeck.text import Line

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.plan.day import DayPlan
    from kdeck.core.plan.forecast import Forecast, Readiness
    from kdeck.trainer.trainer import Trainer


DETAILS = N_(
    "Without a date: what holds now. Recall is forecast by living through the days of study that are left many times; "
    "nine of ten such courses end within the range. JSON: {live, own, minutes, days, feasible, minutes_needed, recall, "
    "decks: [{deck, recall, low, high, target, cards, met, reached}]}; days are those of study that are left."
)


def configure(parser: ArgumentParser) -> None:
    """A date and minutes."""
    parser.add_argument(
        "date", metavar=_("DATE"), nargs="?", help=_("your own go-live date, such as 2026-12-14; none: the shop's")
    )
    parser.add_argument("--minutes", metavar=_("N"), help=_("how long you study a day"))


def run(args: Namespace, context: Context) -> int:
    """Set what is given, then show what holds."""
    from kdeck.trainer.path import parse_live, parse_minutes

    if args.date is None and args.minutes is None:
        _show(context.reading(), args.format)
        return 0
    changes: dict[str, int | None] = {}
    if args.minutes is not None:
        changes["minutes"] = parse_minutes(args.minutes)
    if args.date is not None:
        changes["live"] = parse_live(args.date, context.day())  # refuse before anything is opened for writing
    with context.writing(create=True) as trainer:
        trainer.set_goal(changes)
        _show(trainer, args.format)
    return 0


def _show(trainer: Trainer, form: str) -> None:
    from kdeck.trainer.forecast import forecast_now

    found = forecast_now(trainer)
    if form == "json":
        say_json(_plain(trainer, found))
        return
    day, goal = trainer.study_day(), trainer.goal
    if found is not None:
        _tell(trainer, found, day)
    elif goal.live is None:
        say(_("No go-live date is set. kdeck goal DATE sets one."))
    else:
        say(_("The go-live date was {date}.").format(date=date_of(goal.live).isoformat()))


def _tell(trainer: Trainer, found: Forecast, day: int) -> None:
    from kdeck.text import plan

    say(plan.outcome(found, day))
    say(plan.effort(found))
    titles = {deck.id: deck.title for deck in trainer.library.decks}
    for deck in found.decks:
        sign = Line("✓", "good") if deck.reached else Line("!", "warn")
        say(sign, f" {plan.readiness(deck)}  {titles.get(deck.deck, deck.deck)}")


def _plain(trainer: Trainer, found: Forecast | None) -> dict[str, Any]:
    goal = trainer.goal
    return {
        "live": None if goal.live is None else date_of(goal.live).isoformat(),
        "own": goal.own,
        "minutes": goal.minutes,
        "days": None if found is None else len(found.load),
        "feasible": None if found is None else found.feasible,
        "minutes_needed": None if found is None else found.needed,
        "recall": None if found is None else round(found.recall, 4),
        "decks": [] if found is None else [_deck(deck) for deck in found.decks],
    }


def _deck(deck: Readiness) -> dict[str, Any]:
    shares = {name: round(value, 4) for name, value in deck._asdict().items() if isinstance(value, float)}
    return {**deck._asdict(), **shares, "reached": deck.reached}


def tell_path(trainer: Trainer, today: DayPlan) -> None:
    """The day of the path for a person."""
    if today.state.rest:
        say(_("A day of rest: no new cards."))
    if not trainer.library.shop.stages:
        return
    from kdeck.text.plan import where
    from kdeck.trainer.path import place_of

    place = place_of(trainer, today.day)
    if place is not None:
        say(" · ".join(filter(None, where(place))))


def tell_live(trainer: Trainer, today: DayPlan) -> None:
    """The go-live date for a person."""
    if today.state.ahead is None:
        return
    from kdeck.text import plan
    from kdeck.trainer.forecast import forecast_now

    found = forecast_now(trainer)
    if found is not None:
        say(" · ".join((plan.outcome(found, today.day), plan.effort(found).text)))
        short = plan.below(found, {deck.id: deck.title for deck in trainer.library.decks})
        if short:
            say(short)
