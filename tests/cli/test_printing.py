"""Whatever a command prints has been cleaned: no deck, journal, certificate or name acts on the terminal."""

from __future__ import annotations

import ast
import io
import json
import random
import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final

import pytest

from kdeck.cli import console
from kdeck.cli.console import say, say_json, say_text
from kdeck.core.events.event import Event
from kdeck.core.levels.need import DanAsked, WitnessNeed
from kdeck.core.shop import Shop
from kdeck.decks.library import library_of
from kdeck.journal.folder import path_of, quote
from kdeck.journal.sqlite import SqliteJournal, open_journal
from kdeck.text import Line
from kdeck.text.certificate import page
from kdeck.trainer.certificate import make
from kdeck.trainer.levels import confirm, look
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock
from tests.cli.conftest import Kdeck, Ran
from tests.trainer.exam.sat import EXAM, Watch, sat, typed
from tests.trainer.levels.builders import answer, judged_cards, type_run
from tests.trainer.test_chat import KNOWN, kept

PACKAGE: Final = Path(console.__file__).parents[1]
HOSTILE: Final = "\x1b]52;c;aGk=\x07\x9b31m\x9d0;t\x9c\x08\r\x7f\u202e\u2066\u2028\u200f\ufeff\x00\x0e"
ACTS: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ud800-\udfff]"
)
LINES: Final = "\n✓ forged\t"
AT: Final = "2026-11-23T12:00+08:00"


def harmless(ran: Ran) -> None:
    """Nothing that was printed acts on a terminal."""
    for text in (ran.out, ran.err):
        found = ACTS.search(text)
        assert found is None, repr(text[max(0, found.start() - 60) : found.end() + 20]) if found else ""


# The code: one place writes.

_STREAMS: Final = ("stdout", "stderr", "__stdout__", "__stderr__")
_ASKED: Final = ("isatty", "encoding")
"""What code may ask of a stream; writing, flushing and closing are the console's."""
_PRINTING: Final = (
    "print",
    "input",
    "pprint",
    "print_help",
    "print_usage",
    "print_exc",
    "print_exception",
    "breakpoint",
)


def writes(source: str) -> list[tuple[int, str]]:
    """Where code prints by itself: its lines and what stands there."""
    found = []
    tree = ast.parse(source)
    above = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in _STREAMS and ast.unparse(node.value) == "sys":
            use = above[node]
            if not (isinstance(use, ast.Attribute) and use.attr in _ASKED) and not isinstance(use, ast.BoolOp):
                found.append((node.lineno, ast.unparse(use)))
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            found += [(node.lineno, name.name) for name in node.names if name.name in _STREAMS]
        elif isinstance(node, ast.Call):
            found += _called(node)
    return sorted(found)


def _called(node: ast.Call) -> Iterator[tuple[int, str]]:
    called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    whole = ast.unparse(node.func)
    if called in _PRINTING or whole in ("os.write", "os.system", "warnings.warn") or whole.startswith("logging."):
        yield node.lineno, whole
    if whole.startswith("subprocess.") and "capture_output" not in {word.arg for word in node.keywords}:
        yield node.lineno, whole
    if called == "control" and not all(isinstance(word, ast.Constant) for word in node.args):
        yield node.lineno, ast.unparse(node)


def test_nothing_but_the_console_writes_to_the_standard_streams() -> None:
    asked = ("sys.stdout.flush", "sys.stdout.fileno", "stream is not sys.stderr")
    closed = [f"sys.std{name} = sys.std{name} or " for name in ("out", "err")]  # where a stream was closed
    found = set()
    for file in sorted(PACKAGE.rglob("*.py")):
        name = file.relative_to(PACKAGE).as_posix()
        for line, text in writes(file.read_text(encoding="utf-8")):
            if name != "cli/console.py" or not text.startswith(("_put(", "_write(", "(sys.stdin", *asked, *closed)):
                found.add((name, line, text))
    # The app's driver draws on standard output where standard error is redirected; its widgets clean what they show.
    assert {(name, text) for name, _line, text in found} == {("tui/launch.py", "self._file = sys.__stdout__")}


