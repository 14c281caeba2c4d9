from __future__ import annotations

import datetime as dt
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kdeck.core.errors import JournalBusy, JournalConflict, JournalDamaged, JournalError, JournalTooNew
from kdeck.core.moment import Moment, day_of, day_start
from kdeck.journal import schema
from kdeck.journal.backup import Backup, back_up, keep, list_backups, restore
from kdeck.journal.base import Change
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.journal.made import DAY, LEARNER, event, memory

NOW = day_start(DAY, 28_800).plus(3_600)
STAMP = "20261121T210000Z"


@pytest.fixture
def path(tmp_path: Path) -> str:
    """Where a journal with one answer lies."""
    made = str(tmp_path / "journal.db")
    journal = open_journal(made, LEARNER, create=True)
    journal.commit(Change((event(1),), (memory(),)))
    journal.close()
    return made


@pytest.fixture
def backup(path: str, tmp_path: Path) -> str:
    """A backup of that journal, which went on by a second answer since."""
    journal = open_journal(path, LEARNER)
    journal.backup(tmp_path / "copy.db")
    journal.commit(Change((event(2),)))
    journal.close()
    return str(tmp_path / "copy.db")


def _ids(path: str, learner: str = LEARNER) -> list[str]:
    journal = open_journal(path, learner, read_only=True)
    try:
        return [each.id for each in journal.events()]
    finally:
        journal.close()


def _later(days: int) -> Moment:
    return day_start(DAY + days, 28_800)


def test_a_plain_copy_of_a_running_journal_loses_answers_and_a_backup_does_not(tmp_path: Path) -> None:
    journal = open_journal(str(tmp_path / "journal.db"), LEARNER, create=True, network=False)
    for number in range(100):
        journal.commit(Change((event(number),)))
    shutil.copy(tmp_path / "journal.db", tmp_path / "plain.db")
    journal.backup(tmp_path / "backup.db")
    assert len(_ids(str(tmp_path / "plain.db"))) == 0
    assert len(_ids(str(tmp_path / "backup.db"))) == 100
    journal.close()


def test_a_reader_can_make_a_backup_while_somebody_writes(path: str, tmp_path: Path) -> None:
    writer = open_journal(path, LEARNER)
    writer.commit(Change((event(2),)))
    reader = open_journal(path, LEARNER, read_only=True)
    reader.backup(tmp_path / "copy.db")
    assert _ids(str(tmp_path / "copy.db")) == ["e0001", "e0002"]
    reader.close()
    writer.close()


def test_there_is_one_automatic_backup_a_day(path: str, tmp_path: Path) -> None:
    folder = str(tmp_path / "backups")
    journal = open_journal(path, LEARNER)
    first = back_up(journal, folder, NOW)
    journal.commit(Change((event(2),)))
    assert first is not None
    assert back_up(journal, folder, NOW.plus(3_600)) is None
    second = back_up(journal, folder, _later(1))
    assert second is not None
    assert list_backups(folder) == [Backup(second, LEARNER, DAY + 1), Backup(first, LEARNER, DAY)]
    assert _ids(first) == ["e0001"]
    assert _ids(second) == ["e0001", "e0002"]
    journal.close()


def test_learners_do_not_thin_each_others_backups(tmp_path: Path) -> None:
    folder = str(tmp_path)
    amy, ben = SqliteJournal.blank("Amy"), SqliteJournal.blank("ben/学员.乙")
    back_up(ben, folder, _later(-900))
    for day in (0, 15, 16, 17, 28):
        assert back_up(amy, folder, _later(day)) is not None
    assert {backup.learner for backup in list_backups(folder)} == {"Amy", "ben/学员.乙"}
    assert [backup.day for backup in list_backups(folder) if backup.learner == "ben/学员.乙"] == [DAY - 900]
    assert [backup.day - DAY for backup in list_backups(folder) if backup.learner == "Amy"] == [28, 15, 0]


def test_only_automatic_backups_are_listed(tmp_path: Path) -> None:
    for name in ("amy.2026-02-31.db", "amy.db", "amy.2026-11-22.db.part", "a.b.2026-11-22.db", "AMY.2026-11-22.db"):
        (tmp_path / name).write_bytes(b"")
    (tmp_path / "amy.2026-11-22.db").write_bytes(b"")
    assert [backup.path for backup in list_backups(str(tmp_path))] == [str(tmp_path / "amy.2026-11-22.db")]
    assert list_backups(str(tmp_path / "missing")) == []


def test_a_damaged_journal_never_becomes_a_backup(path: str, tmp_path: Path) -> None:
    journal = open_journal(path, LEARNER)
    journal.commit(Change(tuple(event(n) for n in range(2, 500))))
    folder = str(tmp_path / "backups")
    back_up(journal, folder, NOW)
    journal.close()
    contents = bytearray(Path(path).read_bytes())
    middle = len(contents) // 2 // 4_096 * 4_096
    contents[middle : middle + 4_096] = b"\xa5" * 4_096
    Path(path).write_bytes(contents)
    damaged = open_journal(path, LEARNER)
    with pytest.raises(JournalDamaged):
        back_up(damaged, folder, _later(400))
    assert len(list_backups(folder)) == 1
    assert len(list(Path(folder).iterdir())) == 1
    damaged.close()


