"""The Chinese catalogue: ``python -m tests.language.catalogue`` takes in new texts and compiles it.

Texts are found in the code by their marks: ``_("…")``, ``N_("…")``, ``Message("…")`` and ``counted("…", "…s", n)``,
which has a plural. What argparse says itself is listed here, since it is looked up in the same catalogue.
"""

from __future__ import annotations

import re
import sys
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from kdeck.language.build import compile_catalogue

PACKAGE = Path(__file__).parents[2] / "kdeck"
PO = PACKAGE / "language" / "locale" / "zh" / "LC_MESSAGES" / "kdeck.po"
KEYWORDS = {"_": None, "N_": None, "Message": None, "counted": (1, 2)}
ARGPARSE = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "show program's version number and exit",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "argument %(argument_name)s: %(message)s",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "not allowed with argument %s",
    "invalid %(type)s value: %(value)r",
    "%(prog)s: error: %(message)s\n",
    "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s",
)
HEADER = b"""\
# Chinese (Simplified) texts of kdeck. New texts are taken in by: python -m tests.language.catalogue
msgid ""
msgstr ""
"Language: zh_Hans\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
_PLACE = re.compile(r"\{(\w*)[^}]*\}|%(?:\((\w+)\))?[srd]")


Text = str | tuple[str, str]
"""A text as the code has it, or both texts where it has a plural."""


@cache
def texts_in_code() -> frozenset[Text]:
    """Every marked text of the package."""
    found = extract_from_dir(str(PACKAGE), [("**.py", "python")], keywords=KEYWORDS)
    texts = (message if isinstance(message, str) else (message[0], message[1]) for _, _, message, _, _ in found)
    return frozenset((*ARGPARSE, *texts))


def text_of(message: Message) -> Text:
    """The text that a message of a catalogue translates."""
    return (message.id[0], message.id[1]) if isinstance(message.id, (tuple, list)) else message.id


def forms_of(message: Message) -> tuple[str, ...]:
    """Its translation, or all forms of its plural."""
    return tuple(map(str, message.string)) if isinstance(message.string, (tuple, list)) else (message.string or "",)


def read() -> Catalog:
    """The catalogue as it is stored."""
    with PO.open("rb") as file:
        return read_po(file, locale="zh_Hans", domain="kdeck")


def places(text: str) -> list[str]:
    """The placeholders of a text, in alphabetical order."""
    return sorted(match.group(0) for match in _PLACE.finditer(text.replace("{{", "").replace("}}", "")))


def update() -> int:
    """Bring the catalogue up to the code, keep every translation, compile it; how many texts lack one."""
    old = read() if PO.exists() else Catalog()
    new = Catalog(locale="zh_Hans", domain="kdeck", project="kdeck", fuzzy=False, charset="utf-8")
    for text in sorted(texts_in_code(), key=lambda text: text if isinstance(text, str) else text[0]):
        known = old.get(text if isinstance(text, str) else text[0])
        forms = forms_of(known) if known else ("",)
        new.add(text, forms[0] if isinstance(text, str) else forms[: new.num_plurals])
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(HEADER)
        write_po(file, new, width=120, sort_output=True, no_location=True, omit_header=True)
    compile_catalogue(PO)
    return sum(1 for message in new if message.id and not all(forms_of(message)))


if __name__ == "__main__":
    missing = update()
    sys.stdout.write(f"{missing} texts without a translation in {PO.name}\n")
    sys.exit(missing > 0)
