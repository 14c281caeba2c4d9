"""Typing runs as they are kept: one event each, with everything that a trainer may want to look at again.

The body of a ``typing`` event: ``mode``, ``seed``, ``lang``, ``certified``, ``ms`` (how long it took), ``clocks`` (the
two clocks' milliseconds), ``score`` and ``figures`` (by name), ``passage`` and its SHA-256 ``digest``, ``cards``,
``log`` (strokes: see ``packed``), ``cut`` (whether the log did not fit), ``void`` (template and values, or null),
``flags``, ``witness``, ``weak`` (phrases), ``confused`` (rows of asked, typed and the phrase). Rounds of a drill say
more: see ``practice``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple, cast

from kdeck.core.clean import clean_line
from kdeck.core.errors import UsageError
from kdeck.core.event import Event
from kdeck.core.grading import Verdict
from kdeck.core.keyboard.certified import Flag, rule
from kdeck.core.keyboard.figures import Figures
from kdeck.core.keyboard.run import Run
from kdeck.core.keyboard.score import Score
from kdeck.core.keyboard.stroke import Stroke, StrokeKind
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.prompt import Prompt
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.grades import Grade, reaches
from kdeck.trainer.typing.passages import Passage
from kdeck.trainer.typing.weak import confusions, weakest

LOG_BYTES: Final = 20_000
_NAME: Final = 60
_KINDS: Final[dict[str, StrokeKind]] = {"c": "commit", "d": "delete", "p": "paste", "b": "blur", "f": "focus"}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}
LEFT: Final = Message("It was left before its end.")
_SPARE: Final = 20
"""Events read beyond what was asked for, in case that some cannot be read."""


class RunResult(NamedTuple):
    """One run as it is kept. void: why a certified run counts for nothing."""

    id: str
    at: Moment
    mode: str
    lang: str
    milliseconds: int
    figures: Figures
    score: Score
    void: Message | None
    flags: tuple[Flag, ...]
    witness: str
    weak: tuple[str, ...]

    @property
    def counts(self) -> bool:
        """Whether it counts for the first dan."""
        return self.mode == "certified" and self.void is None

    @property
    def measures(self) -> bool:
        """Whether it says how fast the learner copies ordinary sentences."""
        return self.mode in ("baseline", "timed-1", "timed-3", "timed-5", "passage", "certified") and self.void is None


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
    return _result(event)


def review(trainer: Trainer, passage: Passage, run: Run) -> tuple[Prompt, Verdict] | None:
    """Answer the card that the run was about by what was typed; what was asked and how it was judged, if it was.

    Only a run from the question alone is about a card: copying never touches the schedule.
    """
    from kdeck.core.grading import grade, rating_for
    from kdeck.core.prompt import draw

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
    """The newest runs, newest first; events that another version wrote and that cannot be read are passed over."""
    return list(islice(_results(trainer.journal.recent("typing", limit + _SPARE)), limit))


def replayed(trainer: Trainer, number: int) -> tuple[RunResult, str, list[Stroke], bool]:
    """A run, its passage, its strokes, and whether the last of them are missing. number: 1 is the newest run.

    ``UsageError`` where there is no such run or its log cannot be read.
    """
    runs = history(trainer, number)
    if number > len(runs):
        raise UsageError(Message("There is no typing run {number}: there are {count}.", number=number, count=len(runs)))
    run = runs[-1]
    event = next(event for event in trainer.journal.recent("typing", number + _SPARE) if event.id == run.id)
    try:
        return run, str(event.body["passage"]), unpacked(str(event.body["log"])), bool(event.body.get("cut"))
    except (KeyError, ValueError) as error:
        raise UsageError(Message("The log of typing run {number} cannot be read.", number=number)) from error


def best_two_of_three(results: Iterable[RunResult], grade: Grade) -> tuple[int, int]:
    """Of the newest three certified runs that count: how many reach a grade, and how many there are.

    The first dan has been reached when two of them do. results: newest first.
    """
    counted = [result for result in results if result.counts][:3]
    return sum(reaches(result.figures, grade) for result in counted), len(counted)


def packed(strokes: Sequence[Stroke], most: int = LOG_BYTES) -> tuple[str, bool]:
    """Strokes as base64 of deflated JSON, ``[ms since the one before, letter of the kind, text]`` each.

    The second value tells whether the last ones were left out because they did not fit into ``most`` bytes.
    """
    import zlib
    from base64 import b64encode

    rows, before = [], 0
    for stroke in strokes:
        rows.append([stroke.ms - before, _LETTERS[stroke.kind], *([stroke.text] if stroke.text else [])])
        before = stroke.ms
    kept = len(rows)
    while True:
        text = json.dumps(rows[:kept], ensure_ascii=False, separators=(",", ":"))
        log = b64encode(zlib.compress(text.encode("utf-8", "replace"), 9)).decode("ascii")
        if len(log) <= most:
            return log, kept < len(rows)
        kept = kept * 3 // 4


def unpacked(log: str) -> list[Stroke]:
    """Strokes from what ``packed`` made; ``ValueError`` where it is something else."""
    import zlib
    from base64 import b64decode

    try:
        rows = json.loads(zlib.decompressobj().decompress(b64decode(log, validate=True), 64 * LOG_BYTES))
        strokes, ms = [], 0
        for wait, letter, *text in rows:
            ms += int(wait)
            strokes.append(Stroke(ms, _KINDS[letter], str(text[0]) if text else ""))
    except (zlib.error, TypeError, KeyError, ValueError) as error:
        raise ValueError("this is no log of strokes") from error
    return strokes


def _results(events: Iterable[Event]) -> Iterable[RunResult]:
    for event in events:
        try:
            yield _result(event)
        except (KeyError, TypeError, ValueError):
            continue  # nobody loses the other runs because of one that was merged in from elsewhere


def _result(event: Event) -> RunResult:
    body: Mapping[str, Any] = event.body
    void = body["void"]
    return RunResult(
        id=event.id,
        at=Moment(event.at, event.offset),
        mode=clean_line(str(body["mode"])),
        lang=str(body["lang"]),
        milliseconds=int(body["ms"]),
        figures=_figures(body["figures"]),
        score=Score(**{name: int(body["score"][name]) for name in Score._fields}),
        void=None if void is None else Message(str(void["template"]), **void["values"]),
        flags=tuple(cast("Flag", str(flag)) for flag in body["flags"]),
        witness=str(body["witness"]),
        weak=tuple(clean_line(str(phrase)) for phrase in body["weak"]),
    )


def _figures(plain: Mapping[str, Any]) -> Figures:
    values = {name: plain[name] if plain[name] is None else float(plain[name]) for name in Figures._fields[1:]}
    if plain["unit"] not in ("字/分", "WPM"):
        raise ValueError("an unknown unit")
    return Figures(plain["unit"], **values)