@pytest.mark.parametrize(
    "source",
    [
        "print('x')",
        "import sys\nsys.stdout.write(x)",
        "import sys\nout = sys.stdout",
        "from sys import stderr",
        "import sys\nsys.stderr.buffer.write(x)",
        "import os\nos.write(1, x)",
        "input('name? ')",
        "import subprocess\nsubprocess.run(['ls'])",
        "parser.print_help()",
        "control(text)",
        "control('\\x1b[' + text)",
    ],
)
def test_a_write_past_the_console_would_be_found(source: str) -> None:
    assert writes(source)


# The console.


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colour_is_for_terminals_that_want_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)

    def printed(stream: io.StringIO) -> str:
        monkeypatch.setattr(sys, "stdout", stream)
        say("so ", Line("wrong", "bad"))
        return stream.getvalue()

    assert printed(_Terminal()) == "so \x1b[31mwrong\x1b[0m\n"
    assert printed(io.StringIO()) == "so wrong\n"
    monkeypatch.setenv("NO_COLOR", "1")
    assert printed(_Terminal()) == "so wrong\n"
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert printed(_Terminal()) == "so wrong\n"


def test_no_text_brings_its_own_colour_or_line(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TERM"):
        monkeypatch.delenv(name, raising=False)
    terminal = _Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    say(Line("a\x1b[32mb\n", "bad"), "\x1b[32m✓" + LINES)
    assert terminal.getvalue() == "\x1b[31ma\ufffd[32mb \x1b[0m\ufffd[32m✓ ✓ forged \n"


def test_a_text_of_several_lines_keeps_them(capsys: pytest.CaptureFixture[str]) -> None:
    say_text("one\r\n\ttwo\x1b[2J")
    assert capsys.readouterr().out == "one\n\ttwo\ufffd[2J\n"


def test_json_says_everything_and_acts_on_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    value = {HOSTILE: [HOSTILE, "中文，👩‍👩‍👧", "\ud800", 1.5, None], "plain": LINES}
    say_json(value)
    out = capsys.readouterr().out
    assert not ACTS.search(out)
    assert json.loads(out) == value
    assert "中文，👩‍👩‍👧" in out


# Commands, on a journal and a certificate that somebody made to harm.

_STRUCTURE: Final = frozenset(
    {"step", "exam", "event", "kind", "mode", "lang", "unit", "reason", "id", "print", "log", "template"}
)


def poisoned(value: Any, key: str = "") -> Any:
    """JSON with what is hostile at the end of every text but those by which kdeck finds its way."""
    if isinstance(value, str):
        return value if key in _STRUCTURE else value + HOSTILE + LINES
    if isinstance(value, list):
        return [poisoned(each, key) for each in value]
    if isinstance(value, dict):
        return {name: poisoned(each, name) for name, each in value.items()}
    return value


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A backup of a journal in which everything that kdeck keeps has happened, every text of it hostile."""
    cards = [*judged_cards(8), *(typed(number) for number in range(7))]
    dans = (DanAsked(1, "打字", (WitnessNeed(),)), DanAsked(3, "产品知识", (EXAM, WitnessNeed())))
    library = library_of(cards, Shop(id="spruce", name="云杉户外", lang="zh-Hans", dans=dans), chats=KNOWN)
    clock = HandClock()
    trainer = Trainer(library, SqliteJournal.blank("amy"), clock, device="laptop", entropy=random.Random(7).randbytes)
    for card in cards:
        answer(trainer, card)
    wrong = {"rating": 1, "ms": 900, "answer": ["错"], "right": False, "confused": ["错"], "case": {"what": "x"}}
    trainer.review(cards[0].id, key=cards[0].answer_key, retention=0.9, body=wrong)
    trainer.keep_run("practice", cards[0].id, wrong)
    trainer.flag(cards[0].id, "看不懂")
    trainer.suspend(cards[1].id)
    trainer.keep_run("deck", "deck/mine", {"deck": "m", "title": "我", "cards": 22, "kinds": 4, "digest": "ab"})
    trainer.set_goal({"minutes": 40})
    type_run(trainer, 55)
    kept(trainer, 2, after=3_000)
    sat(trainer, Watch(clock))
    for dan in (1, 3):
        confirm(trainer, dan, "王老师")
    assert look(trainer).reached == 3
    (tmp_path / "page.html").write_text(page(make(trainer)), encoding="utf-8")
    path = tmp_path / "backup.db"
    journal = open_journal(str(path), "amy", create=True)
    copy = Trainer(library_of(()), journal, clock, device="", entropy=bytes)
    merge(copy, [bad(event) for event in trainer.journal.events()])
    journal.close()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE memory SET answer = answer || ?", (HOSTILE,))
        connection.execute("INSERT INTO setting VALUES (?, ?)", ("language" + HOSTILE, json.dumps(HOSTILE)))
    return path


def bad(event: Event) -> Event:
    """An event with hostile texts."""
    card = event.card + HOSTILE if event.kind in ("suspend", "practice") else event.card
    return event._replace(device=event.device + HOSTILE, card=card, body=poisoned(event.body))


COMMANDS: Final = (
    ("due",),
    ("log",),
    ("log", "--card", "freight/c0"),
    ("doctor",),
    ("why", "freight/c0"),
    ("dan",),
    ("exam", "history"),
    ("exam", "show", "1"),
    ("chat", "history"),
    ("typing", "history"),
    ("progress",),
    ("goal",),
    ("certificate",),
    ("settings",),
    ("backup",),
    ("restore",),
)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_hostile_journal_that_is_restored_acts_on_nothing(kdeck: Kdeck, home: Path, hostile: Path, form: str) -> None:
    harmless(kdeck("restore", str(hostile), "--yes"))
    assert Path(path_of(str(home), "amy")).exists()
    seen = ""
    for words in COMMANDS:
        for language in ("en", "zh"):
            at = () if words[0] in ("log", "settings", "backup", "restore", "chat") else ("--at", AT)
            ran = kdeck(*words, *at, "--format", form, "--lang", language, "--learner", "amy")
            assert "Traceback" not in ran.err, words
            harmless(ran)
            seen += ran.out + ran.err
            if form == "json" and ran.code == 0 and words[0] != "log":
                json.loads(ran.out)
            if form == "text" and words[:2] != ("exam", "show"):  # a question may have several lines
                assert "\n✓ forged" not in ran.out, words
    for words in (("study", "--plain"), ("exam", "--plain"), ("chat", "--plain")):
        harmless(kdeck(*words, "--learner", "amy", stdin="\n3\n:q\n:q\n"))
    shown = "\ufffd]52;c;aGk=" if form == "text" else "\\u001b]52;c;aGk="
    assert shown in seen, "what is hostile was printed"


def test_a_hostile_log_that_is_merged_acts_on_nothing(kdeck: Kdeck, hostile: Path, tmp_path: Path, home: Path) -> None:
    kdeck("restore", str(hostile), "--yes")
    lines = kdeck("log", "--format", "json").out
    assert "\\u001b]52" in lines, "nothing of the journal is lost in its log"
    log = tmp_path / "log.jsonl"
    log.write_text(lines, encoding="utf-8")
    other = ("--home", str(tmp_path / "other"))
    ran = kdeck("log", "--merge", str(log), "--learner", "amy", *other)
    harmless(ran)
    assert ran.code == 0, ran.err
    for words in COMMANDS:
        at = () if words[0] in ("log", "settings", "backup", "restore", "chat") else ("--at", AT)
        ran = kdeck(*words, *at, *other, "--learner", "amy")
        assert "Traceback" not in ran.err, words
        harmless(ran)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_hostile_certificate_acts_on_nothing(kdeck: Kdeck, hostile: Path, tmp_path: Path, form: str) -> None:
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    before, mark, rest = text.partition('id="kdeck-certificate">')
    data, end, after = rest.partition("</script>")
    plain = poisoned(json.loads(data))
    plain["lang"] = "en"
    forged = tmp_path / "forged.html"
    forged.write_text(before + mark + json.dumps(plain) + end + HOSTILE + after, encoding="utf-8")
    for journal in (str(hostile), str(tmp_path / ("nowhere" + HOSTILE.replace("\x00", "")))):
        ran = kdeck("verify", str(forged), journal, "--format", form)
        assert ran.code != 0
        harmless(ran)
        assert "\n✓ forged" not in ran.out
    assert kdeck("verify", str(forged), str(hostile), "--format", form).code == 1


def test_names_of_files_learners_options_and_commands_act_on_nothing(
    kdeck: Kdeck, decks: Path, home: Path, tmp_path: Path
) -> None:
    name = "x" + HOSTILE.replace("\x00", "").replace("\r", "")
    (decks / f"{name}.yaml").write_text("deck: [\n", encoding="utf-8")
    for learner in (name, "amy"):
        folder = home / "learners" / quote(learner)
        folder.mkdir(parents=True)
        (folder / "journal.db").write_bytes(b"no journal")
    for words in (
        ("due",),
        ("doctor",),
        ("check",),
        ("check", "--format", "json"),
        (name,),
        ("due", "--" + name),
        ("due", name),
        ("due", "--lang", name),
        ("due", "--learner", name),
        ("due", "--at", name),
        ("due", "--home", str(tmp_path / name)),
        ("why", name),
        ("exam", "show", name),
        ("progress", name),
        ("log", "--merge", name),
        ("verify", name),
        ("import", name),
        ("completion", name),
        ("due", "-h" + name),
        ("help", name),
    ):
        try:
            ran = kdeck(*words)
        except SystemExit:
            pytest.fail(f"{words} left the process")
        harmless(ran)


def test_hostile_decks_act_on_nothing(kdeck: Kdeck, decks: Path) -> None:
    text = '"\\e]52;c;aGk=\\a\\x9b31m\\u202e"'
    deck = f"deck: bad\ntitle: {text}\ncards:\n  - id: one\n    front: {text}\n    back: {text}\n    why: {text}\n"
    (decks / "bad.yaml").write_text(deck + f"    source: {text}\n    {text}: 1\n", encoding="utf-8")
    shop = decks / "shop.yaml"
    shop.write_text(shop.read_text(encoding="utf-8").replace("测试店", text), encoding="utf-8")
    ran = kdeck("check")
    assert ran.code == 1
    harmless(ran)
    (decks / "bad.yaml").write_text(deck, encoding="utf-8")
    for words in (("check",), ("cards",), ("cards", "--format", "json"), ("due",), ("why", "bad/one"), ("check", text)):
        harmless(kdeck(*words))
    ran = kdeck("study", "--plain", "--deck", "bad", "--learner", "bo", stdin="\n3\n")
    assert "]52;c;aGk=" in ran.out
    harmless(ran)


def test_a_crash_line_its_traceback_and_its_log_act_on_nothing(
    kdeck: Kdeck, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> int:
        raise RuntimeError(HOSTILE)

    monkeypatch.setattr("kdeck.cli.due.run", broken)
    harmless(kdeck("due"))
    (log,) = (home / "crashes").iterdir()
    assert not ACTS.search(log.read_text(encoding="utf-8"))
    monkeypatch.setenv("KDECK_DEBUG", "1")
    ran = kdeck("due")
    harmless(ran)
    assert "Traceback" in ran.err
