"""Forgiving comparison of short texts: case, width, spaces and end punctuation do not count.

The fold table is explicit: NFKC would turn … into three dots and leave 。 and “ alone.
"""

from __future__ import annotations

import re
import unicodedata

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
