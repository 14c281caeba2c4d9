"""Minimum edit alignment of two short texts, for showing what differs."""

from __future__ import annotations

from typing import Literal, NamedTuple

from kdeck.core.normal import fold_width

PieceKind = Literal["same", "extra", "missing"]


class Piece(NamedTuple):
    """A run of characters: in both texts, only in the given one (extra), or only in the expected one (missing)."""

    kind: PieceKind
    text: str


def align(given: str, expected: str) -> tuple[Piece, ...]:
    """The pieces that turn ``given`` into ``expected`` with the fewest insertions and deletions.

    Case and width do not count as differences; ``same`` pieces show the expected text.
    Time and space O(len(given) · len(expected)): meant for answers, not for passages.
    """
    ours = [fold_width(char).casefold() for char in given]
    theirs = [fold_width(char).casefold() for char in expected]
    kept = _longest_common(ours, theirs)
    pieces: list[Piece] = []
    row = column = 0
    while row < len(ours) or column < len(theirs):
        if row < len(ours) and column < len(theirs) and ours[row] == theirs[column]:
            _push(pieces, "same", expected[column])
            row, column = row + 1, column + 1
        elif column == len(theirs) or (row < len(ours) and kept[row + 1][column] >= kept[row][column + 1]):
            _push(pieces, "extra", given[row])
            row += 1
        else:
            _push(pieces, "missing", expected[column])
            column += 1
    return tuple(pieces)


def differences(pieces: tuple[Piece, ...]) -> int:
    """How many characters are extra or missing, an exchange of one for one counted once."""
    extra = sum(len(piece.text) for piece in pieces if piece.kind == "extra")
    missing = sum(len(piece.text) for piece in pieces if piece.kind == "missing")
    return max(extra, missing)


def _longest_common(ours: list[str], theirs: list[str]) -> list[list[int]]:
    """Lengths of the longest common subsequences of all pairs of suffixes."""
    kept = [[0] * (len(theirs) + 1) for _ in range(len(ours) + 1)]
    for row in reversed(range(len(ours))):
        for column in reversed(range(len(theirs))):
            if ours[row] == theirs[column]:
                kept[row][column] = kept[row + 1][column + 1] + 1
            else:
                kept[row][column] = max(kept[row + 1][column], kept[row][column + 1])
    return kept


def _push(pieces: list[Piece], kind: PieceKind, char: str) -> None:
    if pieces and pieces[-1].kind == kind:
        pieces[-1] = Piece(kind, pieces[-1].text + char)
    else:
        pieces.append(Piece(kind, char))
