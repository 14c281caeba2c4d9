"""One file of a library, from bytes to a validated model: bad entries are reported and left out, good ones go on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal, NamedTuple, TypeVar

from pydantic import ValidationError

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.compiled import ProductRow, Source
from kdeck.decks.discover import SHOPS
from kdeck.decks.events import FAST, PLAIN, BadSyntax, Stopped, Walk
from kdeck.decks.faults import MAX_FAULTS, Loc, faults
from kdeck.decks.nearness import shown
from kdeck.decks.schema import COLLECTIONS, DeckFile
from kdeck.decks.schema_base import Strict
from kdeck.decks.shopfile import ShopFile
from kdeck.decks.syntax import directive, explain, mended, one_item_lists, wide_colons
from kdeck.decks.tree import Map, Node, Seq, Text, decode

MENDING: Final = 4_000_000
"""Characters that may be read again for the sake of further mistakes of syntax."""


class Read(NamedTuple):
    """tree: what could be read, ``None`` when the file is refused as a whole.

    guessed: whether syntax was mended on the way, so that the tree is good for finding more mistakes and nothing else.
    """

    tree: Map | None
    findings: tuple[Finding, ...]
    guessed: bool = False


def read(file: str, data: bytes, loader: Any = None) -> Read:
    """Read one file. loader: of PyYAML; by default libyaml's where it is there, else the one in Python."""
    text, found = decode(file, data)
    if text is None:
        return Read(None, found)
    if (finding := directive(file, text)) is not None:
        return Read(None, (*found, finding))
    result = _walked(file, text, loader or FAST or PLAIN)
    return result._replace(findings=(*found, *one_item_lists(file, text, result.tree), *result.findings))


def _walked(file: str, text: str, loader: Any) -> Read:
    mistakes: tuple[Finding, ...] = ()
    patience = MENDING
    while True:  # once, and once more for every mistake of syntax that can be mended
        walk = Walk(file, text)
        try:
            walk.run(loader)
        except Stopped as stop:
            return Read(None, _in_order(mistakes, (*walk.findings, stop.finding)))
        except BadSyntax as error:
            causes = explain(file, text, error)
            if {cause.line for cause in causes} & {mistake.line for mistake in mistakes}:
                return Read(None, _in_order(mistakes, walk.findings))  # the guess was none
            mistakes += causes
            patience -= len(text) + MENDING // 50
            better = mended(text, causes) if patience > 0 else None
            if better is None:
                return Read(None, _in_order(mistakes, walk.findings))
            text = better
            continue
        result = _rooted(file, text, walk.root, tuple(walk.findings))
        return Read(result.tree, _in_order(mistakes, result.findings), bool(mistakes))


def _in_order(mistakes: tuple[Finding, ...], others: Sequence[Finding]) -> tuple[Finding, ...]:
    """All findings, but what else was noticed in a line whose syntax is broken."""
    if not mistakes:
        return tuple(others)
    lines = {mistake.line for mistake in mistakes}
    kept = [other for other in others if other.line not in lines]
    return tuple(sorted((*mistakes, *kept), key=lambda finding: (finding.line, finding.column)))


def _rooted(file: str, text: str, root: Node | None, findings: tuple[Finding, ...]) -> Read:
    if isinstance(root, Map):
        return Read(root, findings)
    if root is None or root == "":
        message = Message("This file is empty.")
        return Read(None, (*findings, Finding(file, 1, 1, "error", "empty-file", message)))
    if colons := wide_colons(file, text, 1, root.line + text.count("\n")):
        return Read(None, (*findings, *colons))
    message = Message("The file must consist of keys and values, such as “deck: returns”.")
    if isinstance(root, Text) and ":" in root:
        hint = Message("A space must follow the colon behind a key.")
        return Read(None, (*findings, Finding(file, root.line, root.column, "error", "no-space", message, hint)))
    return Read(None, (*findings, Finding(file, root.line, root.column, "error", "not-a-mapping", message)))


_PARTS: Final = (*COLLECTIONS, "terms", "facts", "retention", "typing", "path", "dans")
"""Keys whose items stand and fall alone."""

_Model = TypeVar("_Model", bound=Strict)


def parse(file: str, data: bytes, loader: Any = None) -> Source:
    """Read and validate one file of a library. Never raises for what the bytes hold. loader: see ``read``."""
    return parse_read(file, read(file, data, loader))


