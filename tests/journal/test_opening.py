from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from kdeck.core.errors import (
    JournalBusy,
    JournalConflict,
    JournalDamaged,
    JournalError,
    JournalFull,
    JournalTooNew,
)
from kdeck.core.statistics import Day, Tally
from kdeck.journal import connect, files, schema
from kdeck.journal.base import Change
from kdeck.journal.folder import kind_of, on_network
from kdeck.journal.lines import events_of
from kdeck.journal.sqlite import open_journal
from tests.chaos.faults import unprivileged
from tests.journal.made import AT, DAY, LEARNER, event, memory, redate

VERSION = len(schema.MIGRATIONS)


@pytest.fixture
def path(tmp_path: Path) -> str:
    """The file of a journal that holds one event."""
    made = str(tmp_path / "journal.db")
    journal = open_journal(made, LEARNER, create=True)
    journal.commit(Change((event(1),), (memory(),)))
    journal.close()
    return made


def test_a_journal_is_made_only_when_asked_for(tmp_path: Path) -> None:
    for read_only in (False, True):
        with pytest.raises(JournalError, match="no journal yet"):
            open_journal(str(tmp_path / "new" / "journal.db"), LEARNER, read_only=read_only)
    assert list(tmp_path.iterdir()) == []


def test_the_folder_of_a_new_journal_is_nobody_elses(tmp_path: Path) -> None:
    open_journal(str(tmp_path / "a" / "b" / "journal.db"), LEARNER, create=True).close()
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700


def test_making_a_journal_that_is_there_opens_it(path: str) -> None:
    journal = open_journal(path, LEARNER, create=True)
    assert journal.count() == 1
    journal.close()


def test_what_a_killed_session_left_of_a_new_journal_is_no_journal(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    Path(f"{path}.part-0123abcd").write_bytes(b"half of")
    journal = open_journal(str(path), LEARNER, create=True)
    assert journal.count() == 0
    journal.close()


def test_what_killed_sessions_began_is_removed_a_day_later_and_nothing_else(tmp_path: Path) -> None:
    stale = ["journal.db.part-0123abcd", "journal.db.part-0123abcd-wal", "journal.db.before-restore.part-0123abcd"]
    others = ["journal.db-wal", "orders.db.part-0123abcd", "journals.db.part-0123abcd", "journal.db.part-draft"]
    for name in (*stale, *others):
        (tmp_path / name).write_bytes(b"half of")
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / "journal.db.part-89abcdef").write_bytes(b"somebody is at it")
    files.write(str(tmp_path / "journal.db"), b"whole")
    assert {path.name for path in tmp_path.iterdir()} == {"journal.db", "journal.db.part-89abcdef", *others}


def test_answers_are_durable_in_a_write_ahead_log(path: str) -> None:
    journal = open_journal(path, LEARNER, network=False)
    assert journal.mode_note is None
    assert journal._ask("PRAGMA journal_mode") == [("wal",)]
    assert journal._ask("PRAGMA synchronous") == [(2,)]
    journal.close()


def test_a_journal_on_a_network_folder_is_written_without_shared_memory_and_says_so(path: str) -> None:
    journal = open_journal(path, LEARNER, network=True)
    assert "network" in str(journal.mode_note)
    assert journal._ask("PRAGMA journal_mode") == [("delete",)]
    assert journal._ask("PRAGMA synchronous") == [(3,)]
    reader = open_journal(path, LEARNER, read_only=True)
    journal.commit(Change((event(2),)))
    assert reader.count() == 2
    assert not Path(path + "-shm").exists()
    reader.close()
    journal.close()


def test_a_folder_that_takes_no_log_is_written_the_slow_way(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "_takes_wal", lambda connection: False)
    journal = open_journal(path, LEARNER, network=False)
    assert "write-ahead log" in str(journal.mode_note)
    journal.commit(Change((event(2),)))
    journal.close()


def test_a_log_left_over_is_not_lost_when_the_journal_moves_to_a_network_folder(path: str, tmp_path: Path) -> None:
    moved = _crashed_copy(path, tmp_path / "moved")
    journal = open_journal(moved, LEARNER, network=True)
    assert journal.count() == 2
    journal.close()


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/amy", "ext4"),
        ("/mnt/team", "nfs4"),
        ("/mnt/team/deep/er", "nfs4"),
        ("/mnt/teamwork", "ext4"),
        ("/mnt/my share", "cifs"),
        ("/", "ext4"),
    ],
)
def test_the_file_system_of_a_folder_is_that_of_its_nearest_mount(folder: str, kind: str) -> None:
    mounts = (
        "/dev/sda / ext4 rw 0 0\nserver:/t /mnt/team nfs4 rw 0 0\n//s/x /mnt/my\\040share cifs rw 0 0\n"
        "broken\nproc /proc proc rw 0 0\n"
    )
    assert kind_of(folder, mounts) == kind


