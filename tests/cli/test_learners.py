"""Whose journal is meant, and where it lies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import AT, Kdeck, one_clear_error


def start(kdeck: Kdeck, *names: str) -> None:
    for name in names:
        assert kdeck("study", "--plain", "--learner", name, "--at", AT, stdin="").code == 0


def test_the_only_learner_is_meant_when_none_is_named(kdeck: Kdeck) -> None:
    start(kdeck, "小林")
    kdeck("study", "--plain", "--at", AT, stdin="\n3\n:q\n")
    assert '"learner": "小林"' in kdeck("log", "--format", "json").out


def test_of_several_learners_one_has_to_be_named(kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch) -> None:
    start(kdeck, "amy", "ben")
    for words in (("due",), ("study", "--plain"), ("log",), ("backup",)):
        ran = kdeck(*words)
        assert ran.code == 2
        assert "amy, ben" in one_clear_error(ran)
        assert "--learner NAME" in ran.err
    assert kdeck("due", "--learner", "ben").code == 0
    monkeypatch.setenv("KDECK_LEARNER", "amy")
    assert kdeck("due").code == 0


def test_an_unknown_learner_is_refused_by_reading_commands_with_the_nearest_name(kdeck: Kdeck) -> None:
    start(kdeck, "amy", "ben")
    for words in (("due",), ("log",), ("why", "basics/greet"), ("settings",), ("backup",), ("restore",)):
        ran = kdeck(*words, "--learner", "aym")
        assert ran.code == 2
        assert "Did you mean amy? Known: amy, ben" in one_clear_error(ran)


def test_studying_starts_a_journal_for_a_new_name_and_says_so(kdeck: Kdeck, home: Path) -> None:
    ran = kdeck("study", "--plain", "--learner", "Amy Wu", stdin="")
    assert ran.err == "kdeck: A new journal was started for Amy Wu.\n"
    assert len(list((home / "learners").iterdir())) == 1


def test_the_first_learner_is_the_systems_user_when_none_is_named(
    kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "dana")
    assert "dana" in kdeck("study", "--plain", stdin="").err


@pytest.mark.parametrize("name", ["", "x" * 100, "a\x1b[2Jb"])
def test_what_can_be_no_name_is_refused(kdeck: Kdeck, name: str) -> None:
    ran = kdeck("study", "--plain", "--learner", name)
    assert ran.code == 2
    assert "\x1b" not in one_clear_error(ran)


def test_a_name_never_leaves_the_home_folder(kdeck: Kdeck, home: Path, tmp_path: Path) -> None:
    start(kdeck, "../../../evil")
    assert not (tmp_path.parent / "evil").exists()
    assert len(list((home / "learners").iterdir())) == 1
    assert kdeck("due", "--learner", "../../../evil").code == 0


def test_kdeck_home_names_the_data_folder(
    kdeck: Kdeck, decks: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KDECK_HOME", str(tmp_path / "elsewhere"))
    ran = kdeck("study", "--plain", "--learner", "amy", "--decks", str(decks), where=False)
    assert ran.code == 0
    assert (tmp_path / "elsewhere" / "learners" / "amy" / "journal.db").is_file()


def test_without_decks_no_journal_is_made(kdeck: Kdeck, home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    ran = kdeck("study", "--plain", "--learner", "amy", "--decks", str(tmp_path / "empty"))
    assert ran.code == 1
    one_clear_error(ran)
    assert not (home / "learners").exists()


def test_a_home_that_is_no_folder_is_refused(kdeck: Kdeck, home: Path) -> None:
    home.write_text("a file")
    for words in (("due",), ("study", "--plain"), ("backup",)):
        ran = kdeck(*words)
        assert ran.code == 2
        assert "is not a folder" in one_clear_error(ran)
    assert home.read_text() == "a file"


@pytest.mark.permissions
def test_a_home_that_cannot_be_read_or_written_is_told(kdeck: Kdeck, home: Path) -> None:
    home.mkdir()
    for mode, words in ((0o000, ("due",)), (0o500, ("study", "--plain"))):
        home.chmod(mode)
        ran = kdeck(*words)
        home.chmod(0o700)
        assert ran.code == 1
        one_clear_error(ran)
