"""Files that vanish or were left half-done: a killed session's log, a deleted folder, a journal beside its backups."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import time
from pathlib import Path

import pytest

from kdeck.core.errors import JournalBusy, JournalError, JournalFull
from kdeck.core.events.event import EventKind
from kdeck.journal import files
from kdeck.journal.backup import back_up, restore
from kdeck.journal.base import Change
from kdeck.journal.files import WriterLock
from kdeck.journal.folder import backups_of, learners, path_of
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.chaos.faults import files_stop_at, unprivileged
from tests.journal.made import LEARNER, event, memory
from tests.journal.test_backup import NOW, _files

posix = pytest.mark.skipif(os.name == "nt", reason="an open file cannot be deleted there")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a journal is to lie."""
    return tmp_path / "amy" / "journal.db"


def begun(path: Path, *, network: bool = False, kind: EventKind = "review") -> SqliteJournal:
    """A journal with one event, open."""
    journal = open_journal(str(path), LEARNER, create=True, network=network)
    journal.commit(Change((event(1, kind),), (memory(),) if kind == "review" else ()))
    return journal


def ids(path: Path) -> list[str]:
    journal = open_journal(str(path), LEARNER, read_only=True)
    try:
        journal.check(full=True)
        return [each.id for each in journal.events()]
    finally:
        journal.close()


def killed(path: Path) -> None:
    """What a session leaves that was killed while it wrote without a write-ahead log."""
    journal = begun(path, network=True, kind="practice")
    connection = journal._database.connection
    connection.execute("PRAGMA cache_size = 1")
    connection.execute("BEGIN IMMEDIATE")
    for number in range(2_000):
        connection.execute("INSERT INTO setting VALUES (?, ?)", (f"half-{number}", "x" * 100))
    left = path.with_name("left")
    for suffix in ("", "-journal"):
        shutil.copy(f"{path}{suffix}", f"{left}{suffix}")
    connection.execute("ROLLBACK")
    journal.close()
    for suffix in ("", "-journal"):
        Path(f"{left}{suffix}").replace(f"{path}{suffix}")


def test_a_reader_undoes_what_a_killed_session_left_half_written(path: Path) -> None:
    killed(path)
    assert ids(path) == ["e0001"]
    journal = open_journal(str(path), LEARNER, read_only=True)
    assert journal.setting("half-1") is None
    journal.close()
    assert not Path(f"{path}-journal").exists()


@posix
def test_where_nothing_can_be_written_a_reader_says_how_to_read_it(path: Path) -> None:
    killed(path)
    with unprivileged(path.parent), pytest.raises(JournalError, match="read-only folder") as caught:
        ids(path)
    assert "begin so" in str(caught.value.hint)
    assert ids(path) == ["e0001"]


def test_a_reader_waits_for_the_session_that_is_undoing_it(path: Path) -> None:
    killed(path)
    lock = WriterLock(str(path))
    with pytest.raises(JournalBusy):
        ids(path)
    lock.release()
    assert ids(path) == ["e0001"]


@posix
@pytest.mark.parametrize("network", [False, True], ids=["log", "network"])
def test_the_next_answer_notices_a_deleted_folder_and_trying_again_loses_nothing(path: Path, network: bool) -> None:
    journal = begun(path, network=network)
    journal.set_setting("language", "en")
    shutil.rmtree(path.parent)
    answer = Change((event(2),), (memory(reps=5),))
    with pytest.raises(JournalFull, match="is gone") as caught:
        journal.commit(answer)
    assert "trying again writes the whole journal anew" in str(caught.value.hint)
    assert journal.lost
    assert not path.parent.exists()
    assert journal.count() == 1
    journal.commit(answer)
    journal.commit(Change((event(3),)))
    journal.close()
    assert ids(path) == ["e0001", "e0002", "e0003"]
    again = open_journal(str(path), LEARNER)
    kept = again.memory("deck/entry")
    assert (kept and kept.reps, again.setting("language")) == (5, "en")
    again.close()


@posix
def test_a_setting_notices_it_too(path: Path) -> None:
    journal = begun(path)
    path.unlink()
    with pytest.raises(JournalFull, match="is gone"):
        journal.set_setting("theme", "dark")
    journal.set_setting("theme", "dark")
    journal.close()
    again = open_journal(str(path), LEARNER, read_only=True)
    assert again.setting("theme") == "dark"
    again.close()


@posix
def test_a_folder_that_came_back_is_written_on(path: Path) -> None:
    journal = begun(path)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    with pytest.raises(JournalFull, match="is gone"):
        journal.commit(Change((event(2),)))
    away.rename(path.parent)
    journal.commit(Change((event(2),)))
    journal.close()
    assert ids(path) == ["e0001", "e0002"]
    assert not [each.name for each in path.parent.iterdir() if "replaced" in each.name]


