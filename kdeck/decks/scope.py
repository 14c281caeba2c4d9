"""What the expansion of an entry needs to know: terms, gaps, and where it leaves what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from kdeck.core.cards.card import Card, Content
from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema_base import MAX_TEXT, fill
from kdeck.decks.tree import Node, descend, place_of

if TYPE_CHECKING:
    from kdeck.decks.charts import Charts
    from kdeck.decks.shopfile import ShopFile
    from kdeck.decks.siblings import Siblings

MAX_FINDINGS = 500


class Scope:
    """One deck being compiled; ``node`` is the entry at hand. shop, siblings, charts: what entries refer to."""

    def __init__(
        self,
        file: str,
        deck: str,
        lang: str,
        tags: tuple[str, ...],
        shop: ShopFile,
        siblings: Siblings,
        charts: Charts,
    ) -> None:
        self.file = file
        self.deck = deck
        self.lang = lang
        self.shop = shop
        self.siblings = siblings
        self.charts = charts
        self.node: Node | None = None
        self.findings: list[Finding] = []
        self.failed = False
        self._deck_tags = tags
        self._tags: dict[tuple[str, ...], tuple[str, ...]] = {}

    def enter(self, node: Node) -> None:
        """Turn to the next entry."""
        self.node = node
        self.failed = False

    def in_file(self, file: str, node: Node) -> Scope:
        """The same for a node of another file; what is found there is found with this deck."""
        scope = Scope(file, self.deck, self.lang, (), self.shop, self.siblings, self.charts)
        scope.findings = self.findings
        scope.enter(node)
        return scope

    @property
    def line(self) -> int:
        """The line of the entry at hand."""
        return place_of(self.node).line

    def tags(self, own: tuple[str, ...]) -> tuple[str, ...]:
        """The deck's tags and an entry's own, each once."""
        if own not in self._tags:
            self._tags[own] = tuple(dict.fromkeys((*self._deck_tags, *own)))
        return self._tags[own]

    def card(
        self, entry: str, facet: str, front: str, content: Content, tags: tuple[str, ...], line: int = 0, **more: Any
    ) -> Card:
        """A card of the entry at hand. facet: what follows the entry in its id, empty where the entry is the card.

        line: where it stands, by default where its entry does. more: fields that not all cards have.
        """
        name = f"{self.deck}/{entry}/{facet}" if facet else f"{self.deck}/{entry}"
        return Card(name, self.deck, front, content, self.tags(tags), file=self.file, line=line or self.line, **more)

    def fill(self, text: str, *path: str | int) -> str:
        """A text with its terms filled in; path: where it stands in the entry."""
        if "$" not in text:
            return text
        filled = fill(text, self.shop.terms)
        for name in filled.unknown:
            message = Message("shop.yaml has no term “{name}”.", name=shown(name))
            hint = Message("Add it under “terms” in shop.yaml, or write $$ for a $.")
            self.error("unknown-term", message, did_you_mean(name, self.shop.terms) or hint, *path)
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


_GAP = re.compile(r"\{\{c([1-9][0-9]?)::(.+?)\}\}", re.DOTALL)


class Gap(NamedTuple):
    """number: which card asks for it. answer: the text that is missing. hint: shown in its place, may be empty."""

    number: int
    answer: str
    hint: str


class Cloze(NamedTuple):
    """A text cut up: texts and gaps in turn, a text first and last. problems: why it cannot be used, if so."""

    texts: tuple[str, ...]
    gaps: tuple[Gap, ...]
    problems: tuple[Message, ...] = ()

    @property
    def numbers(self) -> list[int]:
        """The numbers in use, ascending: one card each."""
        return sorted({gap.number for gap in self.gaps})

    def front(self, number: int) -> str:
        """The text with the gaps of one number open and all others filled."""
        shown = (_opened(gap) if gap.number == number else gap.answer for gap in self.gaps)
        return self.texts[0] + "".join(gap + text for gap, text in zip(shown, self.texts[1:], strict=True))

    def back(self, number: int) -> tuple[str, ...]:
        """What is missing in the gaps of one number, in their order."""
        return tuple(gap.answer for gap in self.gaps if gap.number == number)


def parse_cloze(text: str) -> Cloze:
    """Find the gaps of a text."""
    texts, gaps, problems = [], [], []
    end = 0
    for found in _GAP.finditer(text):
        answer, _, hint = found[2].partition("::")
        texts.append(text[end : found.start()])
        gaps.append(Gap(int(found[1]), answer.strip(), hint.strip()))
        end = found.end()
    texts.append(text[end:])
    if any("{{" in piece or "}}" in piece for piece in texts) or any("{{" in gap.answer + gap.hint for gap in gaps):
        problems.append(
            Message("A gap is written “{{{{c1::answer}}}}” or “{{{{c1::answer::hint}}}}”; one here is not.")
        )
    elif not gaps:
        problems.append(Message("This text has no gap; write one as “{{{{c1::answer}}}}”."))
    elif not all(gap.answer for gap in gaps):
        problems.append(Message("A gap has no answer."))
    return Cloze(tuple(texts), tuple(gaps), tuple(problems))


def _opened(gap: Gap) -> str:
    return f"[{gap.hint or '…'}]"
