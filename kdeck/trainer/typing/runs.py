"""Typing runs: kept when they end, one event each, with what was slow or wrong in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from statistics import median
from typing import Any, Final, NamedTuple

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.errors import UsageError
from kdeck.core.message import Message, counted
from kdeck.core.strings import clean_line, folded
from kdeck.core.typing.record import RunResult, packed, run_of, unpacked
from kdeck.core.typing.run import Run, costs
from kdeck.core.typing.score import Stroke, rule, units
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.passages import Grade, Passage, reaches

_MOST: Final = 3
_SLOW: Final = 1.25
"""How many times slower than the middle phrase one is that is worth practising though it was right."""
_SHORTEST: Final = 3
_LONGEST: Final = 12
"""Graphemes of a phrase of Chinese; of English it is this many words' letters at most."""
_WORD: Final = 3
"""Graphemes in a row that may be wrong together where one word was taken for another."""
_END: Final = re.compile(r"[，。！？、；：,.!?;:\s…—]")


class Confusion(NamedTuple):
    """What was typed for what, and the phrase of the passage in which it was."""

    asked: str
    typed: str
    phrase: str


class Weak(NamedTuple):
    """A phrase of the passage. ms: for one character. errors: left in it."""

    phrase: str
    ms: int
    errors: int


def weakest(run: Run, most: int = _MOST) -> tuple[Weak, ...]:
    """The phrases of a run that cost most, the worst first; only those that were wrong or clearly slow."""
    spent = costs(run)
    found = []
    for first, end in phrases(run.text):
        if end > len(spent):  # it was not typed to its end
            break
        phrase = "".join(run.passage[first:end]).strip()
        ms, errors = (sum(values) for values in zip(*spent[first:end], strict=True))
        found.append(Weak(phrase, round(ms / (end - first)), round(errors)))
    if not found:
        return ()
    usual = median(weak.ms for weak in found) * _SLOW
    worth = [weak for weak in found if len(weak.phrase) >= _SHORTEST and (weak.errors or weak.ms > usual)]
    worth.sort(key=lambda weak: -weak.ms * (1 + weak.errors))
    return tuple({weak.phrase: weak for weak in reversed(worth)}.values())[::-1][:most]


def confusions(run: Run) -> tuple[Confusion, ...]:
    """What was asked and what was typed for it, each pair once: 的 and 得, 0 and O, a word and one that sounds alike.

    Letters and digits only, and in a text that is right around them: what is wrong altogether has confused nothing.
    """
    found: dict[tuple[str, str], Confusion] = {}
    spans = phrases(run.text)
    for right, group in groupby(run.steps(), key=lambda step: step.kind == "right"):
        steps = tuple(group)
        if right or len(steps) > _WORD:
            continue
        places = [(step.passage, step.typed) for step in steps]
        pairs = [(run.passage[at], run.typed[typed]) for at, typed in places if at is not None and typed is not None]
        asked, typed = ("".join(side) for side in zip(*pairs, strict=True)) if len(pairs) == len(steps) else ("", "")
        if not (asked.isalnum() and typed.isalnum()) or any(folded(one) == folded(two) for one, two in pairs):
            continue  # another sign or width is a matter of the input method's state, not of fingers or ears
        first, end = next((span for span in spans if span[0] <= (places[0][0] or 0) < span[1]), (0, 0))
        found.setdefault((asked, typed), Confusion(asked, typed, "".join(run.passage[first:end]).strip()))
    return tuple(found.values())


def phrases(text: str) -> list[tuple[int, int]]:
    """First and end of each clause, in graphemes without line ends, long ones cut.

    Where there are more digits than letters, each word is one.
    """
    found, start = list[tuple[int, int]](), 0
    words = sum(character.isdecimal() for character in text) > sum(character.isalpha() for character in text)
    for paragraph in map(units, text.splitlines()):
        found += [(start + first, start + end) for first, end in _clauses(paragraph, words=words)]
        start += len(paragraph)
    return found


def _clauses(passage: list[str], *, words: bool) -> Iterator[tuple[int, int]]:
    wide = any(grapheme >= "\u2e80" for grapheme in passage)
    longest, first = _LONGEST if wide else _LONGEST * 3, 0
    for place, grapheme in enumerate(passage):
        spaced = grapheme == " " and not wide
        full = place + 1 - first >= longest and (wide or spaced)
        ends = words if spaced else _END.match(grapheme) and not _within_number(passage, place)
        if ends or full or place == len(passage) - 1:
            yield first, place + 1
            first = place + 1


