"""``kdeck`` as a process of its own: exit codes, pipes, encodings."""

from __future__ import annotations

import os
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
