"""An exam that is killed again and again as a process of its own; the full count is in ``tests/chaos/exam_kills``."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.chaos.exam_kills import sit_with_kills

pytestmark = pytest.mark.skipif(os.name == "nt", reason="kill -9 is a POSIX signal")


def test_killed_anywhere_an_exam_resumes_with_nothing_lost_and_no_second_look(tmp_path: Path) -> None:
    record, told = sit_with_kills(tmp_path, random.Random(5), 8, chance=0.4)
    assert told.kills
    assert record.ended is not None
    assert record.ended.reason == "done"
    assert record.items == 8
    assert len(told.acknowledged) <= sum(asked.fate == "answered" for asked in record.asked) <= len(told.shown)
