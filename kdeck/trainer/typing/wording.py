"""What kinds of runs are called, in the language in use."""

from __future__ import annotations

from kdeck.language import _


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
