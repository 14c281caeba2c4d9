"""What the expansion of an entry needs to know, and where it leaves what it finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kdeck.core.finding import Finding
from kdeck.core.message import Message
from kdeck.decks.schema_base import MAX_TEXT
from kdeck.decks.suggest import did_you_mean, shown
from kdeck.decks.terms import fill
from kdeck.decks.tree import Node, descend, place_of

MAX_FINDINGS = 500


class Scope:
    """One deck being compiled; ``node`` is the entry at hand."""

    def __init__(self, file: str, deck: str, lang: str, tags: tuple[str, ...], terms: Mapping[str, str]) -> None:
        self.file = file
        self.deck = deck
        self.lang = lang
        self.terms = terms
        self.node: Node | None = None
        self.findings: list[Finding] = []
        self.failed = False
        self._deck_tags = tags
        self._tags: dict[tuple[str, ...], tuple[str, ...]] = {}

    def enter(self, node: Node) -> None:
        """Turn to the next entry."""
        self.node = node
        self.failed = False

    @property
    def line(self) -> int:
        """The line of the entry at hand."""
        return place_of(self.node).line

    def tags(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """The deck's tags and an entry's own, each once."""
        if own not in self._tags:
            self._tags[own] = tuple(dict.fromkeys((*self._deck_tags, *own)))
        return self._tags[own]

    def fill(self, text: str, *path: str | int) -> str:
        """A text with its terms filled in; path: where it stands in the entry."""
        if "$" not in text:
            return text
        filled = fill(text, self.terms)
        for name in filled.unknown:
            message = Message("shop.yaml has no term “{name}”.", name=shown(name))
            hint = did_you_mean(name, self.terms) or Message("Add it under “terms” in shop.yaml, or write $$ for a $.")
            self.error("unknown-term", message, hint, *path)
        if len(filled.text) > MAX_TEXT:
            self.error("too-long", Message("With its terms filled in, this text is too long."), None, *path)
            return text
        return filled.text

    def fill_all(self, texts: Iterable[str], *path: str | int) -> tuple[str, ...]:
        """Texts of a list with their terms filled in."""
        return tuple([self.fill(text, *path, place) if "$" in text else text for place, text in enumerate(texts)])

    def error(self, code: str, message: Message, hint: Message | None, *path: str | int) -> None:
        """What keeps the entry at hand from becoming cards."""
        self.failed = True
        self._note("error", code, message, hint, path)

    def warn(self, code: str, message: Message, hint: Message | None, *path: str | int) -> None:
        """What is worth a look."""
        self._note("warning", code, message, hint, path)

    def _note(self, level: str, code: str, message: Message, hint: Message | None, path: Iterable[str | int]) -> None:
        if len(self.findings) >= MAX_FINDINGS:
            return
        place = place_of(descend(self.node, path))
        finding = Finding(self.file, place.line, place.column, level, code, message, hint)  # type: ignore[arg-type]
        if finding not in self.findings[-8:]:
            self.findings.append(finding)
