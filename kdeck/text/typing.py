"""Typing runs: what they are called, what one came to, how far the next grade is, what makes it count for nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kdeck.core.message import counted
from kdeck.core.rounding import percent
from kdeck.core.typing.score import Figures, Flag, Score, Unit
from kdeck.language import _, render
from kdeck.text import Line
from kdeck.trainer.typing import WORDS, Grade


def mode_name(mode: str) -> str:
    """What a kind of run is called."""
    names = {
        "baseline": _("First run"),
        "timed-1": _("1 minute"),
        "timed-3": _("3 minutes"),
        "timed-5": _("5 minutes"),
        "passage": _("Whole passage"),
        "digits": _("Digits"),
        "weak": _("Practice"),
        "copy": _("Reply: copy"),
        "masked": _("Reply: half hidden"),
        "question": _("Reply: from memory"),
        "certified": _("Certified run"),
    }
    return names.get(mode, mode)


class Goal(NamedTuple):
    """A grade to reach. name: as it is called, in the language in use. speed: net. fixes: the greatest 回改率."""

    name: str
    speed: float
    accuracy: float
    fixes: float | None = None


def headline(figures: Figures, goal: Goal | None) -> str:
    """The figure that matters first, and what the goal still asks."""
    values = {"speed": round(figures.net), "unit": figures.unit, "accuracy": percent(figures.accuracy)}
    if goal is None:
        return _("{speed} {unit}, accuracy {accuracy}").format(**values)
    values |= {"goal": goal.name, "missing": missing_speed(figures, goal), "asked": percent(goal.accuracy)}
    if values["missing"]:
        return _("{speed} {unit}, accuracy {accuracy}, {goal}: {missing} {unit} to go").format(**values)
    if figures.accuracy < goal.accuracy:
        return _("{speed} {unit}, accuracy {accuracy}; {goal} asks for an accuracy of {asked}").format(**values)
    if goal.fixes is not None and figures.fix_share > goal.fixes:
        values |= {"fixes": percent(figures.fix_share), "most": percent(goal.fixes)}
        text = _("{speed} {unit}, accuracy {accuracy}; {fixes} taken back, {goal} allows {most}")
        return text.format(**values)
    return _("{speed} {unit}, accuracy {accuracy}: {goal} reached").format(**values)


def in_own_words(figures: Figures, count: int) -> str:
    """What a reply came to that was not copied: there is no accuracy to tell."""
    text = counted(
        "{count} character at {speed} {unit}",
        "{count} characters at {speed} {unit}",
        count,
        speed=round(figures.net),
        unit=figures.unit,
    )
    return render(text)


def missing_speed(figures: Figures, goal: Goal) -> int:
    """Characters or words a minute short of a goal, at least 1 where it is not reached."""
    return max(0, -int(-(goal.speed - figures.net) // 1))


def counts(score: Score, *, lenient: bool = False) -> Iterator[Line]:
    """How many characters were right, wrong, too many or left out. lenient: whether width was forgiven."""
    counted = _("{correct} right, {substituted} wrong, {inserted} too many, {omitted} left out")
    yield Line(counted.format(**{name: getattr(score, name) for name in score._fields}))
    if score.width_slips:
        forgiven = _("Of the right ones, {count} differ in width: forgiven.")
        text = forgiven if lenient else _("Of the wrong ones, {count} differ in width alone.")
        yield Line(text.format(count=score.width_slips))


def speeds(figures: Figures) -> Iterator[Line]:
    """Every figure beside net speed and accuracy."""
    text = _("gross {gross} · strict {strict} {unit}")
    yield Line(text.format(gross=round(figures.gross), strict=round(figures.strict), unit=figures.unit), "quiet")
    text = _("right at the first try {first} · taken back {fixes}")
    yield Line(text.format(first=percent(figures.first_try), fixes=percent(figures.fix_share)), "quiet")
    if figures.consistency is not None and figures.best10 is not None:
        text = _("steadiness {share} · best ten seconds {best} {unit}")
        best = text.format(share=percent(figures.consistency), best=round(figures.best10), unit=figures.unit)
        yield Line(best, "quiet")


def flag_note(flag: Flag) -> Line:
    """What a trainer should know of a run that counts."""
    text = {
        "focus": _("The terminal lost the focus during the run; it is noted for your trainer."),
        "oversized": _("A very long text came at once; it is noted for your trainer."),
        "clock": _("The clocks of this computer disagree; it is noted for your trainer."),
    }[flag]
    return Line(text, "warn")


def goal_of(grade: Grade) -> Goal:
    """A grade as it is called in the language in use."""
    return Goal(_(WORDS.get(grade.name, grade.name)), grade.speed, grade.accuracy, grade.fixes)


def standing(dan: Grade, unit: Unit, reached: int, of: int) -> str:
    """What the first dan asks for, and how many runs have reached it."""
    values = {"speed": round(dan.speed), "unit": unit, "accuracy": percent(dan.accuracy), "reached": reached, "of": of}
    if not of:
        text = _("First dan, {speed} {unit} at {accuracy}, in 2 of 3 certified runs: none yet.")
    elif reached >= 2:
        text = _("First dan, {speed} {unit} at {accuracy}: reached in {reached} of your last {of} certified runs.")
    else:
        text = _(
            "First dan, {speed} {unit} at {accuracy}, in 2 of 3 certified runs: reached in {reached} of your last {of}."
        )
    return text.format(**values)


def last_line(figures: Figures, dan: Grade) -> str:
    """The newest run against the first dan, as Home says it."""
    text = _("last {speed} {unit} · first dan {dan}")
    return text.format(speed=round(figures.net), unit=figures.unit, dan=round(dan.speed))


def mode_about(mode: str) -> str:
    """What a kind of run is about, in some words."""
    about = {
        "timed-1": _("sentences of your shop, weak and due ones first"),
        "timed-3": _("the same, longer"),
        "timed-5": _("the same, as long as a certified run"),
        "passage": _("a short passage to its end, no time limit"),
        "digits": _("order and parcel numbers, sizes, prices, times"),
        "weak": _("what was slow, wrong or confused, until you reach your target"),
        "copy": _("one reply in full sight"),
        "masked": _("one reply with half of its characters hidden"),
        "question": _("the question alone; it answers the card"),
        "certified": _("for the first dan: 5 minutes, an unseen passage"),
    }
    return about.get(mode, "")
