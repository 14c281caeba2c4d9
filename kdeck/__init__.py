"""kdeck: a spaced-repetition trainer for the people who answer customers of an online shop."""

__version__ = "0.1.0"
