"""The keys of an exam's question: those of Study, but an answer is given with Enter alone, and there is no help in it.

Nothing can be taken back in an exam, so a number chooses and Enter answers.
"""

from __future__ import annotations

from kdeck.core.cards.card import Prompt
from kdeck.language import _
from kdeck.tui.screens.studykeys import answering, both
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.steps import Steps


def exam_keys(prompt: Prompt | None, steps: Steps | None, *, typing: bool) -> list[Key]:
    """What acts now, the most important first. prompt: ``None`` once the time is up."""
    if prompt is None:
        return [Key("enter,space,escape", "enter", _("result"), "finish")]
    keys = answering(prompt, steps)
    if prompt.mode == "pick":
        keys = [key for key in keys if key.names != "enter"]
        keys.insert(1, Key("enter", "enter", _("answer"), "enter"))
    keys += [both("?", "f1", _("help"), "help", typing=typing), Key("escape", "esc", _("leave"), "leave")]
    return [*keys, Key("pagedown", "", "", "page:down"), Key("pageup", "", "", "page:up")]