def _within_number(passage: list[str], place: int) -> bool:
    """Whether a sign stands between two digits, as in 16:00; a Chinese full stop ends a sentence even there."""
    return passage[place] in ".:," and all(
        0 <= at < len(passage) and passage[at].isdecimal() for at in (place - 1, place + 1)
    )


_NAME: Final = 60
LEFT: Final = Message("It was left before its end.")


def record(
    trainer: Trainer,
    passage: Passage,
    run: Run,
    *,
    monotonic_ms: int = 0,
    wall_ms: int = 0,
    witness: str = "",
    left: bool = False,
    more: Mapping[str, Any] | None = None,
) -> RunResult:
    """Keep a run that has ended, durably.

    monotonic_ms, wall_ms: how long it took by the two clocks of the machine. left: it was given up before its end, so
    that it counts for nothing if it was to be certified. more: what else its event is to say. ``ValueError`` for a run
    without time, a ``JournalError`` where nothing was stored.
    """
    ruling = rule(run.strokes, run.unit, monotonic_ms=monotonic_ms, wall_ms=wall_ms)
    void = (ruling.void or (LEFT if left else None)) if passage.certified else None
    log, cut = packed(run.strokes)
    body = {
        "mode": passage.mode,
        "seed": passage.seed,
        "lang": passage.lang,
        "certified": passage.certified,
        "ms": run.ended,
        "clocks": [monotonic_ms, wall_ms],
        "score": run.score()._asdict(),
        "figures": run.figures()._asdict(),
        "passage": run.text,
        "digest": passage.digest,
        "cards": list(passage.cards),
        "log": log,
        "cut": cut,
        "void": None if void is None else {"template": void.template, "values": void.values},
        "flags": list(ruling.flags) if passage.certified else [],
        "witness": clean_line(witness).strip()[:_NAME],
        "weak": [] if run.free else [weak.phrase for weak in weakest(run)],
        "confused": [list(pair) for pair in confusions(run)],
        **(more or {}),
    }
    event = trainer.keep_run("typing", f"typing/{passage.mode}", body)
    return run_of(event)


def review(trainer: Trainer, passage: Passage, run: Run) -> tuple[Prompt, Verdict] | None:
    """Answer the card that the run was about by what was typed; what was asked and how it was judged, if it was.

    Only a run from the question alone is about a card: copying never touches the schedule.
    """
    from kdeck.core.cards.card import draw, grade, rating_for

    if not passage.reviewed or passage.reviewed not in trainer.library or not run.typed:
        return None
    card = trainer.library.card(passage.reviewed)
    memory = trainer.journal.memory(card.id)
    prompt = draw(card, memory.reps if memory else 0)
    verdict = grade(prompt, ("".join(run.typed),))
    if verdict.right is None:
        return None
    milliseconds = run.ended or 0
    rating = rating_for(verdict, milliseconds, card.seconds)
    body = {"rating": int(rating), "ms": milliseconds, "answer": list(verdict.given), "right": verdict.right}
    trainer.review(card.id, key=card.answer_key, retention=trainer.library.shop.retention_of(card.tags), body=body)
    return prompt, verdict


def history(trainer: Trainer, limit: int = 200) -> list[RunResult]:
    """The newest runs, newest first."""
    return [run_of(event) for event in trainer.journal.recent("typing", limit)]


def replayed(trainer: Trainer, number: int) -> tuple[RunResult, list[Stroke]]:
    """A run and its strokes. number: 1 is the newest run.

    ``UsageError`` where there is no such run or its log cannot be read.
    """
    runs = history(trainer, number)
    if number > len(runs):
        raise UsageError(
            counted(
                "There is no typing run {number}: there is {count}.",
                "There is no typing run {number}: there are {count}.",
                len(runs),
                number=number,
            )
        )
    try:
        return runs[-1], unpacked(runs[-1].log)
    except ValueError as error:
        raise UsageError(Message("The log of typing run {number} cannot be read.", number=number)) from error


def best_two_of_three(results: Iterable[RunResult], grade: Grade) -> tuple[int, int]:
    """Of the newest three certified runs that count: how many reach a grade, and how many there are.

    The first dan has been reached when two of them do. results: newest first.
    """
    counted = [result for result in results if result.counts][:3]
    return sum(reaches(result.figures, grade) for result in counted), len(counted)
