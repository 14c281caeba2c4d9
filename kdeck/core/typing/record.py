"""Typing runs as they are kept: what the body of a ``typing`` event has to be, and what it says.

The body: ``mode``, ``seed``, ``lang``, ``certified``, ``ms`` (how long it took), ``clocks`` (the two clocks'
milliseconds), ``score`` and ``figures`` (by name), ``passage`` and its SHA-256 ``digest``, ``cards``, ``log`` (strokes:
see ``packed``), ``cut`` (whether the log did not fit), ``void`` (template and values, or null), ``flags``, ``witness``,
``weak`` (phrases), ``confused`` (rows of asked, typed and the phrase). A round of a drill, of mode ``weak``, also says
``target`` (net speed), ``reached`` (texts that are done by now) and ``settled`` (pairs of asked and typed of which all
texts are).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple, get_args

from kdeck.core.events.event import Event
from kdeck.core.events.payload import (
    CLOCK,
    COUNT,
    LONGEST_MS,
    MILLISECONDS,
    SEED,
    SHARE,
    TEXTS,
    Fault,
    Shape,
    listed,
    mapping,
    maybe,
    name,
    number,
    one_of,
    plain,
    record,
    text,
    truth,
    whole,
)
from kdeck.core.message import Message
from kdeck.core.moment import Moment
from kdeck.core.strings import clean_line
from kdeck.core.typing.score import Figures, Flag, Score, Stroke, StrokeKind, Unit

LOG_BYTES: Final = 20_000
_KINDS: Final[dict[str, StrokeKind]] = {"c": "commit", "d": "delete", "p": "paste", "b": "blur", "f": "focus"}
_LETTERS: Final = {kind: letter for letter, kind in _KINDS.items()}

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
_WORDED: Final = record({"template": text, "values": mapping(plain)})


def _worded(value: Any) -> Fault | None:
    """A ``Message`` as it is kept: a template, and a value for each of its places, which must be mere names."""
    if (found := _WORDED(value)) is not None:
        return found
    left = _PLACE.sub("", value["template"])
    if "{" in left or "}" in left or not value["values"].keys() >= set(_PLACE.findall(value["template"])):
        return Fault("template", Message("a text whose places have a value"))
    return None


UNIT: Final[Shape] = one_of(*get_args(Unit))
SPEED: Final[Shape] = number(0, 1e12)
_PAIR: Final = listed(text, 3, 2)
_FIGURES: Final = record(
    {
        "unit": UNIT,
        **dict.fromkeys(("net", "gross", "strict"), SPEED),
        **dict.fromkeys(("accuracy", "first_try", "fix_share"), SHARE),
        "consistency": maybe(SHARE),
        "best10": maybe(SPEED),
    }
)
SHAPE: Final[Shape] = record(
    {
        "mode": name,
        "lang": text,
        "ms": MILLISECONDS,
        "figures": _FIGURES,
        "score": record(dict.fromkeys(Score._fields, COUNT)),
        "void": maybe(_worded),
        "flags": listed(one_of(*get_args(Flag))),
        "witness": text,
        "weak": TEXTS,
    },
    {
        "seed": SEED,
        "certified": truth,
        "clocks": listed(whole(-LONGEST_MS, LONGEST_MS), 2, 2),
        "passage": text,
        "digest": text,
        "cards": TEXTS,
        "log": text,
        "cut": truth,
        "confused": listed(_PAIR),
        "target": SPEED,
        "reached": TEXTS,
        "settled": listed(_PAIR),
        **CLOCK,
    },
)


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
    confused: tuple[tuple[str, ...], ...]
    reached: tuple[str, ...]
    settled: tuple[tuple[str, ...], ...]
    cards: tuple[str, ...]
    passage: str
    digest: str
    log: str
    cut: bool

    @property
    def counts(self) -> bool:
        """Whether it counts for the first dan."""
        return self.mode == "certified" and self.void is None

    @property
    def measures(self) -> bool:
        """Whether it says how fast the learner copies ordinary sentences."""
        return self.mode in ("baseline", "timed-1", "timed-3", "timed-5", "passage", "certified") and self.void is None


def run_of(event: Event) -> RunResult:
    """The run that a ``typing`` event tells of."""
    body = event.body
    get, void = body.get, body["void"]
    return RunResult(
        id=event.id,
        at=Moment(event.at, event.offset),
        mode=clean_line(body["mode"]),
        lang=body["lang"],
        milliseconds=body["ms"],
        figures=Figures(**{field: body["figures"][field] for field in Figures._fields}),
        score=Score(**{field: body["score"][field] for field in Score._fields}),
        void=None if void is None else Message(void["template"], **void["values"]),
        flags=tuple(body["flags"]),
        witness=body["witness"],
        weak=_lines(body["weak"]),
        confused=tuple(_lines(row) for row in get("confused", ())),
        reached=_lines(get("reached", ())),
        settled=tuple(_lines(row) for row in get("settled", ())),
        cards=tuple(get("cards", ())),
        passage=get("passage", ""),
        digest=get("digest", ""),
        log=get("log", ""),
        cut=get("cut", False),
    )


def _lines(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(clean_line(each) for each in texts)


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
        packing = json.dumps(rows[:kept], ensure_ascii=False, separators=(",", ":"))
        log = b64encode(zlib.compress(packing.encode("utf-8", "replace"), 9)).decode("ascii")
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
        for wait, letter, *rest in rows:
            ms += int(wait)
            if not 0 <= ms <= LONGEST_MS:
                raise ValueError("nobody types for so long")
            strokes.append(Stroke(ms, _KINDS[letter], str(rest[0]) if rest else ""))
    except (zlib.error, TypeError, KeyError, ValueError, OverflowError, RecursionError) as error:
        raise ValueError("this is no log of strokes") from error
    return strokes
