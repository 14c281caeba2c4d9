from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kdeck.core.errors import JournalError, UsageError
from kdeck.journal.folder import backups_of, learner_name, learners, path_of, quote, unquote
from kdeck.journal.sqlite import open_journal

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30)


@pytest.mark.parametrize(
    ("name", "quoted"),
    [
        ("学员甲", "学员甲"),
        ("amy-2_b", "amy-2_b"),
        ("amy li", "amy li"),
        ("Amy", "%41my"),
        ("a/b\\c", "a%2Fb%5Cc"),
        ("..", "%2E%2E"),
        ("100%", "100%25"),
        ("con", "%63on"),
        ("CON", "%43%4F%4E"),
        ("com1", "%63om1"),
        ("console", "console"),
        ("ß", "%C3%9F"),
        ("😀", "%F0%9F%98%80"),
    ],
)
def test_a_name_becomes_a_file_name_that_every_system_takes(name: str, quoted: str) -> None:
    assert quote(name) == quoted
    assert unquote(quoted) == name


@given(NAMES)
def test_every_name_comes_back_from_its_file_name(name: str) -> None:
    assert unquote(quote(name)) == name


@given(NAMES)
def test_no_file_name_is_refused_by_windows_or_leaves_its_folder(name: str) -> None:
    quoted = quote(name)
    assert not re.search(r'[<>:"/\\|?*.\x00-\x1f\x7f]', quoted)
    assert not re.fullmatch("con|prn|aux|nul|(com|lpt)[0-9¹²³]", quoted, re.IGNORECASE)
    assert quoted == quoted.strip(" ")


@given(NAMES, NAMES)
def test_two_names_never_meet_where_case_is_ignored(first: str, second: str) -> None:
    if first != second:
        for fold in (str.casefold, str.lower, str.upper):
            assert fold(quote(first)) != fold(quote(second))


@given(st.text(max_size=20))
def test_a_name_is_composed_clean_and_short_or_refused(text: str) -> None:
    try:
        name = learner_name(text)
    except UsageError:
        return
    assert name == name.strip() != ""
    assert unicodedata.is_normalized("NFC", name)
    assert name.isprintable() or not name.isascii()


@pytest.mark.parametrize("text", ["", "  ", "a\x1b[31m", "a\nb", "甲" * 61, "😀" * 30])
def test_what_can_be_no_name_is_refused(text: str) -> None:
    with pytest.raises(UsageError):
        learner_name(text)


def test_learners_are_those_with_a_journal(tmp_path: Path) -> None:
    home = str(tmp_path / "home")
    assert learners(home) == []
    for name in ("学员甲", "Amy", "amy", "a/b"):
        open_journal(path_of(home, name), name, create=True).close()
    (tmp_path / "home" / "learners" / "empty").mkdir()
    (tmp_path / "home" / "learners" / "Copy of amy").mkdir()
    (tmp_path / "home" / "learners" / "Copy of amy" / "journal.db").write_bytes(b"")
    assert learners(home) == ["Amy", "a/b", "amy", "学员甲"]
    assert backups_of(home, "Amy").startswith(str(tmp_path / "home" / "learners" / "%41my"))


def test_naming_a_file_makes_no_folder(tmp_path: Path) -> None:
    path_of(str(tmp_path / "home"), "amy")
    learners(str(tmp_path / "home"))
    assert list(tmp_path.iterdir()) == []


def test_a_file_in_the_place_of_the_folder_is_one_clear_error(tmp_path: Path) -> None:
    (tmp_path / "learners").write_text("x")
    with pytest.raises(JournalError, match="not a folder"):
        learners(str(tmp_path))
