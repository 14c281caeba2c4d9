"""Typing runs: kept when they end, one event each, with everything that a trainer may want to look at again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.clean import clean_line
from kdeck.core.errors import UsageError
from kdeck.core.keyboard.certified import rule
from kdeck.core.keyboard.kept import RunResult, packed, run_of, unpacked
from kdeck.core.keyboard.run import Run
from kdeck.core.keyboard.stroke import Stroke
from kdeck.core.message import Message
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.grades import Grade, reaches
from kdeck.trainer.typing.passages import Passage
from kdeck.trainer.typing.weak import confusions, weakest

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
        raise UsageError(Message("There is no typing run {number}: there are {count}.", number=number, count=len(runs)))
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
