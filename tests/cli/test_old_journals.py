"""Journals that earlier versions wrote are read, and tell the same due dates, levels, exams and statistics for ever.

The journals, and what the commands said of them then, lie in ``tests/journal/old``; ``make.py`` there says who wrote
them and how. Only the command line is used here, so that whatever is rebuilt behind it is held to them.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kdeck.cli.main import main

OLD = Path(__file__).parents[1] / "journal" / "old"
FILES = {"学员甲": "学员甲", "Robin": "%52obin"}
"""The folder of each learner's journal."""
WORDED = ("missing", "void", "career", "title")
"""What people read, and may read in better words one day: here it counts whether anything is said."""
RENAMED: dict[str, tuple[str, ...]] = {"first": ("goal",)}
"""Whose decks have renamed a card since, and what did not know then that it is the same one: it was taken for new."""
UNORDERED = ("due.cards", "goal.decks")
"""Which cards a day holds, and which decks a date asks for, is kept; the order is that of the day's policy."""
FORETOLD = ("goal.recall", "goal.decks.recall", "goal.decks.low", "goal.decks.high")
"""What lies ahead follows the day's policy too: held to it is that it is about as much, within 5 points."""


class Old(NamedTuple):
    """One of the journals, in a home of its own, and what was told of it."""

    home: Path
    path: Path
    lang: str
    memory: list[dict[str, Any]]
    told: list[tuple[list[str], Any]]


def opened(name: str, home: Path) -> Old:
    plain = json.loads((OLD / f"{name}.json").read_text(encoding="utf-8"))
    path = home / "learners" / FILES[plain["learner"]] / "journal.db"
    path.parent.mkdir(parents=True)
    path.write_bytes((OLD / f"{name}.db").read_bytes())
    return Old(home, path, plain["lang"], plain["memory"], [(each["words"], each["out"]) for each in plain["told"]])


def told(old: Old, words: list[str], capsys: pytest.CaptureFixture[str]) -> Any:
    """What a command says now; of the log, the id of each event and a digest of its line."""
    code = main(["--home", str(old.home), "--decks", str(OLD / old.lang), "--lang", "en", *words, "--format", "json"])
    out = capsys.readouterr().out
    assert code == 0, words
    if words[0] != "log":
        return json.loads(out)
    return [[json.loads(line)["id"], sha256(line.encode()).hexdigest()[:16]] for line in out.splitlines()]


def differences(then: Any, now: Any, where: str) -> Iterator[str]:
    """Where two outputs do not say the same. Keys may have been added since; none may be gone."""
    key = where.rpartition(".")[2]
    if key in WORDED and isinstance(then, str):
        if bool(then) != bool(now):
            yield f"{where}: {then!r} is now {now!r}"
    elif isinstance(then, dict) and isinstance(now, dict):
        for name, value in _kept(then):
            if name in now:
                yield from differences(value, now[name], f"{where}.{name}")
            else:
                yield f"{where}.{name} is gone"
    elif isinstance(then, list) and isinstance(now, list) and len(then) == len(now):
        if where in UNORDERED:
            then, now = sorted(then, key=str), sorted(now, key=str)
        for place, (one, other) in enumerate(zip(then, now, strict=True)):
            yield from differences(one, other, f"{where}[{place}]")
    elif then != (_near(now, where) if isinstance(then, float) else now):
        yield f"{where}: {then!r} is now {now!r}"


def _near(number: float, where: str) -> Any:
    """About as much. The mean of predictions is rounded to four digits, and may lie just between two of them."""
    if re.sub(r"\[\d+\]", "", where) in FORETOLD:
        return pytest.approx(number, abs=0.05)
    return pytest.approx(number, rel=1e-9, abs=1.01e-4 if where.endswith(".predicted") else 1e-9)


def _kept(then: dict[str, Any]) -> list[tuple[str, Any]]:
    """What is held to it: but the time of a renaming that is in no journal yet, and has none of its own."""
    return [(name, value) for name, value in then.items() if name != "at" or then.get("kind") != "rename"]


def all_differences(old: Old, capsys: pytest.CaptureFixture[str], *, but: tuple[str, ...] = ()) -> list[str]:
    return [
        difference
        for words, out in old.told
        if words[0] not in but
        for difference in differences(
            out, told(old, words, capsys), " ".join(words[:2]) if words[0] == "why" else words[0]
        )
    ]


@pytest.mark.parametrize("name", ["zh", "en", "first"])
def test_an_old_journal_is_read_as_it_was(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = opened(name, tmp_path)
    assert {words[0] for words, _out in old.told} == {
        *("due", "log", "goal", "dan", "exam", "progress", "typing", "chat", "settings", "why")
    }
    assert all_differences(old, capsys, but=RENAMED.get(name, ())) == []


@pytest.mark.parametrize("name", ["zh", "en", "first"])
def test_the_events_of_an_old_journal_fold_to_the_memory_that_it_held(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = opened(name, tmp_path / "old")
    fresh = old._replace(home=tmp_path / "fresh")
    assert main(["--home", str(fresh.home), "log", "--merge", str(old.path)]) == 0
    capsys.readouterr()
    assert all_differences(fresh, capsys, but=("settings", "due", "goal")) == []
    for row in old.memory:
        (words,) = [words for words, _out in old.told if words[:2] == ["why", row["card"]]]
        now = told(fresh, words, capsys)
        assert now["state"] in (row["phase"], "suspended")
        assert (now["stability"], now["difficulty"]) == (round(row["stability"], 4), round(row["difficulty"], 4))


def test_a_journal_of_the_first_version_moves_up_with_a_backup_before_and_says_the_same(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = opened("first", tmp_path)
    assert _version(old.path) == 1
    assert main(["--home", str(old.home), "settings", "theme", "dark"]) == 0
    capsys.readouterr()
    assert _version(old.path) > 1
    files = [path for path in old.path.parent.rglob("*") if path.is_file() and path != old.path]
    assert 1 in {_version(path) for path in files if path.read_bytes().startswith(b"SQLite format 3")}
    assert all_differences(old, capsys, but=RENAMED["first"]) == []


def _version(path: Path) -> int:
    connection = sqlite3.connect(path)
    try:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])
    finally:
        connection.close()


@pytest.mark.parametrize("change", [{"due": 99}, {"cards": []}, {"live": None}])
def test_what_is_told_otherwise_is_noticed(change: dict[str, Any]) -> None:
    then = {"due": 3, "cards": ["a/b", "a/c"], "live": "2026-10-05", "path": {"title": "One"}}
    assert list(differences(then, {**then, "more": 1, "cards": ["a/c", "a/b"], "path": {"title": "Eins"}}, "due")) == []
    assert len(list(differences(then, {**then, **change}, "due"))) == 1