def shop_of(source: Source | None) -> ShopFile:
    """The shop that a parsed shop.yaml describes, or the defaults."""
    return source.model if source is not None and isinstance(source.model, ShopFile) else ShopFile()


def parse_read(file: str, result: Read) -> Source:
    """Validate what was read of a file; what is bad is taken out of its tree."""
    role: Literal["shop", "deck"] = "shop" if file.rpartition("/")[2] in SHOPS else "deck"
    if result.tree is None:
        return Source(file, role, None, result.findings, ())
    findings = list(result.findings)
    if result.guessed:
        return Source(file, role, None, _all_found(file, role, result.tree, findings), ())
    if role == "shop":
        shop = _validated(file, ShopFile, result.tree, findings)
        if shop is not None:
            shop._tree = result.tree
        return Source(file, role, shop, tuple(findings), ())
    findings += list(_repeated_ids(file, result.tree))[:MAX_FAULTS]
    deck = _validated(file, DeckFile, result.tree, findings)
    if deck is None:
        return Source(file, role, None, tuple(findings), ())
    deck._tree = result.tree
    if not any(result.tree.get(Text(name)) for name in COLLECTIONS) and not findings:
        findings.append(Finding(file, 1, 1, "warning", "empty-deck", Message("This deck holds no entries.")))
    return Source(file, role, deck, tuple(findings), tuple(_rows(deck)))


def _all_found(file: str, role: Literal["shop", "deck"], tree: Map, findings: list[Finding]) -> tuple[Finding, ...]:
    """What else is wrong in a file whose syntax is broken; lines that are known to be broken are left out."""
    broken, further = {finding.line for finding in findings}, list[Finding]()
    if role == "deck":
        further += list(_repeated_ids(file, tree))[:MAX_FAULTS]
    _validated(file, ShopFile if role == "shop" else DeckFile, tree, further)
    return (*findings, *(finding for finding in further if finding.line not in broken))


def _validated(file: str, model: type[_Model], tree: Map, findings: list[Finding]) -> _Model | None:
    """The model of what is good in a tree; what is bad is reported and taken out of the tree."""
    told = False
    while True:  # at most a few times: each round takes out every part that is bad on its own
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            if not told:
                findings += faults(file, model, tree, error)
                told = True
            spoiled = {_part(item["loc"]) for item in error.errors(include_url=False, include_context=False)}
            if not _take_out(tree, spoiled):
                return None


def _part(loc: Loc) -> Loc:
    """The smallest part of a file that has to go for an error at ``loc``."""
    return loc[:2] if loc and loc[0] in _PARTS else loc[:1]


def _take_out(tree: Map, parts: set[Loc]) -> bool:
    """Take parts out of the tree; false when one of them is needed, or is not there at all."""
    taken = False
    for part in sorted(
        parts, key=lambda part: (str(part[:1]), part[-1] if isinstance(part[-1], int) else 0), reverse=True
    ):
        if not part or str(part[0]) not in tree:
            return False
        holder: Any = tree[part[0]] if len(part) == 2 else tree  # type: ignore[index]
        key = part[-1]
        if isinstance(holder, Seq) and isinstance(key, int) and key < len(holder):
            del holder[key]
        elif isinstance(holder, Map) and key in holder:
            del holder[key]  # type: ignore[arg-type]
        else:
            tree.pop(part[0])  # type: ignore[call-overload]
        taken = True
    return taken


def _repeated_ids(file: str, tree: Map) -> Iterator[Finding]:
    """Ids used twice: the later entry is reported and left out."""
    seen: dict[str, int] = {}
    for name in COLLECTIONS:
        entries = tree.get(Text(name))
        if not isinstance(entries, Seq):
            continue
        repeated: list[int] = []
        for index, entry in enumerate(entries):
            identity = entry.get(_ID) if isinstance(entry, Map) else None
            if not isinstance(identity, Text):
                continue
            if identity not in seen:
                seen[identity] = identity.line
            else:
                repeated.append(index)
                message = Message(
                    "The id “{id}” is used twice; line {first} has it first.", id=shown(identity), first=seen[identity]
                )
                yield Finding(file, identity.line, identity.column, "error", "duplicate-id", message)
        for index in reversed(repeated):
            del entries[index]


_ID: Final = Text("id")


def _rows(deck: DeckFile) -> Iterator[ProductRow]:
    for product in deck.products:
        yield ProductRow(f"{deck.deck}/{product.id}", product.category, product.name, tuple(product.facts.items()))
