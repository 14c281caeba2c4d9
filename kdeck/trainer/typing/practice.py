"""What a learner should practise: phrases that were slow or wrong, and what was typed for something else.

A drill's round is a ``typing`` event of the mode ``weak``, see ``core.keyboard.kept``. What is done is left out from
then on, until a later run is slow or wrong there again.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from kdeck.core.strings import HAN
from kdeck.core.typing.record import RunResult
from kdeck.core.typing.run import Drill, Item, Run
from kdeck.core.typing.score import WRITINGS, Unit, units
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.passages import Passage, candidates, grades, next_grade, sentences
from kdeck.trainer.typing.runs import Confusion, history, phrases, record

_RUNS: Final = 20
_PHRASES: Final = 5
_PAIRS: Final = 3
_CLAUSE: Final = (3, 12)
"""Graphemes of a clause in which a pair is practised."""
TARGETS: Final[dict[Unit, str]] = {"字/分": "target_characters", "WPM": "target_words"}
"""The setting that holds the learner's own target of speed; 0 is the next grade."""


class _Weak(NamedTuple):
    """What the newest runs say. pairs: how often each came."""

    unit: Unit
    phrases: tuple[str, ...]
    pairs: tuple[tuple[Confusion, int], ...]


def practice(trainer: Trainer) -> Drill | None:
    """A drill of what is weak, with the learner's own target; ``None`` where nothing is."""
    weak = _newest(trainer)
    if weak is None:
        return None
    items = {phrase: Item(phrase) for phrase in weak.phrases[:_PHRASES]}
    pairs = sorted(weak.pairs, key=lambda pair: -pair[1])[:_PAIRS]
    clauses = _clauses(trainer) if any(HAN.search(pair.asked + pair.typed) for pair, _count in pairs) else ()
    for pair, _count in pairs:
        for text in _texts(pair, clauses):
            items[text] = Item(text, (pair.asked, pair.typed))
    return Drill(tuple(items.values()), target(trainer, weak.unit), weak.unit)


def target(trainer: Trainer, unit: Unit) -> float:
    """The speed that the learner wants to reach: one's own, else the next grade's."""
    own: int = getattr(trainer.settings, TARGETS[unit])
    if own:
        return float(own)
    known = grades(trainer.library.shop, unit)
    newest = next((run for run in history(trainer, _RUNS) if run.figures.unit == unit and run.measures), None)
    following = known[0] if newest is None else next_grade(newest.figures, known)
    return (following or known[-1]).speed


def round_passage(drill: Drill) -> Passage:
    """What is typed in the next round."""
    return Passage("weak", drill.passage, WRITINGS[drill.unit], drill.rounds, None)


def keep_round(trainer: Trainer, passage: Passage, run: Run, drill: Drill) -> RunResult:
    """Store a round durably. drill: as it is after it. Raises as ``record`` does."""
    done = [item for item, reached in zip(drill.items, drill.reached, strict=True) if reached]
    open_pairs = {item.pair for item, reached in zip(drill.items, drill.reached, strict=True) if not reached}
    settled = dict.fromkeys(item.pair for item in done if item.pair is not None and item.pair not in open_pairs)
    more = {
        "target": drill.target,
        "reached": [item.text for item in done],
        "settled": [list(pair) for pair in settled],
    }
    return record(trainer, passage, run, more=more)


def _newest(trainer: Trainer) -> _Weak | None:
    """What is weak in the newest runs that are counted in the same unit as the newest of them."""
    unit: Unit | None = None
    found: dict[str, None] = {}
    counts: Counter[tuple[str, str]] = Counter()
    pairs: dict[tuple[str, str], Confusion] = {}
    done_texts, done_pairs = set[str](), set[tuple[str, str]]()
    for run in history(trainer, _RUNS):
        if run.mode == "weak":
            done_texts.update(text.strip() for text in run.reached)
            done_pairs.update((row[0], row[1]) for row in _rows(run.settled))
            continue
        fresh = [text.strip() for text in run.weak if text.strip() and text.strip() not in done_texts]
        confused = [Confusion(*row) for row in _rows(run.confused) if len(row) == len(Confusion._fields)]
        confused = [pair for pair in confused if (pair.asked, pair.typed) not in done_pairs]
        if fresh or confused:
            unit = unit or run.figures.unit
        if unit is None or run.figures.unit != unit:
            continue
        found |= dict.fromkeys(fresh)
        for pair in confused:
            counts[pair.asked, pair.typed] += 1
            pairs.setdefault((pair.asked, pair.typed), pair)
    if unit is None or not (found or pairs):
        return None
    return _Weak(unit, tuple(found), tuple((pair, counts[key]) for key, pair in pairs.items()))


def _rows(rows: Iterable[Iterable[str]]) -> Iterator[tuple[str, ...]]:
    """Rows of texts without spaces around them, such as have no empty one."""
    for row in rows:
        texts = tuple(text.strip() for text in row)
        if all(texts):
            yield texts


def _clauses(trainer: Trainer) -> tuple[str, ...]:
    """Clauses of the shop's sentences, short enough to be drilled; the same ones as long as the library is the same."""
    rng = random.Random(trainer.library.digest)  # noqa: S311 - so that a pair keeps its texts from day to day
    found = []
    for _card, text in sentences(candidates(trainer, rng, near=False), rng):
        graphemes = units(text)
        found += ["".join(graphemes[first:end]).strip() for first, end in phrases(text)]
    return tuple(found)


def _texts(pair: Confusion, clauses: tuple[str, ...]) -> tuple[str, ...]:
    """Where a pair is told apart: where it was confused, one more place of what was asked, one of what was typed."""
    texts = [pair.phrase]
    if HAN.search(pair.asked + pair.typed):
        for one, other in ((pair.asked, pair.typed), (pair.typed, pair.asked)):
            texts += next(([clause] for clause in clauses if _shows(clause, one, other) and clause not in texts), [])
    elif len(pair.asked) == 1 and (pair.asked.isdecimal() or pair.typed.isdecimal()):
        one, other = pair.asked, pair.typed
        texts.append(f"{one}{other}{one} {other}{one}{other}")  # 0O0 O0O: hands find both keys
    return tuple(texts)


def _shows(clause: str, wanted: str, other: str) -> bool:
    return wanted in clause and other not in clause and _CLAUSE[0] <= len(clause) <= _CLAUSE[1]
