"""All card ids of a library as one sequence, of which only the files that are asked for are decoded."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from typing import overload


class Ids(Sequence[str]):
    """All card ids in library order, decoded when asked for.

    starts: the place of every file's first card, and how many cards there are. of_file: the ids of the file at a place.
    everything: all ids at once.
    """

    def __init__(
        self, starts: Sequence[int], of_file: Callable[[int], list[str]], everything: Callable[[], list[str]]
    ) -> None:
        self._starts = starts
        self._of_file = of_file
        self._everything = everything

    def __len__(self) -> int:
        return self._starts[-1]

    def __iter__(self) -> Iterator[str]:
        return iter(self._everything())

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> list[str]: ...
    def __getitem__(self, place: int | slice) -> str | list[str]:
        if isinstance(place, slice):
            return self._slice(*place.indices(len(self)))
        if place < 0:
            place += len(self)
        if not 0 <= place < len(self):
            raise IndexError(place)
        file = bisect_right(self._starts, place) - 1
        return self._of_file(file)[place - self._starts[file]]

    def _slice(self, start: int, stop: int, step: int) -> list[str]:
        if step != 1 or stop <= start:
            return [self[one] for one in range(start, stop, step)]
        found: list[str] = []
        for file in range(bisect_right(self._starts, start) - 1, bisect_left(self._starts, stop)):
            first = self._starts[file]
            found += self._of_file(file)[max(0, start - first) : stop - first]
        return found
