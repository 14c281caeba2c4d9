"""Everything that is wrong with a library: in each file, between its files, on the day; what ``kdeck check`` says."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping

from kdeck.core.errors import LibraryError
from kdeck.core.finding import Finding
from kdeck.core.ident import entry_of
from kdeck.decks.build import Build
from kdeck.decks.compiled import dated_findings
from kdeck.decks.discover import Found, choose, discover, editions, outside_editions
from kdeck.decks.exam_needs import questions, short_exams
from kdeck.decks.renamed import Known, clashes
from kdeck.decks.shopfile import ShopFile


def check_editions(path: str, language: str | None, today: int | None) -> list[Finding]:
    """The findings of ``kdeck.decks.library.check_path``."""
    folders = editions(path)
    if not folders or language is not None:
        return sorted(_check(discover(choose(path, language)), today), key=_by_place)
    findings = outside_editions(path)
    for folder in folders:
        prefix = os.path.basename(folder)
        try:
            found = _check(discover(folder), today)
        except LibraryError as error:
            found = [Finding("", 1, 1, "error", "no-library", error.message, error.hint)]
        findings += [finding._replace(file=f"{prefix}/{finding.file}".rstrip("/")) for finding in found]
    return sorted(findings, key=_by_place)


def _check(found: Found, today: int | None) -> list[Finding]:
    build = Build(found)
    findings = [*found.findings, *build.between]
    taken: set[str] = set()
    known: list[tuple[str, list[Known]]] = []
    held: dict[str, int] = {}
    for file in found.everything:
        findings += build.findings_of(file.name)
        cards = build.cards(file.name, taken)
        known.append((file.name, [(card.id, card.was, card.line) for card in cards if card.was]))
        if (deck := build.deck_of(file.name)) is not None:
            held[deck] = held.get(deck, 0) + questions(cards, today)
        if today is not None:
            findings += dated_findings(cards, today)
    if any(cards for _file, cards in known):
        findings += clashes({entry_of(card) for card in taken}, known)
    return list(dict.fromkeys([*findings, *_short_exams(build, held, findings)]))


def _short_exams(build: Build, held: Mapping[str, int], findings: Iterable[Finding]) -> Iterator[Finding]:
    """Exams that ask more than the decks hold; a deck with errors may hold more than could be read of it."""
    shop = build.found.shop
    source = None if shop is None or build.found.alone else build.sources.get(shop.name)
    if source is not None and isinstance(source.model, ShopFile):
        wrong = {finding.file for finding in findings if finding.level == "error"}
        unsure = {file.name: build.deck_of(file.name) for file in build.found.files if file.name in wrong}
        if None not in unsure.values():  # a file of which not even the deck could be read
            yield from short_exams(source.file, source.model, held, {deck for deck in unsure.values() if deck})


def _by_place(finding: Finding) -> tuple[str, int, int]:
    return finding.file, finding.line, finding.column
