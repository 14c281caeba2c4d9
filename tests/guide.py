"""What the author's guide holds: its YAML, its pictures, its table of codes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

DECKS = Path(__file__).parents[1] / "decks"
GUIDES = {"zh": DECKS / "README.md", "en": DECKS / "README.en.md"}
SHOP = "shop: guide\nlang: {0}\nterms: {{cutoff: 16:00, return_days: 7}}\n"
_BLOCK = re.compile(r"^```yaml\n(.*?)^```", re.MULTILINE | re.DOTALL)
_PICTURE = re.compile(r"^ *!\[([^\]]+)\]\((guide/[^)]+\.svg)\)$", re.MULTILINE)
_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| (.+) \|$", re.MULTILINE)


class Example(NamedTuple):
    """One YAML block. line: where it stands in the guide, from 1. text: as a whole file."""

    line: int
    text: str

    @property
    def is_shop(self) -> bool:
        """Whether it is a shop.yaml."""
        return self.text.startswith("shop:")


class Picture(NamedTuple):
    """A picture, the example above it (``None`` above all of them), and where it is kept."""

    path: Path
    example: Example | None


def examples(lang: str) -> list[Example]:
    """Every YAML block; one that begins with a list of entries gets a deck around it."""
    text = GUIDES[lang].read_text(encoding="utf-8")
    return [Example(text.count("\n", 0, found.start()) + 2, _whole(found[1], lang)) for found in _BLOCK.finditer(text)]


def pictures(lang: str) -> list[Picture]:
    """Every picture with what it shows."""
    text = GUIDES[lang].read_text(encoding="utf-8")
    known = examples(lang)
    found = []
    for picture in _PICTURE.finditer(text):
        line = text.count("\n", 0, picture.start()) + 1
        above = [example for example in known if example.line < line]
        found.append(Picture(DECKS / picture[2], above[-1] if above else None))
    return found


def told_codes(lang: str) -> list[str]:
    """The codes of the guide's last chapter, in its order."""
    chapter = GUIDES[lang].read_text(encoding="utf-8").rpartition("\n## ")[2]
    return [found[1] for found in _ROW.finditer(chapter)]


def _whole(text: str, lang: str) -> str:
    if re.match(r"(#.*\n)*(deck|shop):", text):
        return text
    return f"deck: guide\nlang: {lang}\n{text}"
