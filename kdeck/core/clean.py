"""The one sanitiser: no byte of a deck, an answer, a journal or a file name may act on a terminal.

Textual and rich pass ESC, C1, NUL, DEL and bidi controls through to the terminal, where OSC 52 writes the clipboard.
"""

from __future__ import annotations

import re

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
