"""The keys of the study screen by what is asked: one list for the footer and for the keyboard.

While text is typed, letters belong to the input method; only Enter, Esc, Ctrl and F-keys act.
"""

from __future__ import annotations

from typing import Final

from kdeck.core.cards.card import Mode, Prompt
from kdeck.core.memory import Rating
from kdeck.language import _
from kdeck.trainer.wording import rating_word
from kdeck.tui.desk import Desk
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.steps import Steps

TYPED: Final[tuple[Mode, ...]] = ("type", "gaps", "list", "reply")
_EXTRA: Final = {Rating.GOOD: ",space"}


def study_keys(desk: Desk, steps: Steps | None, *, typing: bool) -> list[Key]:
    """What acts now, the most important first. steps: where steps are put in order."""
    if desk.prompt is None:
        return [Key("escape", "esc", _("home"), "home")]
    if desk.phase == "asking":
        keys = answering(desk.prompt, steps)
    elif desk.phase == "judging":
        keys = [_rating_key(rating) for rating in desk.ratings]
    else:
        keys = [Key("space,enter", _("space"), _("go on"), "go_on")]
    if desk.phase == "asking" and desk.prompt.card.hint:
        keys.append(both("h", "f2", _("hint"), "hint", typing=typing))
    if desk.can_undo:
        keys.append(both("u", "f3", _("undo"), "undo", typing=typing))
    keys.append(both("!", "f4", _("flag"), "flag", typing=typing))
    if desk.phase != "done":
        keys.append(both("-", "f5", _("suspend"), "suspend", typing=typing))
    keys.append(both("?", "f1", _("help"), "help", typing=typing))
    keys.append(Key("escape", "esc", _("home"), "home"))
    return [*keys, Key("pagedown", "", "", "page:down"), Key("pageup", "", "", "page:up")]


def answering(prompt: Prompt, steps: Steps | None) -> list[Key]:
    """The keys that make an answer. steps: where steps are put in order."""
    if prompt.mode == "reveal":
        return [Key("space,enter", _("space"), _("show the answer"), "reveal")]
    if prompt.mode == "reply":
        return [Key("enter", "enter", _("send"))]
    if prompt.mode in TYPED:
        return [Key("enter", "enter", _("next gap, then answer") if prompt.fields > 1 else _("answer"))]
    count = min(9, len(prompt.options))
    numbers = [Key(str(place + 1), "", "", f"option:{place}") for place in range(count)]
    arrows = [Key("down", "", "", "move:1"), Key("up", "", "", "move:-1")]
    if steps is not None:
        return [*_ordering(steps, count), *numbers]
    if prompt.mode == "pick":
        shown = [Key("", f"1–{count}", _("choose")), Key("enter", "", "", "enter")]
    else:
        word = _("mark as wrong") if prompt.card.content.form else _("mark")
        shown = [Key("", f"1–{count}", word), Key("enter", "enter", _("answer"), "enter")]
    return [*shown, *numbers, *arrows, Key("space", "", "", "tick")]


def _ordering(steps: Steps, count: int) -> list[Key]:
    """Keys for steps: what a held step can do, else how one gets its place."""
    carry = [Key("ctrl+up,shift+up,k", "", _("carry this step up"), "shift:-1")]
    carry.append(Key("ctrl+down,shift+down,j", "", _("carry this step down"), "shift:1"))
    arrows = [Key("down", "", "", "move:1"), Key("up", "", "", "move:-1")]
    if steps.held:
        keys = [Key("", "↑↓", _("carry")), Key("space", _("space"), _("put down"), "tick")]
        return [*keys, *arrows, *carry, Key("enter", "enter", _("answer"), "enter")]
    keys = [Key("", f"1–{count}", _("put next")), Key("", "↑↓", _("move")), *arrows]
    if steps.cursor is not None:
        keys.append(Key("space", _("space"), _("pick up"), "tick"))
    if steps.placed:
        keys.append(Key("backspace", _("backspace"), _("take back"), "take_back"))
    return [*keys, Key("enter", "enter", _("answer"), "enter"), *carry]


def _rating_key(rating: Rating) -> Key:
    number = str(int(rating))
    return Key(number + _EXTRA.get(rating, ""), number, rating_word(rating), f"rate:{number}")


def both(letter: str, function: str, text: str, action: str, *, typing: bool) -> Key:
    """A key that is a letter, and a function key where letters are text."""
    return Key(f"{letter},{function}", function if typing else letter, text, action)
