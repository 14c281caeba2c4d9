from __future__ import annotations

import contextlib
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from kdeck.core.errors import JournalDamaged, JournalError, JournalFull
from kdeck.journal.base import Change
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.chaos import faults
from tests.journal.made import AT, DAY, LEARNER, event, memory

limits = pytest.mark.skipif(os.name == "nt", reason="needs a limit on the size of files")


@limits
@pytest.mark.parametrize("network", [False, True], ids=["log", "network"])
def test_on_a_full_disk_an_answer_is_refused_whole_and_stored_when_there_is_room(tmp_path: Path, network: bool) -> None:
    assert faults.full_disk(tmp_path, 12, network=network, step=2_048) > 20


def test_a_power_cut_leaves_an_answer_whole_or_absent(tmp_path: Path) -> None:
    assert faults.cut_log(tmp_path, step=256) > 50


def test_a_database_that_may_not_grow_takes_the_same_change_later(tmp_path: Path) -> None:
    journal = open_journal(str(tmp_path / "journal.db"), LEARNER, create=True)
    many = Change(tuple(event(n) for n in range(2_000)), tuple(memory(f"a/{n}") for n in range(2_000)))
    pages = journal._ask("PRAGMA page_count")[0][0]
    journal._ask(f"PRAGMA max_page_count = {pages + 10}")
    with pytest.raises(JournalFull, match="disk is full") as caught:
        journal.commit(many)
    assert "tried again" in str(caught.value.hint)
    assert journal.count() == 0
    assert journal.known() == frozenset()
    journal._ask("PRAGMA max_page_count = 1000000")
    journal.commit(many)
    assert journal.count() == len(journal.known()) == 2_000
    journal.close()


@limits
def test_a_backup_on_a_full_disk_leaves_the_one_that_was_there(tmp_path: Path) -> None:
    journal = open_journal(str(tmp_path / "journal.db"), LEARNER, create=True)
    journal.commit(Change((event(1),)))
    target = tmp_path / "copy.db"
    journal.backup(target)
    before = target.read_bytes()
    journal.commit(Change((event(2),)))
    with faults.files_stop_at(20_000), pytest.raises(JournalFull):
        journal.backup(target)
    assert target.read_bytes() == before
    assert not (tmp_path / "copy.db.part").exists()
    assert journal.count() == 2
    journal.close()


@limits
def test_a_new_journal_on_a_full_disk_is_not_begun(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    with faults.files_stop_at(8_192), pytest.raises(JournalFull):
        open_journal(path, LEARNER, create=True)
    assert not Path(path).exists()
    open_journal(path, LEARNER, create=True).close()


def test_a_journal_that_was_closed_says_so(tmp_path: Path) -> None:
    journal = open_journal(str(tmp_path / "journal.db"), LEARNER, create=True)
    journal.close()
    with pytest.raises(JournalError, match="closed"):
        journal.commit(Change((event(1),)))
    with pytest.raises(JournalError, match="closed"):
        journal.count()


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a journal with a few hundred answers."""
    path = tmp_path_factory.mktemp("sound") / "journal.db"
    journal = open_journal(str(path), LEARNER, create=True)
    for start in range(0, 400, 40):
        numbers = range(start, start + 40)
        journal.commit(
            Change(tuple(event(n, card=f"a/{n}") for n in numbers), tuple(memory(f"a/{n}") for n in numbers))
        )
    journal.close()
    return path


def _use(path: Path, *, read_only: bool) -> None:
    """Everything that can be asked of a journal, and one answer."""
    journal = open_journal(str(path), LEARNER, read_only=read_only)
    try:
        _ask_everything(journal)
        if not read_only:
            journal.commit(Change((event(9_999),), (memory("a/5", reps=9),)))
            journal.check()
    finally:
        journal.close()


def _ask_everything(journal: SqliteJournal) -> None:
    list(journal.memories())
    journal.known()
    journal.due(DAY)
    journal.days()
    journal.reviews(day=DAY)
    list(journal.events())
    list(journal.events(card="a/5"))
    journal.recent("review", 9)
    journal.last_undoable(AT)
    journal.marks()
    journal.setting("language")
    journal.memory("a/7")


@pytest.mark.parametrize("seed", range(60))
def test_flipped_bytes_are_found_or_harmless_but_never_another_error(sound: Path, tmp_path: Path, seed: int) -> None:
    rnd = random.Random(seed)
    contents = bytearray(sound.read_bytes())
    for _ in range(rnd.choice((1, 8, 64))):
        contents[rnd.randrange(len(contents) if seed % 3 else 400)] = rnd.randrange(256)
    path = tmp_path / "journal.db"
    path.write_bytes(contents)
    with contextlib.suppress(JournalError):
        _use(path, read_only=bool(seed % 2))


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_cut_short_is_damaged(sound: Path, tmp_path: Path, share: float) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(sound.read_bytes()[: int(sound.stat().st_size * share)])
    with pytest.raises(JournalDamaged):
        _use(path, read_only=False)


def test_damage_is_looked_for_after_a_session_that_was_not_closed(sound: Path, tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    shutil.copy(sound, path)
    journal = open_journal(str(path), LEARNER)
    journal.commit(Change((event(1_000),)))
    killed = tmp_path / "killed.db"
    contents = bytearray(path.read_bytes())
    middle = len(contents) // 2 // 4_096 * 4_096
    contents[middle : middle + 4_096] = b"\xa5" * 4_096
    killed.write_bytes(contents)
    Path(f"{killed}-wal").write_bytes(Path(f"{path}-wal").read_bytes())
    journal.close()
    with pytest.raises(JournalDamaged):
        open_journal(str(killed), LEARNER)


def test_kill_9_loses_no_acknowledged_answer(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos.kill9", "--kills", "10", "--seed", "5"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parents[2], timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "10 kills" in done.stdout
