"""A third language made at run time: every text of the catalogue between brackets, each of its letters in disguise.

Whoever reads the app in it sees at once what did not come through the catalogue: any plain Latin letter.
"""

from __future__ import annotations

import re
from pathlib import Path
from shutil import copytree

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from kdeck import language
from tests.language.catalogue import PO, texts_in_code

CODE = "qps"
_PLAIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DISGUISED = "àƀćđēƒğĥīĵķŀḿńōƥɋŕśŧūṽŵẋŷžÀƁĆĐĒƑĞĤĪĴĶĿḾŃŌƤɊŔŚŦŪṼŴẊŶŽ"
_DISGUISE = str.maketrans(_PLAIN, _DISGUISED)
_KEPT = re.compile(r"(\{[^}]*\}|%(?:\(\w+\))?[srd])")


def disguised(text: str) -> str:
    """A text in the third language; what stands for values stays."""
    parts = _KEPT.split(text)
    return "⟦" + "".join(part if place % 2 else part.translate(_DISGUISE) for place, part in enumerate(parts)) + "⟧"


def add(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put the language's catalogue beside the others, and forget those that were read."""
    copytree(PO.parents[2], folder, ignore=lambda _folder, names: [name for name in names if name.endswith(".po")])
    catalogue = Catalog(locale="en", fuzzy=False)
    for text in texts_in_code():
        catalogue.add(text, disguised(text) if isinstance(text, str) else tuple(map(disguised, text)))
    file = folder / CODE / "LC_MESSAGES" / "kdeck.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as compiled:
        write_mo(compiled, catalogue)
    monkeypatch.setattr(language, "_LOCALE", str(folder))
    language._catalogue.cache_clear()


def plain_words(text: str) -> set[str]:
    """The words of a text that are in no disguise; a single letter is a key or an option."""
    return set(re.findall(r"[A-Za-z]{2,}", text))
