"""Typing as it is really done, through an input method: strokes, their score, certified runs."""
