"""Which texts of a short list count as one answer to a learner: case, width, spaces and end punctuation aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from kdeck.core.normal import normalise


def distinct(texts: Sequence[str]) -> bool:
    """Whether no two texts are alike. Most lists are settled by first and last characters, without normalising."""
    ends = [_ends(text) for text in texts]
    if None in ends:
        return len({normalise(text) for text in texts}) == len(texts)
    if len(set(ends)) == len(texts):
        return True
    once, often = set[str | None](), set[str | None]()
    for end in ends:
        (often if end in once else once).add(end)
    doubtful = [text for text, end in zip(texts, ends, strict=True) if end in often]
    return len({normalise(text) for text in doubtful}) == len(doubtful)


def without_alike(texts: Iterable[str], taken: Iterable[str] = ()) -> tuple[list[str], list[int]]:
    """The texts that are alike neither to an earlier one nor to one ``taken``, and the places of those left out."""
    seen = {normalise(text) for text in taken}
    kept: list[str] = []
    dropped: list[int] = []
    for place, text in enumerate(texts):
        key = normalise(text)
        if key in seen:
            dropped.append(place)
        else:
            seen.add(key)
            kept.append(text)
    return kept, dropped


def _ends(text: str) -> str | None:
    """First and last character where folding leaves both alone; two texts that differ in these cannot be alike."""
    if not text:
        return None
    first, last = text[0], text[-1]
    if ("\u4e00" <= first <= "\u9fff" or (first.isascii() and first.isalnum())) and (
        "\u4e00" <= last <= "\u9fff" or (last.isascii() and last.isalnum())
    ):
        return (first + last).lower()
    return None
