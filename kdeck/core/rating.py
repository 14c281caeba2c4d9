"""The four ratings of FSRS."""

from enum import IntEnum


class Rating(IntEnum):
    """How well a card was recalled; the numbers are those of FSRS and of the keys in the app."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4
