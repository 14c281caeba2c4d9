"""Fresh cases for one row of a decision table, exactly: no case of another row, however small this one's region is.

Sets of cases are boxes: for each input the spans that it may lie in. A row's region is its box without the boxes of
the rows above it. A face is where the region ends: one step along one ordered input leads to a row that says
something else. Both are drawn from by trying and, where trying fails, by searching box by box, which misses nothing.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import prod
from typing import Final, NamedTuple

from kdeck.core.rules.table import Case, Row, Spans, Table, without
from kdeck.core.strings import normalise

Box = tuple[Spans, ...]

_TRIES: Final = 12
_WORDINGS: Final = 8
_REGION_STEPS: Final = 500_000
"""Boxes held against boxes, at most, in search of any case of a row: about a second."""
_FACE_STEPS: Final = 5_000
_FACES: Final = 40
"""So many faces of an input are drawn from: of more, evenly chosen ones."""
_NEAR_SHARE: Final = 0.5
_NEW_TRIES: Final = 16
"""Draws by which a case not seen before is sought near the boundaries, before it may lie anywhere."""


class Face(NamedTuple):
    """Cases in a box from which one step (+1 or -1) along an input leads to the box of a row that says something else.

    Rows above either of the two still take cases out of it.
    """

    input: int
    step: int
    row: int
    box: Box


def draw_case(table: Table, row: int, key: str, repetition: int, seed: int = 0) -> Case:
    """The case of a row for a review: the same for the same key, repetition and seed; 0 is the seed of reviews.

    Every second case lies where one step leads to another answer, where the row has such places, and about half of
    the others within a step of such a place. Neighbouring repetitions differ unless the row has but one case.
    ``ValueError`` when no case comes to the row.
    """
    region = _region(table, row)
    if len(region.few) < 3:
        return region.few[repetition % len(region.few)]

    def rng(number: int) -> random.Random:
        return random.Random(f"{key}#{number}" + (f"@{seed}" if seed else ""))  # noqa: S311 - no secret

    if repetition % 2 == 0:
        return region.at_face(rng(repetition))
    # Each odd repetition keeps clear of both its neighbours, so that no draw depends on a chain of earlier ones.
    around = {region.at_face(rng(number)) for number in (repetition - 1, repetition + 1)}
    return region.other(rng(repetition), around)


def draw_new_case(table: Table, row: int, key: str, seed: int, taken: frozenset[Case]) -> Case:
    """The case of a row for an exam: drawn as for a review, but none of those taken unless the row has no others."""
    for repetition in range(_NEW_TRIES):
        case = draw_case(table, row, key, repetition, seed)
        if case not in taken:
            return case
    rng = random.Random(f"{key}@{seed}")  # noqa: S311 - no secret
    return _region(table, row).anywhere(rng, taken)


class Region:
    """Where the cases of one row lie, and its faces. few: its cases where it has but one or two, else any three."""

    def __init__(self, table: Table, row: int) -> None:
        sizes = [asked.size for asked in table.inputs]
        self._worded = tuple(place for place, asked in enumerate(table.inputs) if asked.kind == "one of")
        self._boxes = [box_of(other, sizes) for other in table.rows]
        self._row = row
        self._box = self._boxes[row]
        self._holes = _clipped(self._boxes[:row], self._box)
        self._holes_of: dict[Face, tuple[Box, ...] | None] = {}
        self._faces = self._find_faces(table)
        self.few = self._first_three()
        if not self.few:
            raise ValueError(f"no case comes to row {table.rows[row].id}")

    def at_face(self, rng: random.Random) -> Case:
        """A case at one of the faces, every input and every boundary in turn; anywhere where there are none."""
        found = self._draw_face(rng)
        return found[1] if found else self.anywhere(rng)

    def other(self, rng: random.Random, taken: Iterable[Case]) -> Case:
        """A case near a face or anywhere, none of those taken unless there are no others."""
        taken = frozenset(taken)
        found = self._draw_face(rng) if rng.random() < _NEAR_SHARE else None
        if found is not None:
            face, case = found
            back = _moved(case, face.input, -face.step)
            candidates = [back, case] if rng.random() < _NEAR_SHARE else [case, back]
            for candidate in candidates:
                if candidate not in taken and self.holds(candidate):
                    return candidate
        return self.anywhere(rng, taken)

    def anywhere(self, rng: random.Random, taken: frozenset[Case] = frozenset()) -> Case:
        """A case from the whole region, its words all alike often, none of those taken unless there are no others."""
        holes = (*self._holes, *(_box_around(case) for case in sorted(taken)))
        found = self._pick(self._box, holes, rng, _REGION_STEPS)
        return found or self._pick(self._box, self._holes, rng, _REGION_STEPS) or self.few[0]

    def holds(self, case: Case) -> bool:
        """Whether a case lies in the region."""
        return _in(self._box, case) and not any(_in(hole, case) for hole in self._holes)

    def _draw_face(self, rng: random.Random) -> tuple[Face, Case] | None:
        order = list(self._faces)
        rng.shuffle(order)
        for asked in order:
            faces = list(self._faces[asked])
            rng.shuffle(faces)
            for face in faces:
                holes = self._around(face)
                if holes is not None and (case := self._pick(face.box, holes, rng, _FACE_STEPS)):
                    return face, case
        return None

    def _around(self, face: Face) -> tuple[Box, ...] | None:
        """The holes of a face, ``None`` when they leave no case; found without chance, so that no draw tells of it."""
        if face not in self._holes_of:
            across = (_shifted(box, face.input, -face.step) for box in self._boxes[: face.row])
            near = _clipped((*self._holes, *across), face.box)
            self._holes_of[face] = near if _search(face.box, near, None, _FACE_STEPS) is not None else None
        return self._holes_of[face]

    def _find_faces(self, table: Table) -> dict[int, list[Face]]:
        """By input, the faces towards rows that say something else or, where there are none, towards any other row."""
        said = [normalise(row.then) for row in table.rows]
        others = [place for place in range(len(said)) if said[place] != said[self._row]]
        for rows in (others, [place for place in range(len(said)) if place != self._row]):
            faces: dict[int, list[Face]] = {}
            for asked, given in enumerate(table.inputs):
                found = [] if given.kind == "one of" else list(self._towards(asked, rows))
                if found:
                    faces[asked] = found[:: -(-len(found) // _FACES)]
            if any(self._around(face) is not None for found in faces.values() for face in found):
                return faces
        return {}

    def _towards(self, asked: int, rows: Sequence[int]) -> Iterator[Face]:
        for step in (1, -1):
            ours = _shifted(self._box, asked, -step)[asked]
            for row in rows:
                box = _meet(self._box, _shifted(self._boxes[row], asked, -step))
                if box is None:
                    continue
                # The upper of the two rows must not hold on the lower one's side.
                spans = without(box[asked], ours if self._row < row else self._boxes[row][asked])
                if spans:
                    yield Face(asked, step, row, (*box[:asked], spans, *box[asked + 1 :]))

    def _first_three(self) -> tuple[Case, ...]:
        found: list[Case] = []
        while len(found) < 3:
            holes = (*self._holes, *map(_box_around, found))
            case = _search(self._box, holes, None, _REGION_STEPS)
            if case is None:
                break
            found.append(case)
        return tuple(sorted(found))

    def _pick(self, box: Box, holes: Sequence[Box], rng: random.Random, steps: int) -> Case | None:
        """A case in a box outside the holes: first the words, each as often as the others, then the rest."""
        for _ in range(_WORDINGS if self._worded else 1):
            chosen = list(box)
            for place in self._worded:
                word = _position(box[place], rng)
                chosen[place] = ((word, word),)
            narrowed = tuple(chosen)
            near = [hole for hole in holes if _overlap(hole, narrowed)]
            if any(_meet(hole, narrowed) == narrowed for hole in near):
                continue
            for _ in range(_TRIES):
                case = tuple(_position(spans, rng) for spans in narrowed)
                if not any(_in(hole, case) for hole in near):
                    return case
            if found := _search(narrowed, near, rng, steps):
                return found
        return _search(box, holes, rng, steps) if self._worded else None


@lru_cache(maxsize=64)
def _region(table: Table, row: int) -> Region:
    return Region(table, row)


def box_of(row: Row, sizes: Sequence[int]) -> Box:
    """All cases that pass a row's tests."""
    return tuple(((0, size - 1),) if test is None else test.spans for test, size in zip(row.tests, sizes, strict=True))


