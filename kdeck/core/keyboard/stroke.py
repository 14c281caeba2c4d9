"""What reached the program from the keyboard, as it is kept: commits of one or many characters, deletions, the rest."""

from __future__ import annotations

from typing import Literal, NamedTuple

StrokeKind = Literal["commit", "delete", "paste", "blur", "focus"]


class Stroke(NamedTuple):
    """One stroke. ms: since the start of the run, by the time stamps of the terminal's reader, never decreasing.

    commit: ``text`` was committed at once: one letter, or what an input method hands over in one go.
    delete: the last grapheme cluster was taken back, by Backspace. paste: ``text`` came by a bracketed paste.
    blur, focus: the terminal lost or got back the focus.
    """

    ms: int
    kind: StrokeKind
    text: str = ""
