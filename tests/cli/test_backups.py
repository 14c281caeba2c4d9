"""``backup`` and ``restore``."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from kdeck.cli.arguments import shared_options
from kdeck.cli.context import Context
from kdeck.core.errors import JournalError
from kdeck.journal.folder import quote
from tests.cli.conftest import AT, Kdeck, one_clear_error
from tests.journal.made import LEARNER
from tests.journal.test_lost import killed


@pytest.fixture
def studied(kdeck: Kdeck) -> Kdeck:
    assert kdeck("study", "--plain", "--learner", "amy", "--at", AT, stdin="\n3\n:q\n").code == 0
    return kdeck


def test_a_backup_holds_everything_and_never_replaces_a_file(studied: Kdeck, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    assert studied("backup", str(target)).code == 0
    data = target.read_bytes()
    ran = studied("backup", str(target))
    assert ran.code == 2
    assert "was left alone" in one_clear_error(ran)
    assert target.read_bytes() == data


def test_a_backup_without_a_name_is_dated_and_lies_here(studied: Kdeck, tmp_path: Path) -> None:
    plain = json.loads(studied("backup", "--format", "json").out)
    assert plain["events"] == 2
    assert Path(plain["file"]).parent == tmp_path
    assert Path(plain["file"]).is_file()


def test_a_missing_folder_is_refused(studied: Kdeck) -> None:
    ran = studied("backup", "no/such/copy.db")
    assert ran.code == 2
    one_clear_error(ran)


def test_restore_puts_a_backup_back_and_keeps_what_stood_there(studied: Kdeck, home: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    studied("backup", str(target))
    studied("study", "--plain", "--at", AT, stdin="16:00\n:q\n")
    assert len(studied("log").out.splitlines()) == 3
    refused = studied("restore", str(target))
    assert refused.code == 2
    assert "--yes" in one_clear_error(refused)
    assert len(studied("log").out.splitlines()) == 3
    ran = studied("restore", str(target), "--yes", "--format", "json")
    assert ran.code == 0
    plain = json.loads(ran.out)
    assert (plain["learner"], plain["events"]) == ("amy", 2)
    assert Path(plain["aside"]).is_file()
    assert len(studied("log").out.splitlines()) == 2


def test_a_backup_is_made_by_itself_after_studying_and_listed(studied: Kdeck) -> None:
    (backup,) = json.loads(studied("restore", "--format", "json").out)
    assert backup["learner"] == "amy"
    assert Path(backup["file"]).is_file()
    assert backup["file"] in studied("restore").out


def test_a_damaged_journal_can_be_restored_from_its_automatic_backup(studied: Kdeck, home: Path) -> None:
    (home / "learners" / "amy" / "journal.db").write_bytes(b"gone" * 2000)
    assert studied("due").code == 1
    (backup,) = json.loads(studied("restore", "--format", "json").out)
    assert studied("restore", backup["file"], "--yes").code == 0
    assert len(studied("log").out.splitlines()) == 2


@pytest.mark.parametrize("content", [b"", b"no database"])
def test_what_is_no_backup_is_refused_and_changes_nothing(studied: Kdeck, tmp_path: Path, content: bytes) -> None:
    bad = tmp_path / "bad.db"
    bad.write_bytes(content)
    before = studied("log").out
    ran = studied("restore", str(bad), "--yes")
    assert ran.code == 1
    one_clear_error(ran)
    assert studied("log").out == before
    missing = studied("restore", "nowhere.db", "--yes")
    assert missing.code == 2
    one_clear_error(missing)


def test_another_learners_backup_is_refused(studied: Kdeck, tmp_path: Path) -> None:
    target = tmp_path / "amy.db"
    studied("backup", str(target))
    studied("study", "--plain", "--learner", "ben", stdin="")
    ran = studied("restore", str(target), "--yes", "--learner", "ben")
    assert ran.code == 1
    assert "amy" in one_clear_error(ran)


def test_without_a_journal_there_is_nothing_to_back_up(kdeck: Kdeck) -> None:
    ran = kdeck("backup")
    assert ran.code == 2
    one_clear_error(ran)


@pytest.mark.parametrize("words", [("due",), ("log",), ("study", "--plain"), ("goal", "none"), ("doctor",)])
def test_a_missing_journal_beside_its_backups_offers_to_restore_and_is_not_begun_anew(
    studied: Kdeck, home: Path, words: tuple[str, ...]
) -> None:
    (backup,) = json.loads(studied("restore", "--format", "json").out)
    journal = home / "learners" / "amy" / "journal.db"
    journal.unlink()
    ran = studied(*words)
    assert ran.code == 1
    assert f"kdeck --home {home} restore {backup['file']}" in ran.out + ran.err
    assert not journal.exists()
    assert backup["file"] in studied("restore").out
    assert studied("restore", backup["file"], "--yes").code == 0
    assert len(studied("log").out.splitlines()) == 2


def test_the_app_says_so_too_instead_of_greeting_a_newcomer(studied: Kdeck, home: Path) -> None:
    from kdeck.cli.app import _begin, _newcomer

    (home / "learners" / "amy" / "journal.db").unlink()
    context = Context(shared_options(["--home", str(home)])[0])
    assert _newcomer(context) is None
    with ExitStack() as stack, pytest.raises(JournalError, match="there are backups of it"):
        _begin(context, stack)


@pytest.mark.parametrize("words", [("due",), ("log",), ("doctor",)])
def test_what_a_kill_left_half_written_is_undone_by_whoever_looks(
    kdeck: Kdeck, home: Path, words: tuple[str, ...]
) -> None:
    killed(home / "learners" / quote(LEARNER) / "journal.db")
    ran = kdeck(*words, "--at", AT) if words == ("due",) else kdeck(*words)
    assert ran.code == 0
    assert "read-only" not in ran.out + ran.err
