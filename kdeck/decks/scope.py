"""What the expansion of an entry needs to know: terms, gaps, and where it leaves what it finds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.decks.nearness import did_you_mean, shown
from kdeck.decks.schema_base import MAX_TEXT
from kdeck.decks.tree import Node, descend, place_of

_TERM = re.compile(r"\$(?:(\$)|\{([^{}\n]{0,80})\}|([A-Za-z_][A-Za-z0-9_]*))")


class Filled(NamedTuple):
    """text: with every known term filled in. unknown: the names of the others, in order."""

    text: str
    unknown: tuple[str, ...]


def fill(text: str, terms: Mapping[str, str]) -> Filled:
    """Fill in the terms of a text, once: what a term stands for is not searched for further terms."""
    unknown: list[str] = []

    def value(found: re.Match[str]) -> str:
        if found[1]:
            return "$"
        name = (found[2] if found[2] is not None else found[3]).strip()
        if name not in terms:
            unknown.append(name)
            return found[0]
        return terms[name]

    return Filled(_TERM.sub(value, text), tuple(unknown))


def names_in(text: str) -> tuple[str, ...]:
    """The names that a text writes with a dollar sign, known or not."""
    return tuple(
        (found[2] if found[2] is not None else found[3]).strip() for found in _TERM.finditer(text) if not found[1]
    )


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
