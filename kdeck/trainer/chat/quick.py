"""A learner's quick replies: short texts of one's own behind the keys F2 to F9, kept as a setting."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from kdeck.core.clean import clean_line
from kdeck.trainer.trainer import Trainer

MOST: Final = 8
LONGEST: Final = 200
"""Characters of one."""
_NAME: Final = "quick_replies"
_USUAL: Final = {
    "zh": ("亲，在的，请问有什么可以帮您？", "亲，请稍等，我马上帮您查一下。", "不客气，有问题随时找我哦。"),
    "en": (
        "Hello, how can I help you?",
        "One moment, please; I am looking into it.",
        "You are welcome; write to me any time.",
    ),
}
"""In the language of the shop, until the learner keeps others."""


def quick_replies(trainer: Trainer) -> tuple[str, ...]:
    """The texts in the order of their keys; empty ones have none. A damaged setting gives the usual ones."""
    stored = trainer.journal.setting(_NAME)
    try:
        texts = json.loads(stored) if stored else None
    except ValueError:
        texts = None
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        language = "en" if trainer.library.shop.lang.lower().startswith("en") else "zh"
        return _USUAL[language]
    return _bounded(texts)


def keep_quick_replies(trainer: Trainer, texts: Sequence[str]) -> tuple[str, ...]:
    """Store the texts, and return what was stored. Empty ones at the end are dropped, those between keep their key."""
    kept = _bounded(texts)
    trainer.journal.set_setting(_NAME, json.dumps(kept, ensure_ascii=False))
    return kept


def _bounded(texts: Sequence[str]) -> tuple[str, ...]:
    kept = [clean_line(text).strip()[:LONGEST] for text in texts[:MOST]]
    while kept and not kept[-1]:
        kept.pop()
    return tuple(kept)
