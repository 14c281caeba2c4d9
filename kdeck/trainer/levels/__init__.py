"""The nine dan: the ladder as a journal has it, and what is done to climb it."""

from kdeck.trainer.levels.standing import earned, evidence, in_hand, look, reached, record_of
from kdeck.trainer.levels.submit import SITTING, Looked, confirm, fit, look_at, refresh, submit

__all__ = [
    "SITTING",
    "Looked",
    "confirm",
    "earned",
    "evidence",
    "fit",
    "in_hand",
    "look",
    "look_at",
    "reached",
    "record_of",
    "refresh",
    "submit",
]
