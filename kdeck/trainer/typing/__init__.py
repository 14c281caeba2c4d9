"""Typing runs: what is typed, how it is kept, how far it is from a grade."""

from kdeck.core.keyboard.kept import RunResult, packed, unpacked
from kdeck.trainer.typing.grades import DAN, WORDS, Grade, dan_grade, grades, next_grade, reaches, unit_of_shop
from kdeck.trainer.typing.passages import MODES, Mode, ModeId, Passage, modes, passage, reply_of
from kdeck.trainer.typing.practice import TARGETS, keep_round, practice, round_passage, target
from kdeck.trainer.typing.runs import best_two_of_three, history, record, replayed, review
from kdeck.trainer.typing.weak import weakest
from kdeck.trainer.typing.wording import mode_name

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
    "mode_name",
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
