"""Typing runs: what is typed, how it is kept, how far it is from a grade."""

from kdeck.trainer.typing.grades import DAN, WORDS, Grade, dan_grade, grades, next_grade, reaches, unit_of_shop
from kdeck.trainer.typing.passages import MODES, Mode, ModeId, Passage, modes, passage
from kdeck.trainer.typing.runs import (
    RunResult,
    best_two_of_three,
    history,
    packed,
    record,
    replayed,
    review,
    unpacked,
    weak_phrases,
)
from kdeck.trainer.typing.weak import weakest

__all__ = [
    "DAN",
    "MODES",
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
    "modes",
    "next_grade",
    "packed",
    "passage",
    "reaches",
    "record",
    "replayed",
    "review",
    "unit_of_shop",
    "unpacked",
    "weak_phrases",
    "weakest",
]
