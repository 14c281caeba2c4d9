"""Commands that are killed as processes of their own; the full counts are in ``tests/chaos``."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

if sys.platform == "win32":
    pytest.skip("kill -9 is a POSIX signal", allow_module_level=True)

from tests.chaos.exam_kills import sit_with_kills
from tests.chaos.kill_points import SCENES, can_trace, kill_scene


def test_killed_anywhere_an_exam_resumes_with_nothing_lost_and_no_second_look(tmp_path: Path) -> None:
    record, told = sit_with_kills(tmp_path, random.Random(5), 8, chance=0.4)
    assert told.kills
    assert record.ended is not None
    assert record.ended.reason == "done"
    assert record.items == 8
    assert len(told.acknowledged) <= sum(asked.fate == "answered" for asked in record.asked) <= len(told.shown)


@pytest.mark.skipif(not can_trace(), reason="needs strace")
def test_a_session_killed_at_a_write_loses_nothing_and_ends_when_run_again(tmp_path: Path) -> None:
    (scene,) = (scene for scene in SCENES if scene.name == "study")
    with ThreadPoolExecutor(2) as pool:
        told, wrong = kill_scene(scene, tmp_path / "scene", 6, pool)
    assert not wrong
    assert "6 tried: 6 killed there" in told
