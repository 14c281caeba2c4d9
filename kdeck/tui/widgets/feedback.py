"""What is said after an answer, as content.

Functions of values only: ``feedback(prompt, verdict)`` is all that a preview needs; the study screen adds what the
answer led to. Show the result in a ``Text`` widget.
"""

from __future__ import annotations

from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.language import _, labelled
from kdeck.text.cards import rating_word, until
from kdeck.trainer.study import After
from kdeck.tui.content import joined, line, plain
from kdeck.tui.rule_words import Explained, deciding_line
from kdeck.tui.widgets.question import AREAS
from kdeck.tui.widgets.text import apart


def feedback(prompt: Prompt, verdict: Verdict, after: After = After()) -> Content:  # noqa: B008 - immutable
    """All that follows an answer: right or wrong, the answer, why, where it stands, and when the card comes back."""
    explained = Explained(prompt, verdict)
    lines = [
        deciding_line(_ruling(prompt, verdict, after), explained.deciding()),
        *AREAS[prompt.mode].told(prompt, verdict),
    ]
    if after.change is not None:
        lines.append(change_line(*after.change))
    wrong = verdict.right is False
    lines += explained.rows() if wrong else []
    if prompt.card.why:
        lines.append(plain(prompt.card.why))
    lines.append(_where_and_when(prompt, after))
    lines += [] if wrong else explained.rows()
    if after.leech:
        lines.append(plain(leech_text(), "$changed"))
    return joined([content for content in lines if content])


def change_line(old: str, new: str) -> Content:
    """That the fact was another one, with as much of both as tells them apart."""
    text = _("! Changed: {old} → {new}").format(**dict(zip(("old", "new"), apart(old, new), strict=True)))
    return line(text, "$changed")


def _ruling(prompt: Prompt, verdict: Verdict, after: After) -> Content:
    if verdict.right is None:
        return Content("")
    if not verdict.right:
        return plain(_("✗ Wrong."), "bold $wrong")
    if after.late:
        text = _("✓ Right, but over {seconds} s: counted as hard.").format(seconds=prompt.card.seconds)
        return plain(text, "bold $changed")
    return plain(_("✓ Right."), "bold $right")


def _where_and_when(prompt: Prompt, after: After) -> Content:
    """Where the policy stands and when the card comes back."""
    source = _("Source: {source}").format(source=prompt.card.source) if prompt.card.source else ""
    parts = [line(source, "$quiet"), _next(after)]
    return joined([part for part in parts if part], "\n" if after.offers else "    ")


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