def test_an_ordinary_folder_is_not_on_a_network(tmp_path: Path) -> None:
    assert not on_network("/" if os.name != "nt" else os.environ["SYSTEMROOT"])


def test_a_network_mount_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kdeck.journal.folder.kind_of", lambda folder, mounts: "cifs")
    if sys.platform == "linux":
        assert on_network(str(tmp_path))


def test_a_second_writer_is_refused_and_readers_are_not(path: str) -> None:
    writer = open_journal(path, LEARNER)
    with pytest.raises(JournalBusy, match="already writing"):
        open_journal(path, LEARNER)
    with pytest.raises(JournalBusy):
        open_journal(path, LEARNER, create=True)
    readers = [open_journal(path, LEARNER, read_only=True) for _ in range(3)]
    writer.commit(Change((event(2),)))
    assert [reader.count() for reader in readers] == [2, 2, 2]
    for reader in readers:
        reader.close()
    writer.close()
    open_journal(path, LEARNER).close()


_HOLD = """
import sys
from kdeck.journal.sqlite import open_journal
journal = open_journal(sys.argv[1], sys.argv[2])
print("open", flush=True)
sys.stdin.read()
"""


def test_the_lock_holds_between_processes_and_ends_with_them(path: str) -> None:
    command = [sys.executable, "-c", _HOLD, path, LEARNER]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        with pytest.raises(JournalBusy):
            open_journal(path, LEARNER)
        child.kill()
    open_journal(path, LEARNER).close()


def test_a_reader_leaves_the_file_as_it_is(path: str) -> None:
    before = Path(path).read_bytes()
    reader = open_journal(path, LEARNER, read_only=True)
    assert list(reader.events()) == [event(1)]
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader._database.connection.execute("CREATE TABLE mine (a)")
    reader.close()
    assert Path(path).read_bytes() == before
    assert not connect.has_log(path)


def _crashed_copy(path: str, folder: Path) -> str:
    """A copy of the journal as a killed session leaves it: with a second event in its log only."""
    folder.mkdir()
    journal = open_journal(path, LEARNER)
    journal.commit(Change((event(2),)))
    copy = str(folder / "journal.db")
    for suffix in ("", "-wal"):
        Path(copy + suffix).write_bytes(Path(path + suffix).read_bytes())
    journal.close()
    return copy


@pytest.mark.skipif(os.name == "nt", reason="permissions work otherwise")
def test_a_journal_in_a_read_only_folder_can_be_read_and_not_written(path: str) -> None:
    with unprivileged(Path(path).parent):
        reader = open_journal(path, LEARNER, read_only=True)
        assert list(reader.events()) == [event(1)]
        reader.close()
        with pytest.raises(JournalFull, match="read-only"):
            open_journal(path, LEARNER)
    assert open_journal(path, LEARNER, read_only=True).count() == 1


@pytest.mark.skipif(os.name == "nt", reason="permissions work otherwise")
def test_a_log_in_a_read_only_folder_is_never_passed_over(path: str, tmp_path: Path) -> None:
    crashed = _crashed_copy(path, tmp_path / "crashed")
    with unprivileged(Path(crashed).parent), pytest.raises(JournalError, match="log"):
        open_journal(crashed, LEARNER, read_only=True)


@pytest.mark.skipif(os.name == "nt", reason="permissions work otherwise")
def test_a_file_that_may_not_be_read_is_one_clear_error(path: str) -> None:
    Path(path).chmod(0)
    with unprivileged(Path(path).parent), pytest.raises(JournalFull, match=r"journal\.db"):
        open_journal(path, LEARNER, read_only=True)


def test_another_learners_journal_is_refused(path: str) -> None:
    for read_only in (False, True):
        with pytest.raises(JournalConflict, match="学员乙"):
            open_journal(path, "学员乙", read_only=read_only)
    open_journal(path, LEARNER).close()


