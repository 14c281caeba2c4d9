"""What is said after an answer, as content; and what each option of a question turned out to be.

Functions of values only: ``feedback(prompt, verdict)`` is all that a preview needs; the study screen adds what the
answer led to. Show the result in a ``Text`` widget.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content

from kdeck.core.grading import Verdict
from kdeck.core.prompt import Prompt
from kdeck.core.rating import Rating
from kdeck.language import _, labelled
from kdeck.trainer.wording import rating_word, until
from kdeck.tui.format import answer_of
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.widgets.choices import Mark

if TYPE_CHECKING:
    from kdeck.trainer.session import Interval


class After(NamedTuple):
    """What an answer led to beside its verdict; nothing of it in a preview.

    late: right, but past the time limit. practice: the schedule stays as it is. offers: the ratings to choose from,
    each with the next sight it leads to. next: when the card comes back. leech: forgotten very often. changed: the fact
    is another one than the learner last answered.
    """

    late: bool = False
    practice: bool = False
    offers: tuple[tuple[Rating, Interval], ...] = ()
    next: Interval | None = None
    leech: bool = False
    changed: bool = False


def feedback(prompt: Prompt, verdict: Verdict, after: After = After()) -> Content:  # noqa: B008 - immutable
    """All that follows an answer: right or wrong, the answer, why, where it stands, and when the card comes back."""
    lines = [_ruling(prompt, verdict, after), _answer(prompt, verdict)]
    if after.changed:
        lines.append(plain(_("! This fact has changed since you last answered it."), "$changed"))
    if prompt.card.why:
        lines.append(plain(prompt.card.why))
    if prompt.card.source:
        lines.append(plain(_("Source: {source}").format(source=prompt.card.source), "$quiet"))
    lines.append(_next(after))
    if after.leech:
        lines.append(plain(leech_text(), "$changed"))
    return joined([content for content in lines if content])


def option_marks(prompt: Prompt, verdict: Verdict) -> tuple[Mark, ...]:
    """For each option of the prompt, whether it was treated rightly."""
    if prompt.mode == "sequence":
        return tuple(_step_mark(prompt, verdict, option) for option in prompt.options)
    wanted, given = set(prompt.card.back), set(verdict.given)
    return tuple(_option_mark(prompt, option in wanted, option in given) for option in prompt.options)


def _option_mark(prompt: Prompt, wanted: bool, given: bool) -> Mark:
    if not wanted and not given:
        return Mark(None)
    if wanted and given:
        return Mark(True)
    if wanted:
        return Mark(True) if prompt.mode == "pick" else Mark(False, _("(missed)"))
    return Mark(False, _("(your choice)"))


def _step_mark(prompt: Prompt, verdict: Verdict, option: str) -> Mark:
    steps = prompt.card.back
    place = verdict.given.index(option) if option in verdict.given else len(steps)
    if place < len(steps) and steps[place] == option:
        return Mark(True)
    return Mark(False, _("(belongs at {place})").format(place=steps.index(option) + 1))


def _ruling(prompt: Prompt, verdict: Verdict, after: After) -> Content:
    if verdict.right is None:
        return Content("")
    if not verdict.right:
        return plain(_("✗ Wrong."), "bold $wrong")
    if after.late:
        text = _("✓ Right, but over {seconds} s: counted as hard.").format(seconds=prompt.card.seconds)
        return plain(text, "bold $changed")
    return plain(_("✓ Right."), "bold $right")


def _answer(prompt: Prompt, verdict: Verdict) -> Content:
    """The right answer in words, where the question's own place does not show it already."""
    if verdict.right is None or prompt.mode == "pick":
        return Content("")
    answer = answer_of(prompt.card)
    if verdict.right and prompt.mode != "type":
        return Content("")
    if verdict.right and verdict.given and verdict.given[0].strip() == answer:
        return Content("")
    return plain(_("Answer: {answer}").format(answer=answer), "bold")


def _next(after: After) -> Content:
    if after.practice:
        return plain(_("Practice: the schedule stays as it is."), "$quiet")
    if after.offers:
        offers = [
            line(labelled(f"{int(rating)} {rating_word(rating)}", until(away)), "$quiet")
            for rating, away in after.offers
        ]
        return joined(offers, "   ")
    return plain(_("Next: {when}").format(when=until(after.next)), "$quiet") if after.next else Content("")


def leech_text() -> str:
    """Said when a card has been forgotten very often."""
    return _("! You have forgotten this card many times: perhaps its wording is at fault. Flag it, or let it rest.")
