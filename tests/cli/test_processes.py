"""``kdeck`` as a process of its own: exit codes, pipes, encodings."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import AT, environment

pytestmark = pytest.mark.skipif(os.name == "nt", reason="written for a POSIX shell's pipes")


def run(home: Path, decks: Path, *words: str, stdin: bytes = b"", **changes: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "kdeck", "--home", str(home), "--decks", str(decks), *words]
    return subprocess.run(command, input=stdin, capture_output=True, check=False, env=environment(**changes))


@pytest.mark.parametrize("locale", ["C", "C.UTF-8", "en_US.ISO-8859-1"])
def test_chinese_answers_go_through_a_pipe_whatever_the_locale(home: Path, decks: Path, locale: str) -> None:
    stdin = "\n3\n16：00\n７\n".encode()
    encoding = "latin-1" if "8859" in locale else ""
    ran = run(
        home,
        decks,
        "study",
        "--plain",
        "--learner",
        "小林",
        "--at",
        AT,
        stdin=stdin,
        LC_ALL=locale,
        PYTHONIOENCODING=encoding,
    )
    assert ran.returncode == 0
    assert "亲，在的哦" in ran.stdout.decode("utf-8")
    log = run(home, decks, "log", LC_ALL=locale, PYTHONIOENCODING=encoding).stdout.decode("utf-8")
    assert log.count("got it") == 3
    assert "16：00" in log


def test_a_terminal_or_pipe_in_gb18030_is_spoken_to_in_gb18030(home: Path, decks: Path) -> None:
    stdin = "\n3\n16：00\n".encode("gb18030")
    ran = run(home, decks, "study", "--plain", "--at", AT, stdin=stdin, PYTHONIOENCODING="gb18030")
    assert "亲，在的哦" in ran.stdout.decode("gb18030")
    assert "16：00" in run(home, decks, "log").stdout.decode("utf-8")


@pytest.mark.parametrize(("words", "code"), [(("due",), 0), (("check", "nowhere"), 1), (("duee",), 2), ((), 2)])
def test_exit_codes_reach_the_shell(home: Path, decks: Path, words: tuple[str, ...], code: int) -> None:
    ran = run(home, decks, *words)
    assert ran.returncode == code
    assert b"Traceback" not in ran.stderr


def test_every_answer_is_stored_before_the_next_question_is_shown(home: Path, decks: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "kdeck",
        "--home",
        str(home),
        "--decks",
        str(decks),
        "study",
        "--plain",
        "--at",
        AT,
    ]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        session.stdin.write(b"\n3\n")
        session.stdin.flush()
        while "几点前付款".encode() not in session.stdout.readline():
            pass
        session.kill()  # as kill -9: nothing is closed
        session.wait()
    assert run(home, decks, "log").stdout.count(b"basics/greet") == 1


def test_a_reader_that_stops_reading_ends_it_quietly(home: Path, decks: Path) -> None:
    (decks / "many.yaml").write_text(
        "deck: many\ntitle: Many\nlang: en\ncards:\n"
        + "".join(f"  - {{id: c{number}, front: question {number}, back: answer}}\n" for number in range(5000)),
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "kdeck", "--home", str(home), "--decks", str(decks), "cards"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()) as writer:
        assert writer.stdout is not None
        assert writer.stderr is not None
        writer.stdout.readline()
        writer.stdout.close()
        assert writer.stderr.read() == b""
    assert writer.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_an_error(home: Path, decks: Path) -> None:
    command = [sys.executable, "-m", "kdeck", "--home", str(home), "--decks", str(decks), "due"]
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, env=environment())
    assert ran.returncode == 1
    lines = ran.stderr.decode().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("kdeck: The output could not be written")


def test_colour_is_only_for_terminals(home: Path, decks: Path) -> None:
    (decks / "bad.yaml").write_text("deck: [", encoding="utf-8")
    assert b"\x1b" not in run(home, decks, "check").stdout


def shell(home: Path, decks: Path, line: str) -> subprocess.CompletedProcess[bytes]:
    """A line of a shell in which $K is kdeck."""
    command = f'"{sys.executable}" -m kdeck --lang en --home "{home}" --decks "{decks}"'
    return subprocess.run(
        ["sh", "-c", line.replace("$K", command)], capture_output=True, check=False, timeout=60, env=environment()
    )


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("$K --help > /dev/full", 1, b"the disk is full"),
        ("$K due --help > /dev/full", 1, b"the disk is full"),
        ("$K --version > /dev/full", 1, b"the disk is full"),
        ("$K due >&-", 1, b"The output could not be written: it is closed"),
        ("$K study --plain <&- >&-", 1, b"it is closed"),
        ("$K due <&-", 0, b""),
        ("$K study --plain <&-", 0, b"A new journal was started"),
        ("$K log --merge - <&-", 2, b"Nobody has studied here yet"),
        ("$K <&-", 2, b"needs a terminal"),
        ("$K due 2>&-", 0, b""),
        ("$K duee 2>&-", 2, b""),
        ("$K duee 2>/dev/full", 2, b""),
        ("$K due <&- >&- 2>&-", 1, b""),
    ],
)
def test_streams_that_are_closed_or_full_end_in_one_line_and_a_sensible_code(
    home: Path, decks: Path, line: str, code: int, said: bytes
) -> None:
    ran = shell(home, decks, line)
    assert (ran.returncode, said in ran.stderr) == (code, True), ran.stderr
    assert len(ran.stderr.splitlines()) <= 2
    for text in (b"unexpected", b"Traceback", b"Exception ignored"):
        assert text not in ran.stderr


def test_a_closed_output_never_gives_its_number_to_the_journal(home: Path, decks: Path) -> None:
    assert shell(home, decks, "printf '\\n3\\n:q\\n' | $K study --plain --learner amy").returncode == 0
    journal = home / "learners" / "amy" / "journal.db"
    assert shell(home, decks, "$K log >&- 2>&-").returncode == 1
    assert journal.read_bytes().startswith(b"SQLite format 3")
    assert b"basics/greet" in shell(home, decks, "$K log").stdout


@pytest.mark.parametrize("words", ["due", "check", "backup", "new card", "doctor"])
def test_a_working_folder_that_was_deleted_is_said_to_be_gone(
    home: Path, decks: Path, tmp_path: Path, words: str
) -> None:
    here = f'mkdir "{tmp_path}/gone" && cd "{tmp_path}/gone" && rmdir "{tmp_path}/gone" && '
    assert shell(home, decks, "printf '\\n3\\n:q\\n' | $K study --plain --learner amy").returncode == 0
    ran = shell(home, decks, here + f'KDECK_HOME="{home}" "{sys.executable}" -m kdeck.__main__ {words}')
    assert ran.returncode == 1
    assert b"is no longer there" in ran.stderr + ran.stdout
    assert b"unexpected" not in ran.stderr
    assert shell(home, decks, here.replace("mkdir", "mkdir -p") + "$K due").returncode == 0


def test_an_empty_name_of_a_folder_is_wrong_usage_and_not_the_default(home: Path, decks: Path) -> None:
    for line in ('$K due --home ""', "$K --home= due", '$K due --decks ""', '$K --home "" --version'):
        ran = shell(home, decks, line)
        assert ran.returncode == 2
        assert b"it needs the name of a folder" in ran.stderr


@pytest.mark.parametrize(
    "line",
    [
        "$K import ENDLESS --deck x",
        "$K log --merge ENDLESS",
        "$K verify ENDLESS",
        "$K verify certificate.html ENDLESS",
        "$K restore ENDLESS --yes",
        "$K submit ENDLESS",
        "$K check ENDLESS",
        "$K typing score --passage ENDLESS --typed ENDLESS --seconds 4",
        "$K log --merge - < /dev/zero",
        "yes '' | $K log --merge -",
    ],
)
def test_what_has_no_end_is_refused_and_not_read(home: Path, decks: Path, tmp_path: Path, line: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    (tmp_path / "certificate.html").write_text("none", encoding="utf-8")
    for endless in ("/dev/zero", str(pipe)) if "ENDLESS" in line else ("",):
        ran = shell(home, decks, f'cd "{tmp_path}"; ' + line.replace("ENDLESS", endless))
        assert ran.returncode in (1, 2)
        assert len(ran.stderr.splitlines()) in (1, 2)
        assert b"unexpected" not in ran.stderr
    assert not (home / "learners").exists()


def deleted_meanwhile(home: Path, decks: Path, rest: bytes) -> tuple[int, bytes]:
    """A session whose data folder is deleted behind its first answer; what it then said, and how it ended."""
    command = [sys.executable, "-m", "kdeck", "--lang", "en", "--home", str(home), "--decks", str(decks)]
    with subprocess.Popen(
        [*command, "--learner", "amy", "study", "--plain"],
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as session:
        assert session.stdin is not None
        assert session.stdout is not None
        session.stdin.write(b"\n3\n")
        session.stdin.flush()
        while "几点前付款".encode() not in session.stdout.readline():
            pass
        shutil.rmtree(home)
        _out, err = session.communicate(rest)
    return session.returncode, err


def test_an_answer_notices_that_the_data_folder_was_deleted_and_is_kept(home: Path, decks: Path) -> None:
    code, err = deleted_meanwhile(home, decks, b"16:00\n7\n")
    assert code == 0
    assert b"is gone: it was deleted or moved while kdeck was open" in err
    log = run(home, decks, "log").stdout
    assert [log.count(card) for card in (b"basics/greet", b"basics/cutoff", b"basics/days/c1")] == [1, 1, 1]


def test_a_session_that_ends_while_its_journal_is_gone_leaves_all_answers_in_a_backup(home: Path, decks: Path) -> None:
    _code, err = deleted_meanwhile(home, decks, b":q\n")
    assert b"all its answers are in" in err
    ran = run(home, decks, "log")
    assert ran.returncode == 1
    hint = ran.stderr.decode().splitlines()[1]
    words = shlex.split(hint.partition(": ")[2].partition(" (")[0])
    assert words[0] == "kdeck"
    back = subprocess.run([sys.executable, "-m", *words, "--yes"], capture_output=True, check=False, env=environment())
    assert back.returncode == 0
    assert run(home, decks, "log").stdout.count(b"basics/greet") == 1