def _search(box: Box, holes: Sequence[Box], rng: random.Random | None, steps: int) -> Case | None:
    """A case in a box outside all holes; ``None`` when there is none, or none was found in so many steps.

    Without ``rng`` always the same one.
    """
    left = [(box, 0)]
    while left and steps > 0:
        box, start = left.pop()
        at = start
        while at < len(holes) and not _overlap(box, holes[at]):
            at += 1
        steps -= at - start + 1
        if at == len(holes):
            if all(box):
                return tuple(spans[0][0] if rng is None else _position(spans, rng) for spans in box)
            continue
        pieces = _without(box, holes[at], rng)
        left += [(piece, at + 1) for piece in pieces]
    return None


def _without(box: Box, hole: Box, rng: random.Random | None) -> list[Box]:
    """Disjoint boxes that make up a box without a hole, cut along the inputs in any order."""
    order = list(range(len(box)))
    if rng is not None:
        rng.shuffle(order)
    pieces: list[Box] = []
    rest = list(box)
    for place in order:
        outside = without(rest[place], hole[place])
        if outside:
            pieces.append((*rest[:place], outside, *rest[place + 1 :]))
        rest[place] = _spans_meet(rest[place], hole[place])
    if rng is not None:
        rng.shuffle(pieces)
    return pieces


