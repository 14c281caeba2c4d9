"""What a person counts as one character: extended grapheme clusters (UAX #29) of a text in NFC."""

from __future__ import annotations

import unicodedata


def graphemes(text: str) -> list[str]:
    """The clusters of a text, so that é, 汉 and a waving hand with its skin tone are one each."""
    text = unicodedata.normalize("NFC", text)
    if text.isascii() and "\r" not in text:
        return list(text)
    import regex  # the standard library knows no grapheme clusters; only typing needs them

    found: list[str] = regex.findall(r"\X", text)
    return found