@posix
def test_a_file_that_took_its_place_is_kept_beside_it(path: Path) -> None:
    journal = begun(path)
    other = path.with_name("other.db")
    stranger = begun(other)
    stranger.commit(Change((event(7),)))
    stranger.close()
    other.replace(path)
    with pytest.raises(JournalFull, match="was replaced"):
        journal.commit(Change((event(2),)))
    journal.commit(Change((event(2),)))
    journal.close()
    assert ids(path) == ["e0001", "e0002"]
    assert ids(path.with_name("journal.db.replaced")) == ["e0001", "e0007"]


@posix
def test_nothing_is_written_where_another_session_has_begun_meanwhile(path: Path) -> None:
    journal = begun(path)
    shutil.rmtree(path.parent)
    stranger = begun(path)
    with pytest.raises(JournalFull, match="was replaced"):
        journal.commit(Change((event(2),)))
    with pytest.raises(JournalBusy):
        journal.commit(Change((event(2),)))
    stranger.commit(Change((event(9),)))
    stranger.close()
    journal.commit(Change((event(2),)))
    journal.close()
    assert ids(path) == ["e0001", "e0002"]
    assert ids(path.with_name("journal.db.replaced")) == ["e0001", "e0009"]


@posix
def test_where_it_cannot_be_written_anew_yet_it_can_be_tried_again(path: Path) -> None:
    journal = begun(path)
    shutil.rmtree(path.parent)
    with pytest.raises(JournalFull, match="is gone"):
        journal.commit(Change((event(2),)))
    with files_stop_at(4_096), pytest.raises(JournalFull):
        journal.commit(Change((event(2),)))
    assert not path.exists()
    journal.commit(Change((event(2),)))
    journal.close()
    assert ids(path) == ["e0001", "e0002"]


def test_looking_for_the_file_is_cheap_beside_storing_an_answer(path: Path) -> None:
    journal = begun(path)
    lock = journal._database._lock
    assert lock is not None
    before = time.perf_counter()
    for _ in range(1_000):
        assert lock.in_place()
    assert time.perf_counter() - before < 0.1, "an answer takes 0.3 ms, and looking 4 µs"
    journal.close()


def test_a_journal_that_is_missing_beside_its_backups_is_not_begun_anew(tmp_path: Path) -> None:
    home = str(tmp_path)
    path = Path(path_of(home, LEARNER))
    journal = begun(path)
    backup = back_up(journal, backups_of(home, LEARNER), NOW)
    assert backup is not None
    journal.close()
    path.unlink()
    assert learners(home) == [LEARNER]
    for options in ({"create": True}, {"read_only": True}, {}):
        with pytest.raises(JournalError, match="there are backups of it") as caught:
            open_journal(str(path), LEARNER, **options)
        assert shlex.join(("kdeck", "--home", home, "restore", backup)) in str(caught.value.hint)
    assert not path.exists()
    restore(backup, str(path), NOW)
    assert ids(path) == ["e0001"]


@posix
def test_what_is_a_learners_own_is_nobody_elses_to_read(path: Path) -> None:
    journal = begun(path)
    copy = path.with_name("copy.db")
    journal.backup(copy)
    backup = back_up(journal, str(path.parent / "backups"), NOW)
    assert backup is not None
    journal.close()
    path.chmod(0o644)
    restored = restore(str(copy), str(path), NOW)
    assert restored.aside is not None
    for file in (path, copy, Path(backup), Path(restored.aside)):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file
    other = path.parent / "other" / "new.db"
    open_journal(str(other), LEARNER, create=True).close()
    assert stat.S_IMODE(other.stat().st_mode) == 0o600


@posix
def test_a_restore_on_a_full_disk_leaves_everything_as_it_was(path: Path) -> None:
    journal = begun(path)
    copy = path.with_name("copy.db")
    journal.backup(copy)
    journal.close()
    before = _files(path.parent)
    with files_stop_at(8_192), pytest.raises(JournalFull):
        restore(str(copy), str(path), NOW)
    assert _files(path.parent) == before


@posix
def test_what_went_wrong_first_is_told_even_where_nothing_can_be_cleared_away(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_path: str) -> None:
        raise PermissionError(1, "not allowed")

    path.parent.mkdir()
    path.write_bytes(b"before")
    monkeypatch.setattr("os.remove", refused)
    with files_stop_at(3), pytest.raises(OSError, match="File too large"):
        files.write(str(path), b"a longer text")
    assert path.read_bytes() == b"before"


def test_a_file_keeps_its_mode_and_what_its_link_names_is_written(tmp_path: Path) -> None:
    target, link = tmp_path / "deck.yaml", tmp_path / "link.yaml"
    target.write_bytes(b"before")
    target.chmod(0o640)
    link.symlink_to(target)
    files.write(str(link), b"after")
    assert link.is_symlink()
    assert (target.read_bytes(), stat.S_IMODE(target.stat().st_mode)) == (b"after", 0o640)
    with pytest.raises(FileExistsError):
        files.write(str(target), b"new", new=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["deck.yaml", "link.yaml"]
    files.write("/dev/null", b"a device gets it, and stays")
    assert not Path("/dev/null").is_file()