@pytest.mark.parametrize(
    "contents", [b"", b"x", b"not a database at all\n" * 100, b"SQLite format 3\0" + b"\xff" * 5_000], ids=len
)
@pytest.mark.parametrize("read_only", [False, True])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, contents: bytes, read_only: bool) -> None:
    path = tmp_path / "journal.db"
    path.write_bytes(contents)
    with pytest.raises(JournalDamaged) as caught:
        open_journal(str(path), LEARNER, read_only=read_only, create=not read_only)
    assert "kdeck restore" in str(caught.value.hint)
    assert path.read_bytes() == contents


def test_a_folder_in_the_place_of_a_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.db").mkdir()
    for read_only in (False, True):
        with pytest.raises(JournalDamaged, match="not a file"):
            open_journal(str(tmp_path / "journal.db"), LEARNER, read_only=read_only)


def test_another_programs_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE event (a)")
    other.commit()
    other.close()
    before = path.read_bytes()
    with pytest.raises(JournalDamaged, match="not a kdeck journal"):
        open_journal(str(path), LEARNER, network=True)
    with pytest.raises(JournalDamaged, match="not a kdeck journal"):
        open_journal(str(path), LEARNER)
    assert path.read_bytes() == before


def test_a_journal_without_its_file_but_with_its_log_is_never_begun_anew(path: str, tmp_path: Path) -> None:
    crashed = _crashed_copy(path, tmp_path / "crashed")
    Path(crashed).unlink()
    for create in (False, True):
        with pytest.raises(JournalDamaged, match="log"):
            open_journal(crashed, LEARNER, create=create)
    assert not Path(crashed).exists()


def test_a_newer_kdecks_journal_is_refused_and_left_alone(path: str) -> None:
    _execute(path, "PRAGMA user_version = 99")
    for read_only in (False, True):
        with pytest.raises(JournalTooNew, match="newer"):
            open_journal(path, LEARNER, read_only=read_only)


def _execute(path: str, *statements: str) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def _add_a_table(connection: sqlite3.Connection, learner: str) -> None:
    connection.execute("CREATE TABLE later (a)")
    connection.execute("INSERT INTO later SELECT count(*) FROM event")


