"""``kdeck typing history`` and ``kdeck typing replay``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke
from kdeck.journal.codec import to_line
from kdeck.trainer.typing import Passage, record
from tests.builders import HandClock, recall_cards, trainer_of
from tests.cli.conftest import Kdeck, one_clear_error

STROKES = (
    Stroke(1_000, "commit", "亲"),
    Stroke(1_010, "commit", "，"),
    Stroke(2_000, "commit", "在得"),
    Stroke(3_000, "delete"),
    Stroke(3_500, "commit", "的"),
    Stroke(4_000, "blur"),
    Stroke(4_500, "focus"),
)


@pytest.fixture
def typed(kdeck: Kdeck, tmp_path: Path) -> Kdeck:
    """``kdeck`` after two runs: one that was pasted into, then a minute."""
    clock = HandClock()
    trainer = trainer_of(recall_cards(1), clock)
    for mode, more in (("certified", (Stroke(5_000, "paste", "哦"),)), ("timed-1", ())):
        passage = Passage(mode, "亲，在的哦", "zh", 1, 60_000)  # type: ignore[arg-type]
        run = Run(passage.text, 60_000)
        for stroke in (*STROKES, *more):
            run.feed(stroke)
        run.finish(60_000)
        record(trainer, passage, run, monotonic_ms=60_000, wall_ms=60_000, witness="带教甲" if more else "")
        clock.move(minutes=3)
    lines = "\n".join(to_line(event) for event in trainer.journal.events())
    (tmp_path / "runs.jsonl").write_text(lines + "\n", encoding="utf-8")
    assert kdeck("--learner", "学员甲", "log", "--merge", str(tmp_path / "runs.jsonl")).code == 0
    return kdeck


def test_the_history_is_newest_first(typed: Kdeck) -> None:
    ran = typed("typing", "history", "--lang", "en")
    assert ran.code == 0
    first, second = ran.out.splitlines()
    assert first.split() == ["1", "2026-11-23", "09:03", "4", "字/分", "100%", "1", "minute"]
    assert second.endswith("4 字/分  100%  Certified run  带教甲  does not count: Text was pasted.")


def test_the_history_as_json(typed: Kdeck) -> None:
    (first, second) = json.loads(typed("typing", "history", "--format", "json").out)
    assert (first["mode"], first["net"], first["accuracy"], first["void"]) == ("timed-1", 4.0, 1.0, None)
    assert (second["counts"], second["void"], second["witness"]) == (False, "Text was pasted.", "带教甲")
    assert second["flags"] == ["focus"]


def test_a_replay_shows_each_commit_as_it_came(typed: Kdeck) -> None:
    ran = typed("typing", "replay", "2", "--lang", "en")
    assert ran.out.splitlines() == [
        "Passage: 亲，在的哦",
        "    1.00  亲，",
        "    2.00  在得",
        "    3.00  (taken back)",
        "    3.50  的",
        "    4.00  (focus lost)",
        "    4.50  (focus back)",
        "    5.00  (pasted)",
        "Typed: 亲，在的",
    ]


def test_a_replay_as_json_holds_every_stroke(typed: Kdeck) -> None:
    found = json.loads(typed("typing", "replay", "--format", "json").out)
    assert [Stroke(**stroke) for stroke in found["strokes"]] == list(STROKES)
    assert (found["typed"], found["cut"]) == ("亲，在的", False)


def test_a_run_that_is_not_there_is_wrong_usage(typed: Kdeck) -> None:
    ran = typed("typing", "replay", "3", "--lang", "en")
    assert ran.code == 2
    assert "There is no typing run 3: there are 2." in one_clear_error(ran)


def test_a_score_without_its_files_says_what_it_needs(kdeck: Kdeck) -> None:
    ran = kdeck("typing", "score", "--lang", "en", "--seconds", "3")
    assert ran.code == 2
    assert "needs --passage, --typed" in one_clear_error(ran)


def test_no_run_yet_says_how_to_begin(kdeck: Kdeck) -> None:
    ran = kdeck("typing", "history", "--lang", "en")
    assert "No typing run yet" in ran.out + ran.err
