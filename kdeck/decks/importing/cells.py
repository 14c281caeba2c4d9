"""One cell: cleaned, split where it holds several values, and kept from reading as a term."""

from __future__ import annotations

import re
from typing import Final

from kdeck.core.clean import clean
from kdeck.core.normal import fold_width
from kdeck.decks.terms import fill

ALWAYS: Final = "、；;|｜\n"
"""Between the values of a fact. A slash or a comma may belong to one value: 涤纶 80% / 棉 20%."""
SHORT: Final = ALWAYS + "/／,，"
"""Between colours, sizes and tags, which are single words."""
SENTENCES: Final = "；;|｜\n"
"""Between answers of a card: 、 stands inside sentences."""
LINES: Final = "|｜\n"
"""Between the steps of an order and the right options of a choice, which may be long."""

_DASHES: Final = "-–—−－/／"
_OPEN: Final = "（([【{《“"
_CLOSE: Final = "）)]】}》”"
_LONGEST_SLUG = 60


def cleaned(text: str) -> str:
    """A cell without control characters, spaces at its ends, or line ends other than newlines."""
    return clean(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd").strip()


def is_nothing(text: str) -> bool:
    """Whether a cell says that there is no value: empty, or a dash or two, as people fill in what does not apply."""
    return len(text) <= 2 and not text.strip(_DASHES)


def one_line(text: str) -> str:
    """The text with every run of white space a single space."""
    return " ".join(text.split())


def split(text: str, separators: str) -> tuple[str, ...]:
    """The values of a cell, each once; what stands in brackets is not split."""
    if not any(mark in text for mark in separators):
        return (text,) if text else ()
    parts = _outside_brackets(text, separators)
    return tuple(dict.fromkeys(one_line(part) for part in parts if part.strip()))


def _outside_brackets(text: str, separators: str) -> list[str]:
    pieces, depth, start = list[str](), 0, 0
    for place, character in enumerate(text):
        if character in _OPEN:
            depth += 1
        elif character in _CLOSE:
            depth -= 1
        elif character in separators and depth == 0:
            pieces.append(text[start:place])
            start = place + 1
    if depth:  # brackets that do not pair hold nothing together
        return re.split(f"[{re.escape(separators)}]", text)
    return [*pieces, text[start:]]


def literal(text: str) -> str:
    """The text with its dollar signs doubled, where a deck would read one as a term."""
    if "$" not in text or fill(text, {}) == (text, ()):
        return text
    return text.replace("$", "$$")


def identity_from(text: str, stem: str) -> str:
    """An id that a text gives, always the same: its letters and digits, else the stem and a short hash."""
    folded = fold_width(text).casefold()
    words = re.findall(r"[a-z0-9]+", folded)
    plain = all(character.isascii() or not character.isalnum() for character in folded)
    slug = "-".join(words)
    if plain and slug and len(slug) <= _LONGEST_SLUG:
        return slug
    return hashed(text, stem)


def hashed(text: str, stem: str) -> str:
    """The stem and a short hash of a text: 40 bits."""
    from hashlib import blake2b

    return f"{stem}-{blake2b(text.encode('utf-8', 'replace'), digest_size=5).hexdigest()}"
