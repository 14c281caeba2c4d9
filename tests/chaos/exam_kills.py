"""kill -9 in the middle of exams: ``python -m tests.chaos.exam_kills --kills 200``.

``kdeck exam --plain`` sits an exam as a process of its own; it is killed at a random moment while it begins or after
an answer was sent, and started again, until the exam is over. Whatever the moment: every answer that was acknowledged,
by the next question or by the result, is in the journal as it was given; no question is ever shown twice, and none that
was shown is still to come; the journal is sound each time; and what the result counts is what was answered.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, NamedTuple

from kdeck.core.exam.record import Record, fold
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from tests.cli.conftest import environment

LEARNER = "amy"
_CARDS = 40
_START, _STEP = 0.8, 0.02
"""Seconds within which a process has begun, and within which an answer is stored and the next question shown."""
_SHOP = """\
shop: test
name: 测试店
lang: zh-Hans
dans:
  - dan: 1
    title: 入门
    needs:
      - exam: {cards: QUESTIONS, minutes: 20, pass: 50%}
"""


class Told(NamedTuple):
    """What all processes of one exam have shown: questions in order, the answers given to them, kills so far."""

    shown: list[str]
    acknowledged: dict[str, str]
    sent: dict[str, str]
    kills: list[float]


def library(folder: Path, questions: int) -> Path:
    """Forty typed cards, and an exam of so many questions."""
    decks = folder / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(_SHOP.replace("QUESTIONS", str(questions)), encoding="utf-8")
    rows = [
        f"  - {{id: q{number}, kind: typed, front: 问题 {number}？, back: 答案 {number}}}" for number in range(_CARDS)
    ]
    head = "deck: words\ntitle: 词\nlang: zh-Hans\ncards:\n"
    (decks / "words.yaml").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    return decks


def answer_to(question: str, rnd: random.Random) -> str:
    """The right answer three times out of four."""
    right = question.replace("问题", "答案").rstrip("？")
    return right if rnd.random() < 0.75 else "不知道"


def sit_with_kills(folder: Path, rnd: random.Random, questions: int, chance: float = 0.3) -> tuple[Record, Told]:
    """One exam to its end, killed after an answer with this chance; checked after every kill."""
    decks, home = library(folder, questions), folder / "home"
    told = Told([], {}, {}, [])
    for _process in range(3 * questions + 3):
        _one_process(decks, home, rnd, told, chance)
        record = checked(home, told)
        if record is not None and record.ended is not None:
            return record, told
    raise AssertionError("the exam never ended")


def _one_process(decks: Path, home: Path, rnd: random.Random, told: Told, chance: float) -> None:
    words = ["--home", str(home), "--decks", str(decks), "--learner", LEARNER, "--lang", "en", "exam", "--plain"]
    command = [sys.executable, "-m", "kdeck", *words]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(b"\n")
        process.stdin.flush()
        open_question = ""
        if rnd.random() < chance / 4:
            _kill(process, rnd.uniform(0, _START), told)
        while open_question := _next_question(process.stdout, told, open_question):
            answer = answer_to(open_question, rnd)
            told.sent[open_question] = answer
            with contextlib.suppress(BrokenPipeError):  # killed while it began, after its first question
                process.stdin.write(f"{answer}\n".encode())
                process.stdin.flush()
            if rnd.random() < chance:
                _kill(process, rnd.uniform(0, _STEP), told)
                while open_question := _next_question(process.stdout, told, open_question):
                    pass
                return


def _kill(process: subprocess.Popen[bytes], wait: float, told: Told) -> None:
    time.sleep(wait)  # the one thing this is about: a moment that nobody chose
    process.kill()
    told.kills.append(wait)


def _next_question(stream: IO[bytes], told: Told, before: str) -> str:
    """Read on to the next question, or the result; each acknowledges the answer before. Empty at the end."""
    for raw in stream:
        line = raw.decode("utf-8", "replace").strip() if raw.endswith(b"\n") else ""
        ended = line.startswith(("Passed:", "Not passed:"))
        asked = line.startswith("问题") and line.endswith("？")
        if (asked or ended) and before:
            told.acknowledged[before] = told.sent[before]
        if ended:
            stream.read()  # what was missed is gone through once more
            return ""
        if asked:
            told.shown.append(line)
            return line
    return ""


def checked(home: Path, told: Told) -> Record | None:
    """The exam as the journal has it, held against what was told; ``None`` where it was killed before it began."""
    assert len(told.shown) == len(set(told.shown)), "a question was shown twice"
    path = path_of(str(home), LEARNER)
    if not os.path.exists(path):  # noqa: PTH110 - the journal takes a text
        assert not told.shown
        return None
    journal = open_journal(path, LEARNER)
    try:
        journal.check()
        records = fold(journal.recent("exam", 1 << 40))
    finally:
        journal.close()
    if not records:
        assert not told.shown
        return None
    (record,) = records
    by_question = {asked.question: asked for asked in record.asked if asked.question}
    for question in told.shown:
        assert by_question[question].fate in ("spent", "answered"), f"{question} is still to come"
    for question, answer in told.acknowledged.items():
        assert by_question[question].given == (answer,), f"the answer to {question} is lost"
    for asked in by_question.values():
        if asked.fate == "answered":
            assert asked.given == (told.sent[asked.question],)
            assert asked.right == (asked.given[0] == asked.question.replace("问题", "答案").rstrip("？"))
    return record


def main() -> int:
    """Sit exams until so many kills have been survived, and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--questions", type=int, default=12)
    parser.add_argument("--seed", type=int, default=0, help="of the moments at which the processes are killed")
    options = parser.parse_args()
    rnd = random.Random(options.seed)
    kills = exams = acknowledged = spent = beyond = 0
    while kills < options.kills:
        with tempfile.TemporaryDirectory() as folder:
            record, told = sit_with_kills(Path(folder), rnd, options.questions)
        exams, kills, acknowledged = exams + 1, kills + len(told.kills), acknowledged + len(told.acknowledged)
        answered = sum(asked.fate == "answered" for asked in record.asked)
        spent, beyond = spent + record.items - answered, beyond + answered - len(told.acknowledged)
    print(  # noqa: T201 - what the command is for
        f"{kills} kills in {exams} exams: {acknowledged} acknowledged answers, each there as it was given; {beyond} "
        f"stored whose acknowledgement the kill cut off; {spent} questions spent unanswered, none of them asked again; "
        f"the journal was sound every time"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
