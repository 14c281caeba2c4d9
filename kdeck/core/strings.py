"""Strings as people read and write them: made safe, folded, split into what counts as one character, compared."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Literal, NamedTuple

_CONTROL = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"  # bidi controls (UAX #9)
    "\u2028\u2029\ufeff\ud800-\udfff]"  # line and paragraph separators, BOM, lone surrogates
)


def clean(text: str) -> str:
    """``text`` with every control character but newline and tab replaced by U+FFFD; CRLF becomes newline."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _CONTROL.sub("\ufffd", text)


def clean_line(text: str) -> str:
    """``clean`` for one line: newlines and tabs become spaces."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def escaped(json: str) -> str:
    r"""JSON text with each such character but newline as ``\uXXXX``: it stays the same JSON and acts on nothing."""
    return _CONTROL.sub(lambda char: f"\\u{ord(char[0]):04x}", json)


_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    ord("。"): ".",
    ord("、"): ",",
    ord("“"): '"',
    ord("”"): '"',
    ord("‘"): "'",
    ord("’"): "'",
    ord("「"): '"',
    ord("」"): '"',
    ord("【"): "[",
    ord("】"): "]",
    ord("《"): '"',
    ord("》"): '"',
    ord("…"): "...",
    ord("—"): "-",
    ord("–"): "-",
    ord("−"): "-",
    ord("～"): "~",
    ord("〜"): "~",
    ord("￥"): "¥",
    ord("×"): "x",
    ord("℃"): "°c",
    ord("℉"): "°f",
    ord("·"): "·",
}
_SPACE = re.compile(r"\s+")
_IDLE_SPACE = re.compile(r"(?<![a-z0-9]) | (?![a-z0-9])")
_END = ".,;:!?~"


def fold_width(text: str) -> str:
    """Full-width forms and Chinese punctuation to their ASCII counterparts, NFC otherwise."""
    return unicodedata.normalize("NFC", text).translate(_WIDTH)


def normalise(text: str) -> str:
    """``text`` with case, width, spaces and end punctuation taken out of account.

    A space between two Latin words or numbers stays one space, so that ``7 12`` is not ``712``; others go.
    """
    folded = unicodedata.normalize("NFC", fold_width(text).casefold())
    folded = _IDLE_SPACE.sub("", _SPACE.sub(" ", folded))
    return folded.rstrip(_END) or folded


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


_HALF: Final = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {
    "\u3000": " ",
    "。": ".",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "【": "[",
    "】": "]",
    "《": "<",
    "》": ">",
    "—": "-",
    "〜": "~",
    "￥": "¥",
}


def folded(grapheme: str) -> str:
    """A grapheme in half width, where it has one; else itself."""
    return _HALF.get(grapheme, grapheme)


def is_slip(asked: str, typed: str) -> bool:
    """Whether two graphemes are one sign in its two widths."""
    return asked != typed and folded(asked) == folded(typed) and (asked in _HALF) != (typed in _HALF)


def graphemes(text: str) -> list[str]:
    """The clusters of a text, so that é, 汉 and a waving hand with its skin tone are one each."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and "\r" not in text:
        return list(text)
    import regex  # the standard library knows no grapheme clusters; only typing needs them

    found: list[str] = regex.findall(r"\X", text)
    return found


Writing = Literal["zh", "en"]
"""How a text or a deck is written, whatever its language: in Chinese characters, or in words with spaces between."""
HAN: Final = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CHINESE: Final = ("zh", "cmn", "yue")


def writing_of(lang: str) -> Writing:
    """How a language (BCP 47) is written."""
    return "zh" if re.split("[-_]", lang.casefold())[0] in _CHINESE else "en"


def written_in(text: str) -> Writing:
    """How a text is written: one Chinese character makes it Chinese."""
    return "zh" if HAN.search(text) else "en"
