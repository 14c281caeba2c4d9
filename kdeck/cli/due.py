"""``kdeck due``: what there is to do today. The command that is measured: it loads no more than it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kdeck.cli.console import note, say, say_json
from kdeck.cli.goal import tell_live, tell_path
from kdeck.language import N_, _, listed

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.core.plan.day import DayPlan
    from kdeck.trainer.trainer import Trainer

DETAILS = N_(
    "JSON: {at, due, learning, new, cards, path, live, feasible, minutes_needed, below, misdated}: counts of today's "
    "plan, its card ids in the order of asking, the day of the path: {day, of, title, cards, learnt, met, rest}, or "
    "null; the go-live date, or null, whether it holds, the fewest minutes a day, the decks that would stay below "
    "their target; how many answers are dated in the future and do not count."
)
_SHOWN = 3


def configure(parser: ArgumentParser) -> None:
    """Nothing but the shared options."""


def run(args: Namespace, context: Context) -> int:
    """Print today's plan."""
    trainer = context.reading()
    today = trainer.today()
    if args.format == "json":
        say_json(
            {
                "at": today.state.now.isoformat(),
                "due": len(today.reviews),
                "learning": len(today.learning),
                "new": len(today.new),
                "cards": today.cards,
                "path": _path(trainer, today),
                **_live(trainer, today),
                "misdated": today.misdated,
            }
        )
        return 0
    if today.misdated:
        from kdeck.text.plan import misdated

        note(misdated(today.misdated, today.state.now.minute))
    if today.total:
        _tell(today)
    else:
        _tell_nothing(trainer, today)
    tell_path(trainer, today)
    tell_live(trainer, today)
    return 0


def _path(trainer: Trainer, today: DayPlan) -> dict[str, object] | None:
    """The day of the path for a program."""
    if not trainer.library.shop.stages:
        return None
    from kdeck.trainer.path import place_of

    place = place_of(trainer, today.day)
    assert place is not None  # noqa: S101 - the shop has stages; for the type checker
    return {
        "day": place.stage.day,
        "of": place.last,
        "title": place.stage.title,
        "cards": place.cards,
        "learnt": place.learnt,
        "met": place.met,
        "rest": today.state.rest,
    }


def _live(trainer: Trainer, today: DayPlan) -> dict[str, object]:
    """The go-live date for a program."""
    if today.state.ahead is None:
        return {"live": None, "feasible": None, "minutes_needed": None, "below": []}
    from kdeck.core.moment import date_of
    from kdeck.trainer.forecast import forecast_now

    found = forecast_now(trainer)
    return {
        "live": date_of(today.state.ahead.live).isoformat(),
        "feasible": None if found is None else found.feasible,
        "minutes_needed": None if found is None else found.needed,
        "below": [] if found is None else [deck.deck for deck in found.below],
    }


def _tell(today: DayPlan) -> None:
    counts = _("{due} due, {learning} learning, {new} new, about {minutes} min")
    say(counts.format(due=len(today.reviews), learning=len(today.learning), new=len(today.new), minutes=today.minutes))
    if today.changed:
        say(_("Changed since you last answered them: {count}").format(count=len(today.changed)))
    say(_("First: {cards}").format(cards=listed(today.cards[:_SHOWN])))


def _tell_nothing(trainer: Trainer, today: DayPlan) -> None:
    start, count = trainer.tomorrow()
    if today.met:
        say(_("Done for today. Cards: {count}.").format(count=today.met))
    else:
        say(_("Nothing is due."))
    say(_("From {time}: {count} due.").format(time=start.minute, count=count))
