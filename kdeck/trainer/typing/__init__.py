"""Typing runs: what is typed, how it is kept, how far it is from a grade."""

from kdeck.core.typing.record import RunResult, packed, unpacked
from kdeck.trainer.typing.passages import (
    DAN,
    MODES,
    WORDS,
    Grade,
    Mode,
    ModeId,
    Passage,
    dan_grade,
    grades,
    modes,
    next_grade,
    passage,
    reaches,
    reply_of,
    unit_of_shop,
)
from kdeck.trainer.typing.practice import TARGETS, keep_round, practice, round_passage, target
from kdeck.trainer.typing.runs import best_two_of_three, history, record, replayed, review, weakest

__all__ = [
    "DAN",
    "MODES",
    "TARGETS",
    "WORDS",
    "Grade",
    "Mode",
    "ModeId",
    "Passage",
    "RunResult",
    "best_two_of_three",
    "dan_grade",
    "grades",
    "history",
    "keep_round",
    "modes",
    "next_grade",
    "packed",
    "passage",
    "practice",
    "reaches",
    "record",
    "replayed",
    "reply_of",
    "review",
    "round_passage",
    "target",
    "unit_of_shop",
    "unpacked",
    "weakest",
]