def _meet(ours: Box, theirs: Box) -> Box | None:
    met = []
    for one, other in zip(ours, theirs, strict=True):
        spans = _spans_meet(one, other)
        if not spans:
            return None
        met.append(spans)
    return tuple(met)


def _clipped(holes: Iterable[Box], box: Box) -> tuple[Box, ...]:
    """What holes take out of a box, the largest first; none lies in another."""
    kept: list[Box] = []
    met = {inside for hole in holes if (inside := _meet(hole, box))}
    for hole in sorted(met, key=lambda hole: (-_volume(hole), hole)):
        if not any(_meet(hole, other) == hole for other in kept):
            kept.append(hole)
    return tuple(kept)


def _volume(box: Box) -> int:
    return prod(sum(high - low + 1 for low, high in spans) for spans in box)


def _overlap(ours: Box, theirs: Box) -> bool:
    for one, other in zip(ours, theirs, strict=True):
        for low, high in one:
            if any(low <= high2 and low2 <= high for low2, high2 in other):
                break
        else:
            return False
    return True


def _in(box: Box, case: Case) -> bool:
    return all(any(low <= at <= high for low, high in spans) for spans, at in zip(box, case, strict=True))


def _shifted(box: Box, asked: int, by: int) -> Box:
    return (*box[:asked], tuple((low + by, high + by) for low, high in box[asked]), *box[asked + 1 :])


def _moved(case: Case, asked: int, by: int) -> Case:
    return (*case[:asked], case[asked] + by, *case[asked + 1 :])


def _box_around(case: Case) -> Box:
    return tuple(((at, at),) for at in case)


def _spans_meet(ours: Spans, theirs: Spans) -> Spans:
    if ours == theirs:
        return ours
    both = ((max(low, low2), min(high, high2)) for low, high in ours for low2, high2 in theirs)
    return tuple(span for span in both if span[0] <= span[1])


def _position(spans: Spans, rng: random.Random) -> int:
    """Any position of the spans, each as likely as the others."""
    if len(spans) == 1:
        low, high = spans[0]
        return low + int(rng.random() * (high - low + 1))
    at = int(rng.random() * sum(high - low + 1 for low, high in spans))
    for low, high in spans:
        if at <= high - low:
            return low + at
        at -= high - low + 1
    raise AssertionError("a place beyond the spans")
