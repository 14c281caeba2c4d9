"""Whatever goes wrong: one clear line, the right exit code, nothing lost."""

from __future__ import annotations

import os
import subprocess
import sys
from gettext import NullTranslations
from pathlib import Path

import pytest

from kdeck import language
from kdeck.cli.main import INTERRUPTED
from tests.cli.conftest import AT, Kdeck, environment, one_clear_error

HOLD = """
import sys
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
journal = open_journal(path_of(sys.argv[1], "amy"), "amy")
print("held", flush=True)
sys.stdin.readline()
"""


def start(kdeck: Kdeck) -> None:
    assert kdeck("study", "--plain", "--learner", "amy", "--at", AT, stdin="\n3\n:q\n").code == 0


def test_a_library_that_is_not_there_is_told(kdeck: Kdeck) -> None:
    for words in (("due",), ("check",), ("cards",), ("study", "--plain")):
        ran = kdeck(*words, "--decks", "nowhere")
        assert ran.code == 1
        assert "nowhere" in one_clear_error(ran)


def test_a_library_without_a_card_is_told(kdeck: Kdeck, decks: Path) -> None:
    (decks / "basics.yaml").write_text("deck: basics\ntitle: T\nlang: en\ncards: []\n", encoding="utf-8")
    for words in (("due",), ("cards",), ("study", "--plain")):
        ran = kdeck(*words)
        assert ran.code == 1
        assert "holds no cards" in one_clear_error(ran)
        assert "kdeck check" in ran.err


def test_a_bad_file_never_hides_the_good_ones(kdeck: Kdeck, decks: Path) -> None:
    (decks / "bad.yaml").write_bytes(b"deck: \xff\n")
    assert kdeck("due", "--at", AT).out.startswith("0 due, 0 learning, 7 new")
    assert kdeck("check").code == 1


@pytest.mark.permissions
def test_an_unreadable_library_is_told(kdeck: Kdeck, decks: Path) -> None:
    decks.chmod(0)
    ran = kdeck("due")
    decks.chmod(0o700)
    assert ran.code == 1
    assert str(decks) in one_clear_error(ran)


def test_a_second_writer_is_refused_while_readers_are_not(kdeck: Kdeck, home: Path) -> None:
    start(kdeck)
    before = kdeck("log").out
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment(),
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        ran = kdeck("study", "--plain", stdin="\n3\n")
        assert ran.code == 1
        assert "Another kdeck" in one_clear_error(ran)
        assert kdeck("log").out == before
        assert kdeck("due", "--at", AT).code == 0
        holder.communicate("\n")
    assert kdeck("study", "--plain", stdin="").code == 0


def test_a_damaged_journal_is_told_and_left_as_it_is(kdeck: Kdeck, home: Path) -> None:
    start(kdeck)
    journal = home / "learners" / "amy" / "journal.db"
    journal.write_bytes(b"not a database at all, and long enough to be looked at" * 100)
    data = journal.read_bytes()
    for words in (("due",), ("log",), ("study", "--plain")):
        ran = kdeck(*words)
        assert ran.code == 1
        assert "kdeck restore" in one_clear_error(ran)
    assert journal.read_bytes() == data
    assert kdeck("check").code == 0


def test_an_unforeseen_exception_is_one_line_and_a_log_without_local_variables(
    kdeck: Kdeck, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> int:
        secret = "postgresql://user:hunter2@host"
        raise RuntimeError(f"of {len(secret)} characters")

    monkeypatch.setattr("kdeck.cli.due.run", broken)
    ran = kdeck("due")
    assert ran.code == 1
    assert "RuntimeError" in one_clear_error(ran)
    (log,) = (home / "crashes").iterdir()
    text = log.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert str(log) in ran.err
    assert "hunter2@host" not in ran.err


def test_kdeck_debug_shows_the_traceback(kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KDECK_DEBUG", "1")
    monkeypatch.setattr("kdeck.cli.due.run", lambda *_args: os.environ["KDECK_NOT_SET"])
    ran = kdeck("due")
    assert ran.code == 1
    assert "Traceback" in ran.err
    assert "KDECK_NOT_SET" in ran.err


def test_ctrl_c_ends_quietly(kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_args: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("kdeck.cli.due.run", interrupted)
    ran = kdeck("due")
    assert (ran.code, ran.out, ran.err) == (INTERRUPTED, "", "")


class Marked(NullTranslations):
    """A language in which everything stands between signs."""

    def gettext(self, message: str) -> str:
        return f"<{message}>"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("due", "--decks", "nowhere"), "<There is no folder"),
        (("duee",), "<There is no command named"),
        (("due", "--format", "xml"), "<invalid choice"),
        (("why",), "<the following arguments are required"),
    ],
)
def test_errors_are_told_in_the_readers_language(
    kdeck: Kdeck, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    monkeypatch.setattr(language, "_catalogue", lambda chosen: Marked() if chosen == "zh" else NullTranslations())
    assert said in one_clear_error(kdeck("--lang", "zh", *words))
    assert "<" not in one_clear_error(kdeck("--lang", "en", *words))


def test_the_app_without_a_terminal_points_to_the_line_mode(kdeck: Kdeck) -> None:
    for words in ((), ("study",)):
        ran = kdeck(*words)
        assert ran.code == 2
        assert "kdeck study --plain" in one_clear_error(ran)


def test_a_message_cannot_act_on_the_terminal(kdeck: Kdeck) -> None:
    ran = kdeck("due", "--decks", "\x1b]52;c;eA==\x07\nsecond")
    assert ran.code == 1
    assert "\x1b" not in one_clear_error(ran)


@pytest.mark.parametrize(
    "words",
    [
        ("study", "--plain", "--at", "nonsense"),
        ("study", "--plain", "--deck", "nowhere"),
        ("exam", "--plain", "--at", "nonsense"),
        ("exam", "--plain", "--deck", "nowhere"),
        ("exam", "--plain", "--dan", "9"),
        ("goal", "2099-01-01", "--at", "nonsense"),
        ("goal", "yesterday-ish"),
        ("submit", "nowhere.yaml"),
        ("submit", "empty.yaml"),
        ("log", "--merge", "nowhere.jsonl"),
    ],
)
def test_what_is_refused_begins_no_journal(kdeck: Kdeck, home: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    (tmp_path / "empty.yaml").write_text("deck: own\ntitle: T\nlang: en\ncards: []\n", encoding="utf-8")
    ran = kdeck(*words, "--learner", "amy")
    assert ran.code in (1, 2)
    one_clear_error(ran)
    assert not (home / "learners").exists()
