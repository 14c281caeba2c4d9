"""The keys of a sitting by its phase and by how its question is answered: one list for the footer and the keyboard.

While text is typed, letters belong to the input method; only Enter, Esc, Ctrl and F-keys act.
"""

from __future__ import annotations

from typing import Final

from kdeck.core.memory import Rating
from kdeck.language import _
from kdeck.text.cards import rating_word
from kdeck.trainer.study import Phase, Sitting
from kdeck.tui.widgets.area import Area
from kdeck.tui.widgets.keybar import Key

_EXTRA: Final = {Rating.GOOD: ",space"}


def sitting_keys(sitting: Sitting, area: Area | None, leave: Key, *, typing: bool) -> list[Key]:
    """What acts now, the most important first. area: what takes the answer. leave: the way out."""
    keys = [_rating_key(rating) for rating in sitting.ratings]
    if sitting.phase is Phase.ASK and area is not None:
        keys = area.keys(at_once=sitting.policy.feedback)
    elif sitting.can("go_on"):
        keys = [Key("space,enter", _("space"), _("go on"), "go_on")]
    if sitting.can("hint"):
        keys.append(_both("h", "f2", _("hint"), "hint", typing=typing))
    if sitting.can("undo"):
        keys.append(_both("u", "f3", _("undo"), "undo", typing=typing))
    if sitting.can("flag"):
        keys.append(_both("!", "f4", _("flag"), "flag", typing=typing))
    if sitting.can("suspend"):
        keys.append(_both("-", "f5", _("suspend"), "suspend", typing=typing))
    if sitting.phase is not Phase.OVER:
        keys.append(_both("?", "f1", _("help"), "help", typing=typing))
    return [*keys, leave, Key("pagedown", "", "", "page:down"), Key("pageup", "", "", "page:up")]


def _rating_key(rating: Rating) -> Key:
    number = str(int(rating))
    return Key(number + _EXTRA.get(rating, ""), number, rating_word(rating), f"rate:{number}")


def _both(letter: str, function: str, text: str, action: str, *, typing: bool) -> Key:
    """A key that is a letter, and a function key where letters are text."""
    return Key(f"{letter},{function}", function if typing else letter, text, action)
