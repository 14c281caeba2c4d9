"""A typing run in words: what it came to, how far the next grade is, what makes it count for nothing."""

from __future__ import annotations

from typing import NamedTuple

from textual.content import Content

from kdeck.core.typing.score import Figures, Flag, Score, Unit
from kdeck.language import _, labelled
from kdeck.trainer.typing import WORDS, Grade
from kdeck.tui.content import joined, line, plain


class Goal(NamedTuple):
    """A grade to reach. name: as it is called, in the language in use. speed: net. fixes: the greatest 回改率."""

    name: str
    speed: float
    accuracy: float
    fixes: float | None = None


def rate(share: float) -> str:
    """A share as whole per cent; 100 % only when nothing is missing."""
    return f"{round(share * 100) if share >= 1 else min(99, int(share * 100))}%"


def headline(figures: Figures, goal: Goal | None) -> str:
    """The figure that matters first, and what the goal still asks."""
    values = {"speed": round(figures.net), "unit": figures.unit, "accuracy": rate(figures.accuracy)}
    if goal is None:
        return _("{speed} {unit}, accuracy {accuracy}").format(**values)
    values |= {"goal": goal.name, "missing": missing_speed(figures, goal), "asked": rate(goal.accuracy)}
    if values["missing"]:
        return _("{speed} {unit}, accuracy {accuracy}, {goal}: {missing} {unit} to go").format(**values)
    if figures.accuracy < goal.accuracy:
        return _("{speed} {unit}, accuracy {accuracy}; {goal} asks for an accuracy of {asked}").format(**values)
    if goal.fixes is not None and figures.fix_share > goal.fixes:
        values |= {"fixes": rate(figures.fix_share), "most": rate(goal.fixes)}
        text = _("{speed} {unit}, accuracy {accuracy}; {fixes} taken back, {goal} allows {most}")
        return text.format(**values)
    return _("{speed} {unit}, accuracy {accuracy}: {goal} reached").format(**values)


def in_own_words(figures: Figures, count: int) -> str:
    """What a reply came to that was not copied: there is no accuracy to tell."""
    text = _("{count} characters at {speed} {unit}")
    return text.format(count=count, speed=round(figures.net), unit=figures.unit)


def missing_speed(figures: Figures, goal: Goal) -> int:
    """Characters or words a minute short of a goal, at least 1 where it is not reached."""
    return max(0, -int(-(goal.speed - figures.net) // 1))


def details(figures: Figures, score: Score, *, lenient: bool = False) -> Content:
    """Every other figure, in a few lines. lenient: whether width was forgiven."""
    counted = _("{correct} right, {substituted} wrong, {inserted} too many, {omitted} left out")
    lines = [line(counted.format(**{name: getattr(score, name) for name in score._fields}))]
    if score.width_slips:
        told = _("Of the right ones, {count} differ in width: forgiven.")
        text = told if lenient else _("Of the wrong ones, {count} differ in width alone.")
        lines.append(line(text.format(count=score.width_slips)))
    speeds = _("gross {gross} · strict {strict} {unit}").format(
        gross=round(figures.gross), strict=round(figures.strict), unit=figures.unit
    )
    shares = _("right at the first try {first} · taken back {fixes}").format(
        first=rate(figures.first_try), fixes=rate(figures.fix_share)
    )
    lines += [line(speeds, "$quiet"), line(shares, "$quiet")]
    if figures.consistency is not None and figures.best10 is not None:
        text = _("steadiness {share} · best ten seconds {best} {unit}")
        best = text.format(share=rate(figures.consistency), best=round(figures.best10), unit=figures.unit)
        lines.append(line(best, "$quiet"))
    return joined(lines)


def void_note(reason: str) -> Content:
    """Why a certified run counts for nothing."""
    return plain("✗ " + labelled(_("This run does not count"), reason), "bold $wrong")


def flag_note(flag: Flag) -> Content:
    """What a trainer should know of a run that counts."""
    text = {
        "focus": _("The terminal lost the focus during the run; it is noted for your trainer."),
        "oversized": _("A very long text came at once; it is noted for your trainer."),
        "clock": _("The clocks of this computer disagree; it is noted for your trainer."),
    }[flag]
    return plain("! " + text, "$changed")


def goal_of(grade: Grade) -> Goal:
    """A grade as it is called in the language in use."""
    return Goal(_(WORDS.get(grade.name, grade.name)), grade.speed, grade.accuracy, grade.fixes)


def standing(dan: Grade, unit: Unit, reached: int, of: int) -> str:
    """What the first dan asks for, and how many runs have reached it."""
    values = {"speed": round(dan.speed), "unit": unit, "accuracy": rate(dan.accuracy), "reached": reached, "of": of}
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
