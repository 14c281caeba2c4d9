"""What is said after an answer, as content; and what each option of a question turned out to be."""

from __future__ import annotations

from textual.content import Content

from kdeck.core.grading import Verdict
from kdeck.core.prompt import Prompt
from kdeck.language import _, labelled
from kdeck.trainer.wording import rating_word, until
from kdeck.tui.desk import Desk
from kdeck.tui.format import answer_of
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.widgets.choices import Mark


def feedback(desk: Desk) -> Content:
    """All that follows an answer: right or wrong, the answer, why, where it stands, and when the card comes back."""
    prompt, verdict = desk.prompt, desk.verdict
    if prompt is None or verdict is None:
        return Content("")
    lines = [_ruling(desk, verdict), _answer(prompt, verdict)]
    if desk.changed:
        lines.append(plain(_("! This fact has changed since you last answered it."), "$changed"))
    if prompt.card.why:
        lines.append(plain(prompt.card.why))
    if prompt.card.source:
        lines.append(plain(_("Source: {source}").format(source=prompt.card.source), "$quiet"))
    lines += [_next(desk), _leech(desk)]
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


def _ruling(desk: Desk, verdict: Verdict) -> Content:
    if verdict.right is None:
        return Content("")
    if not verdict.right:
        return plain(_("✗ Wrong."), "bold $wrong")
    if desk.late and desk.prompt is not None:
        text = _("✓ Right, but over {seconds} s: counted as hard.").format(seconds=desk.prompt.card.seconds)
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


def _next(desk: Desk) -> Content:
    if desk.practice:
        return plain(_("Practice: the schedule stays as it is."), "$quiet")
    if desk.phase == "judging":
        offers = [
            line(labelled(f"{int(rating)} {rating_word(rating)}", until(desk.preview[rating])), "$quiet")
            for rating in desk.ratings
            if rating in desk.preview
        ]
        return joined(offers, "   ")
    if desk.recorded is None or desk.recorded.next is None:
        return Content("")
    return plain(_("Next: {when}").format(when=until(desk.recorded.next)), "$quiet")


def _leech(desk: Desk) -> Content:
    if desk.recorded is None or not desk.recorded.leech:
        return Content("")
    return plain(leech_text(), "$changed")


def leech_text() -> str:
    """Said when a card has been forgotten very often."""
    return _("! You have forgotten this card many times: perhaps its wording is at fault. Flag it, or let it rest.")
