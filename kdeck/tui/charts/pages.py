"""One page a chart: the figure that matters first, the picture, its signs; or what to do while it is empty."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from textual.content import Content

from kdeck.core.message import counted
from kdeck.core.moment import date_of
from kdeck.core.rounding import percent, short
from kdeck.core.statistics import BUCKETS, Day, Tally, certain_within, miss, share
from kdeck.core.strings import clean_line
from kdeck.language import _, render
from kdeck.trainer.statistics import MONTH, STEPS, Past, Topic, TypingPast
from kdeck.trainer.statistics_tables import Progress, TableId
from kdeck.tui.charts.draw import BOTH, CAME, SAID, SHADES, Bar, Dot, bars, columns, dots, heat
from kdeck.tui.content import joined

_NARROW: Final = 60


class Page(NamedTuple):
    """lead: a sentence or two, the figure first. chart: empty where there is nothing to draw. legend: its signs."""

    lead: str
    chart: Content = Content("")
    legend: str = ""


Draw = Callable[[Progress, int, int], Page | None]


def page(which: TableId, progress: Progress, width: int, height: int) -> Page | None:
    """A page whose chart fits ``width`` cells and about ``height`` lines; ``None`` while its figures are not there."""
    return _PAGES[which](progress, width, height)


def _days(progress: Progress, width: int, _height: int) -> Page | None:
    past = progress.past
    if past is None:
        return None
    if not past.days:
        return Page(_("Nothing has been studied yet. Press s at Home: the first day appears here at once."))
    streak = past.streak
    lead = _("Days in a row: {current} · longest: {longest} · in all: {studied}").format(**streak._asdict())
    counts = {day.day: day.tally.reviews for day in past.days}
    weekdays = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))
    drawn, limits = heat(counts, past.day, width=width, weekdays=weekdays, months=_months())
    parts = [_("none {sign}").format(sign=SHADES[0])]
    parts += [f"{SHADES[place + 1]} {limit}+" for place, limit in enumerate(limits)]
    return Page(lead, drawn, _("Answers a day: {shades}").format(shades="  ".join(parts)))


def _months() -> tuple[str, ...]:
    return (
        _("Jan"),
        _("Feb"),
        _("Mar"),
        _("Apr"),
        _("May"),
        _("Jun"),
        _("Jul"),
        _("Aug"),
        _("Sep"),
        _("Oct"),
        _("Nov"),
        _("Dec"),
    )


def _due(progress: Progress, width: int, height: int) -> Page | None:
    present = progress.present
    if present is None:
        return None
    if not present.met:
        return Page(_("No card has been met yet, so none falls due. Press s at Home to meet the first ones."))
    coming = sum(present.due)
    lead = _("{today} due today · {coming} within {days} days · about {mean} a day").format(
        today=present.due[0], coming=coming, days=MONTH, mean=round(coming / MONTH)
    )
    ends = _("today"), _short(present.day + MONTH - 1)
    legend = _("Reviews of cards met so far. New cards, and cards that will be forgotten, come on top.")
    return Page(lead, columns(present.due, width=width, height=height, ends=ends), legend)


def _retention(progress: Progress, width: int, _height: int) -> Page | None:
    past = progress.past
    if past is None:
        return None
    if not past.month.tried and not past.buckets:
        return Page(
            _("Nothing to compare yet. Come back tomorrow: the first answer to a card met on an earlier day counts.")
        )
    lead = _recalled(past.month)
    if not past.buckets:
        return Page(lead, legend=_("Older answers hold no prediction. Every answer from now on does."))
    off = miss(past.buckets)
    if off is not None:
        lead += "\n" + _("Over all answers, predictions were off by {points} points on average.").format(
            points=f"{100 * off:.1f}"
        )
    rows = []
    for bucket in past.buckets:
        low, high = certain_within(bucket.recalled, bucket.tries)
        came, said = bucket.recalled / bucket.tries, bucket.predicted / bucket.tries
        name = f"{bucket.number * 100 // BUCKETS}–{(bucket.number + 1) * 100 // BUCKETS}%"
        text = _("{share} of {count}").format(share=percent(came, to="near"), count=bucket.tries)
        rows.append(Dot(name, said, came, low, high, text))
    legend = _("{said} predicted   {came} came true   {both} both   ├─┤ the truth lies here, 95 times in 100")
    return Page(lead, dots(rows, width), legend.format(said=SAID, came=CAME, both=BOTH))


def _recalled(month: Tally) -> str:
    """True against predicted recall of the last month."""
    if not month.tried:
        return _("No first try in the last {days} days.").format(days=MONTH)
    message = counted(
        "Recalled {share} of {count} first try in {days} days",
        "Recalled {share} of {count} first tries in {days} days",
        month.tried,
        share=percent(month.recalled / month.tried, to="near"),
        days=MONTH,
    )
    text = render(message)
    if month.foretold:
        text += _(" · predicted {share}").format(share=percent(month.predicted / month.foretold, to="near"))
    return text


def _recall(progress: Progress, width: int, _height: int) -> Page | None:
    present = progress.present
    if present is None:
        return None
    if present.recall is None:
        return Page(_("No card has been met yet. Press s at Home to meet the first ones."))
    text = counted(
        "{count} card met · {share} likely to be known now",
        "{count} cards met · on average {share} likely to be known now",
        present.met,
        share=percent(present.recall, to="near"),
    )
    lead = render(text)
    most = max(present.spread)
    lowest = next(step for step, count in enumerate(present.spread) if count)
    rows = [
        Bar(f"{step * 100 // STEPS}–{(step + 1) * 100 // STEPS}%", count / most, str(count))
        for step, count in reversed(tuple(enumerate(present.spread)))
        if step >= lowest
    ]
    return Page(lead, joined(bars(rows, width)), _("Cards by how likely they are to be known at this moment."))


def _topics(progress: Progress, width: int, _height: int) -> Page | None:
    present = progress.present
    if present is None:
        return None
    met = [topic for topic in present.topics if topic.recall is not None]
    if not met:
        return Page(_("No card has been met yet. Press s at Home to meet the first ones."))
    weakest = min((topic for topic in met if topic.kind == met[0].kind), key=lambda topic: topic.recall or 0.0)
    lead = _("Weakest: {topic}, {share} known now").format(
        topic=clean_line(weakest.title), share=percent(weakest.recall or 0.0, to="near")
    )
    lines = bars([_topic(topic, width) for topic in present.topics], width)
    count = sum(topic.kind == "deck" for topic in present.topics)
    parts = [Content.styled(_("Decks"), "bold"), *lines[:count]]
    if lines[count:]:
        parts += [Content.styled(_("Tags"), "bold"), *lines[count:]]
    return Page(lead, joined(parts), _("━ likely to be known now, of the cards met   │ what the shop wants"))


def _topic(topic: Topic, width: int) -> Bar:
    title, met = clean_line(topic.title), f"{topic.met}/{topic.cards}"
    if topic.recall is None:
        return Bar(title, None, _("not met yet"))
    text = percent(topic.recall, to="near") if width < _NARROW else f"{percent(topic.recall, to='near')}  {met}"
    return Bar(title, topic.recall, text, topic.target)


def _minutes(progress: Progress, width: int, height: int) -> Page | None:
    past = progress.past
    if past is None:
        return None
    studied = _studied(past)
    if not studied:
        return Page(_("No time spent yet within {days} days. Ten minutes a day are a good start.").format(days=MONTH))
    minutes = past.month.milliseconds / 60_000
    lead = _("{mean} min on a day of study · {total} min on {count} of the last {days} days").format(
        mean=short(minutes / studied), total=short(minutes), count=studied, days=MONTH
    )
    values = [tally.milliseconds / 60_000 for tally in _each_day(past.days, past.day)]
    ends = _short(past.day - MONTH + 1), _("today")
    legend = _("Minutes of thinking and answering a day; breaks do not count.")
    return Page(lead, columns(values, width=width, height=height, ends=ends), legend)


def _time(progress: Progress, width: int, height: int) -> Page | None:
    past = progress.past
    if past is None:
        return None
    if not past.month.reviews:
        return Page(_("No answer within {days} days. Press s at Home to study.").format(days=MONTH))
    seconds = past.month.milliseconds / 1000 / past.month.reviews
    text = counted(
        "{seconds} s for {count} answer in {days} days",
        "{seconds} s an answer on average over {count} answers in {days} days",
        past.month.reviews,
        seconds=f"{seconds:.1f}",
        days=MONTH,
    )
    lead = render(text)
    days = _each_day(past.days, past.day)
    values = [share(tally.milliseconds / 1000, tally.reviews) or 0.0 for tally in days]
    ends = _short(past.day - MONTH + 1), _("today")
    return Page(lead, columns(values, width=width, height=height, ends=ends), _("Mean seconds per answer on each day."))


def _typing(progress: Progress, width: int, height: int) -> Page | None:
    if progress.typed is None:
        return None
    if not progress.typed:
        return Page(_("No typing run yet. Press t at Home: a minute is enough to begin."))
    each = max(6, height // len(progress.typed))
    leads, drawn = [], []
    for history in progress.typed:
        leads.append(_typing_lead(history))
        signs = ["◆" if run.counts else "✗" if run.void else " " for run in history.runs]
        values = [run.figures.net for run in history.runs]
        ends = history.runs[0].at.date, history.runs[-1].at.date
        drawn.append(columns(values, width=width, height=each, ends=ends, level=history.dan, signs=signs))
    legend = _("┄ first dan   ◆ certified   ✗ does not count   a column a run, the newest at the end")
    return Page("\n".join(leads), joined(drawn), legend)


def _typing_lead(history: TypingPast) -> str:
    newest = history.runs[-1].figures
    best = max(run.figures.net for run in history.runs)
    return _("{speed} {unit} in the newest run · best {best} · the first dan asks for {dan}").format(
        speed=f"{newest.net:.0f}", unit=history.unit, best=f"{best:.0f}", dan=f"{history.dan:g}"
    )


_PAGES: Final[dict[TableId, Draw]] = {
    "days": _days,
    "due": _due,
    "retention": _retention,
    "recall": _recall,
    "topics": _topics,
    "minutes": _minutes,
    "typing": _typing,
    "time": _time,
}


def _studied(past: Past) -> int:
    return sum(day.day > past.day - MONTH for day in past.days)


def _each_day(days: Sequence[Day], today: int) -> list[Tally]:
    """The last month, a tally a day."""
    known = {day.day: day.tally for day in days if day.day > today - MONTH}
    return [known.get(day, Tally()) for day in range(today - MONTH + 1, today + 1)]


def _short(day: int) -> str:
    return date_of(day).isoformat()[5:]
