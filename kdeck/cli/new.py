"""``kdeck new``: an example with comments at the end of a deck's list, to be written over."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, Final

from kdeck.cli.console import say
from kdeck.core.cards.kinds import KINDS as CARD_KINDS
from kdeck.core.errors import KdeckError, UsageError, reason_of
from kdeck.core.message import Message, series
from kdeck.language import N_, _, current

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.decks.append import Appended

DETAILS = N_(
    "The example stands behind the last entry of its list and passes the check as it is; nothing else in the file "
    "changes. A deck file that does not exist is made."
)
_TEMPLATES: Final = os.path.join(os.path.dirname(__file__), "templates")
KINDS: Final = tuple(kind for kind in CARD_KINDS if os.path.isfile(os.path.join(_TEMPLATES, "en", f"card-{kind}.yaml")))
"""The kinds that are written under ``cards``: those with an example."""
WHAT: Final = {"card": "cards", "product": "products", "rule": "rules", "phrase": "phrases", "chat": "chats"}
_SUFFIXES: Final = (".yaml", ".yml")
_SHOPS: Final = ("shop.yaml", "shop.yml")
_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LISTED: Final = 5


def configure(parser: ArgumentParser) -> None:
    """What, where, and its id."""
    parser.add_argument("what", metavar=_("WHAT"), choices=tuple(WHAT), help=_("card, product, rule, phrase or chat"))
    deck = parser.add_argument(
        "--deck", dest="file", metavar=_("FILE"), help=_("the deck file (default: the library's, if it has only one)")
    )
    vars(deck)["complete"] = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
    parser.add_argument("--kind", choices=KINDS, help=_("the kind of card (default: recall)"))
    parser.add_argument("--id", metavar=_("ID"), help=_("its id (default: one that is free)"))


def run(args: Namespace, context: Context) -> int:
    """Write the entry and say where it is."""
    if args.kind is not None and args.what != "card":
        raise UsageError(Message("--kind is for cards only"), Message("kdeck new card --kind {kind}", kind=args.kind))
    if args.id is not None and not _ID.fullmatch(args.id):
        raise UsageError(
            Message("“{id}” cannot be an id", id=args.id), Message("Lower-case letters a–z, digits and hyphens only.")
        )
    path = args.file or _only_deck(context)
    _require_deck(path)
    existed = os.path.lexists(path)
    old = _read(path) if existed else _header(path, _shop_language(path) or current()).encode()
    from kdeck.decks.append import append_entry, language_of

    spoken = _spoken(language_of(old)) or _shop_language(path) or current()
    entry = _template(spoken, f"card-{args.kind or 'recall'}" if args.what == "card" else args.what)
    appended = append_entry(old, WHAT[args.what], entry, path, args.id)
    if appended.refused:
        raise _refusal(path, appended)
    _write(path, appended.data, existed=existed)
    _tell(path, appended)
    return 0


def _tell(path: str, appended: Appended) -> None:
    say(_("{file}:{line}: wrote the example {id}").format(file=path, line=appended.line, id=appended.id))
    say(_("Next: write your own over it. The preview shows what learners will see, each time you save."))
    say(f"  kdeck preview {path}")
    say(f"  kdeck check {path}")


def _refusal(path: str, appended: Appended) -> KdeckError:
    """The first thing that is in the way; the check tells all of them."""
    first = appended.refused[0]
    if first.code == "not-added":
        return UsageError(_placed(path, first.line, first.message), first.hint)
    return KdeckError(
        _placed(path, first.line, first.message),
        Message("Nothing was written. Mend the file first: kdeck check {file}", file=path),
    )


def _placed(path: str, line: int, message: Message) -> Message:
    return Message("{file}:{line}: {problem}", file=path, line=line, problem=message)


def _only_deck(context: Context) -> str:
    """The one deck of the library, where no file was named."""
    from kdeck.decks.discover import choose, discover

    folder = context.decks_folder()
    hint = Message("Name a file, which is made where it does not exist: --deck decks/returns.yaml")
    if context.options.decks is None and not os.path.isdir("decks"):
        raise UsageError(Message("Which deck? There is no folder “decks” here"), hint)
    files = discover(choose(folder, current())).files
    if len(files) == 1:
        return os.path.relpath(files[0].path)
    shown = [os.path.relpath(file.path) for file in files[:_LISTED]]
    listed = series([*shown, "…"] if len(files) > _LISTED else shown)
    raise UsageError(Message("Which deck? Name one with --deck"), Message("There are: {files}", files=listed))


def _require_deck(path: str) -> None:
    name = os.path.basename(path).lower()
    example = Message("For example: kdeck new card --deck decks/returns.yaml")
    if os.path.isdir(path):
        raise UsageError(Message("{path} is a folder; an entry goes into a deck file", path=path), example)
    if not name.endswith(_SUFFIXES):
        raise UsageError(Message("{path} is not a deck file: its name must end in .yaml", path=path), example)
    if name in _SHOPS:
        raise UsageError(Message("{path} describes the shop; entries go into a deck file", path=path), example)
    folder = os.path.dirname(path)
    if folder and not os.path.isdir(folder):
        raise UsageError(
            Message("There is no folder {path}", path=folder), Message("Make it first, or name a file in another one.")
        )


def _read(path: str) -> bytes:
    from kdeck.decks.tree import MAX_BYTES
    from kdeck.journal import files

    try:
        return files.read(path, MAX_BYTES)
    except OSError as error:
        raise _failed(path, error) from error


def _write(path: str, data: bytes, *, existed: bool) -> None:
    """Put the whole file in its place at once; a new one only where there is none by now."""
    from kdeck.journal import files

    try:
        files.write(path, data, new=not existed)
    except OSError as error:
        raise _failed(path, error) from error


def _failed(path: str, error: OSError) -> KdeckError:
    return KdeckError(
        Message("{file} could not be written: {reason}", file=path, reason=reason_of(error)),
        Message("It was left as it was."),
    )


def _header(path: str, spoken: str) -> str:
    """The head of a new deck; its id comes from the file's name."""
    stem = os.path.splitext(os.path.basename(path))[0]
    slug = "-".join(re.findall(r"[a-z0-9]+", stem.casefold()))[:80].strip("-")
    return _template(spoken, "deck").replace("new-deck", slug or "new-deck")


def _shop_language(path: str) -> str:
    """The language of the shop that a deck file belongs to; empty when there is none or it does not say."""
    from kdeck.decks.append import language_of

    folder = os.path.dirname(os.path.abspath(path))
    for _level in range(3):
        for name in _SHOPS:
            shop = os.path.join(folder, name)
            if os.path.isfile(shop):
                return _spoken(language_of(_read(shop)))
        folder = os.path.dirname(folder)
    return ""


def _spoken(tag: str) -> str:
    """The language of the templates for a deck's ``lang``."""
    return next((known for known in ("zh", "en") if tag.lower().startswith(known)), "")


def _template(spoken: str, name: str) -> str:
    path = os.path.join(_TEMPLATES, spoken, f"{name}.yaml")
    with open(path, encoding="utf-8") as file:
        return file.read()
