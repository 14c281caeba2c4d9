"""The nine dan: the ladder as a journal has it, and what is done to climb it."""

from kdeck.trainer.dan.deeds import SITTING, Looked, confirm, fit, look_at, refresh, submit
from kdeck.trainer.dan.gather import evidence, reached
from kdeck.trainer.dan.standing import earned, in_hand, look, record_of

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