def test_a_weeks_backups_stay_then_one_a_week_then_one_a_month() -> None:
    today = DAY
    kept = sorted(keep(range(today - 1_000, today + 1), today), reverse=True)
    ages = [today - day for day in kept]
    assert ages[:7] == list(range(7))
    weekly = [age for age in ages if 7 <= age < 63]
    assert len(weekly) == 8
    assert {b - a for a, b in pairwise(weekly)} == {7}
    monthly = [age for age in ages if age >= 63]
    assert len(monthly) in (12, 13)
    assert {b - a for a, b in pairwise(monthly)} <= {28, 35}
    assert max(ages) < 63 + 366


@settings(max_examples=60)
@given(st.sets(st.integers(0, 700), min_size=1))
def test_thinning_every_day_ends_where_thinning_once_would(days: set[int]) -> None:
    left: set[int] = set()
    for day in sorted(days):
        left = keep(left | {day}, day)
    assert left == keep(days, max(days))
    assert max(days) in left


def test_a_clock_put_back_thins_nothing_that_is_newer() -> None:
    assert keep({100, 2_000}, 100) == {100, 2_000}


def test_a_restored_journal_is_the_backup_and_what_stood_there_is_kept_aside(path: str, backup: str) -> None:
    done = restore(backup, path, NOW)
    assert (done.learner, done.events) == (LEARNER, 1)
    assert done.aside == f"{path}.before-restore-{STAMP}"
    assert _ids(path) == ["e0001"]
    assert _ids(done.aside) == ["e0001", "e0002"]
    journal = open_journal(path, LEARNER)
    journal.commit(Change((event(3),)))
    journal.close()
    again = restore(backup, path, NOW)
    assert again.aside == f"{path}.before-restore-{STAMP}-2"


def test_the_log_of_a_killed_session_is_kept_aside_too_and_not_replayed_into_the_backup(
    path: str, backup: str, tmp_path: Path
) -> None:
    journal = open_journal(path, LEARNER, network=False)
    journal.commit(Change((event(3),)))
    killed = tmp_path / "killed" / "journal.db"
    killed.parent.mkdir()
    for suffix in ("", "-wal", "-shm"):
        shutil.copy(path + suffix, f"{killed}{suffix}")
    journal.close()
    done = restore(backup, str(killed), NOW)
    assert _ids(str(killed)) == ["e0001"]
    assert done.aside is not None
    assert _ids(done.aside) == ["e0001", "e0002", "e0003"]


def test_a_backup_can_be_put_where_nothing_is_left(backup: str, tmp_path: Path) -> None:
    target = str(tmp_path / "new" / "home" / "journal.db")
    assert restore(backup, target, NOW).aside is None
    assert _ids(target) == ["e0001"]


def test_a_damaged_journal_can_be_replaced(path: str, backup: str) -> None:
    Path(path).write_bytes(b"rubbish" * 1_000)
    done = restore(backup, path, NOW)
    assert _ids(path) == ["e0001"]
    assert done.aside is not None
    assert Path(done.aside).read_bytes() == b"rubbish" * 1_000


def _files(folder: Path) -> dict[str, bytes]:
    """What is in a folder, but for what a reader needs beside a database."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm"))}


def _refused(backup: str, path: str, kind: type[JournalError], learner: str | None = None) -> None:
    before = _files(Path(path).parent)
    with pytest.raises(kind):
        restore(backup, path, NOW, learner=learner)
    before.setdefault("journal.db.lock", b"")
    assert _files(Path(path).parent) == before


def test_nothing_is_restored_while_somebody_writes(path: str, backup: str) -> None:
    writer: SqliteJournal = open_journal(path, LEARNER)
    with pytest.raises(JournalBusy):
        restore(backup, path, NOW)
    writer.commit(Change((event(3),)))
    writer.close()
    assert _ids(path) == ["e0001", "e0002", "e0003"]


def test_an_unfit_backup_is_refused_and_changes_nothing(
    path: str, backup: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    _refused(backup, path, JournalConflict, learner="学员乙")
    _refused(path, path, JournalError)
    _refused(backup + ".missing", path, JournalError)
    sound = Path(backup).read_bytes()
    for contents in (b"", b"rubbish" * 1_000, sound[: len(sound) // 2], sound[:8_192] + b"\xa5" * (len(sound) - 8_192)):
        Path(backup).write_bytes(contents)
        _refused(backup, path, JournalDamaged)
    Path(backup).write_bytes(sound)
    monkeypatch.setattr(schema, "MIGRATIONS", [])
    _refused(backup, path, JournalTooNew)


def test_another_learners_backup_does_not_take_the_place_of_a_journal(path: str, tmp_path: Path) -> None:
    SqliteJournal.blank("学员乙").backup(tmp_path / "other.db")
    _refused(str(tmp_path / "other.db"), path, JournalConflict)


@pytest.mark.parametrize(
    ("sunday", "monday"), [("2026-11-01", "2026-11-02"), ("2026-10-25", "2026-10-26"), ("2024-12-29", "2024-12-30")]
)
def test_a_week_begins_on_monday(sunday: str, monday: str) -> None:
    end, begin = (day_of(dt.date.fromisoformat(text)) for text in (sunday, monday))
    today = begin + 20
    assert keep({end, begin}, today) == {end, begin}, "two weeks, and the oldest of each stays"
    assert keep({end - 1, end}, today) == {end - 1}, "one week"
    assert keep({begin, begin + 6}, today) == {begin}, "one week from its first day to its last"