@pytest.fixture
def newer_schema(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kdeck whose schema is one step further."""
    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, _add_a_table])


def test_an_older_journal_is_brought_up_to_date_after_a_backup(path: str, newer_schema: None) -> None:
    journal = open_journal(path, LEARNER)
    assert list(journal.events()) == [event(1)]
    assert journal._ask("PRAGMA user_version") == [(VERSION + 1,)]
    assert journal._ask("SELECT a FROM later") == [(1,)]
    journal.close()
    backup = sqlite3.connect(f"{path}.v{VERSION}.bak")
    assert backup.execute("PRAGMA user_version").fetchone() == (VERSION,)
    assert backup.execute("SELECT count(*) FROM event").fetchone() == (1,)
    backup.close()


def test_a_file_from_before_the_first_version_gets_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    _execute(str(path), f"PRAGMA application_id = {schema.APPLICATION_ID}")
    journal = open_journal(str(path), LEARNER)
    journal.commit(Change((event(1),)))
    journal.close()
    assert Path(f"{path}.v0.bak").exists()
    reopened = open_journal(str(path), LEARNER)
    assert reopened.count() == 1
    reopened.close()


def test_a_reader_brings_a_copy_of_an_older_journal_up_to_date_and_leaves_the_file(
    path: str, newer_schema: None
) -> None:
    before = Path(path).read_bytes()
    reader = open_journal(path, LEARNER, read_only=True)
    assert reader.read_only
    assert reader._ask("SELECT a FROM later") == [(1,)]
    assert list(reader.events()) == [event(1)]
    reader.close()
    assert list(events_of(path)) == [event(1)]
    assert Path(path).read_bytes() == before


def test_a_journal_of_the_first_version_can_be_read_and_is_migrated_by_the_next_writer(tmp_path: Path) -> None:
    path = str(tmp_path / "journal.db")
    with pytest.MonkeyPatch.context() as older:
        older.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[:1])
        connect.build(path, LEARNER)
    body = '{"rating":3,"retention":0.9}'
    _execute(path, f"INSERT INTO event VALUES (1, 'a', {AT}, 0, {DAY - 1}, 'd', 'review', 'a/1', '{body}')")
    reader = open_journal(path, LEARNER, read_only=True)
    wanted = [Day(DAY - 1, Tally(reviews=1, good=1, introduced=1))]
    assert reader.days() == wanted
    assert reader.decks()["a"].reviews == 1
    assert reader.calibration() == []
    reader.close()
    writer = open_journal(path, LEARNER)
    assert writer.days() == wanted
    assert writer._ask("SELECT day, bucket, reviews FROM day_sum") == [(DAY - 1, -1, 1)]
    writer.close()


def test_a_migration_that_fails_leaves_the_version_before_it(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(connection: sqlite3.Connection, learner: str) -> None:
        connection.execute("CREATE TABLE half (a)")
        connection.execute("INSERT INTO nowhere VALUES (1)")

    monkeypatch.setattr(schema, "MIGRATIONS", [*schema.MIGRATIONS, _add_a_table, breaks])
    with pytest.raises(JournalError):
        open_journal(path, LEARNER)
    monkeypatch.setattr(schema, "MIGRATIONS", schema.MIGRATIONS[: VERSION + 1])
    journal = open_journal(path, LEARNER)
    assert journal._ask("PRAGMA user_version") == [(VERSION + 1,)]
    assert journal._ask("SELECT name FROM sqlite_master WHERE name = 'half'") == []
    journal.close()


@pytest.mark.parametrize("change", ["UPDATE event SET card = 'x'", "DELETE FROM event"])
def test_the_database_itself_refuses_to_change_an_event(path: str, change: str) -> None:
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(change)
    connection.close()


@pytest.mark.parametrize("change", ["at = 5, card = 'x'", "body = '{}'", "at = 6", "day = 6"])
def test_not_even_a_redated_event_can_be_changed_but_to_the_time_that_counts(path: str, change: str) -> None:
    journal = open_journal(path, LEARNER)
    journal.commit(Change((redate(2, event(1), 5),)))
    journal.close()
    connection = sqlite3.connect(path)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(f"UPDATE event SET {change} WHERE kind = 'redate'")
    if change != "day = 6":
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute(f"UPDATE event SET {change} WHERE kind = 'review'")
    connection.close()


def test_the_columns_of_memory_are_its_fields_in_order(path: str) -> None:
    journal = open_journal(path, LEARNER, read_only=True)
    assert tuple(row[1] for row in journal._ask("PRAGMA table_info(memory)")) == memory()._fields
    journal.close()


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_asked_on_every_start_reads_no_table_through(path: str, read_only: bool) -> None:
    journal = open_journal(path, LEARNER, read_only=read_only)
    asked: list[str] = []
    journal._database.connection.set_trace_callback(asked.append)
    journal.memory("deck/entry")
    journal.due(1)
    journal.days(1, 2)
    journal.reviews(day=1)
    journal.reviews(limit=9)
    journal.totals(1)
    journal.last(1)
    journal.newest_id()
    journal.after(1)
    journal.ahead()
    journal.last_undoable(1)
    journal.recent("review", 3)
    journal.recent("flag", 3)
    list(journal.events(card="deck/entry"))
    list(journal.events(since=1, until=2))
    list(journal.events())
    journal.count()
    journal._database.connection.set_trace_callback(None)
    plans = {sql: journal._ask("EXPLAIN QUERY PLAN " + sql) for sql in asked}
    scans = {sql: row[3] for sql, plan in plans.items() for row in plan if _scans(row[3])}
    assert len(plans) >= 12
    assert scans == {}
    journal.close()


_IN_ORDER = ("CONSTANT ROW", "event_at", "memory_learning", "ahead", "redated_missing", "review")


def _scans(step: str) -> bool:
    """Whether a step of a query plan reads a table through, not an index in order or the few rows of another table."""
    return step.startswith("SCAN") and not step.endswith(
        ("CONSTANT ROW", "event_at", "memory_learning", "ahead", "redated_missing", "review")
    )


def test_opening_a_journal_loads_neither_pathlib_nor_json(path: str) -> None:
    code = (
        "import sys; from kdeck.journal.sqlite import open_journal; "
        f"journal = open_journal(sys.argv[1], {LEARNER!r}, read_only=True); journal.due(1); journal.known(); "
        "print(*sorted({'pathlib', 'json', 'dataclasses', 'logging', 'inspect', 'uuid', 'hashlib', 'urllib'} "
        "& set(sys.modules)))"
    )
    here = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
    command = [sys.executable, "-I", "-S", "-c", here + code, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


_ROOT = Path(__file__).parents[2]
