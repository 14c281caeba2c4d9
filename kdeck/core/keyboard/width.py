"""Signs that keyboards give in two widths: which full-width one stands for which half-width one.

The table is explicit, as NFKC would turn … into three dots and leave 。 and “ alone. A sign without a counterpart on
the other keyboard, such as 、 or …, is in no width but its own.
"""

from __future__ import annotations

from typing import Final

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
