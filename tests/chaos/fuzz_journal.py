"""Whatever a journal holds, every command runs: hostile lines merged in, and rows changed behind the journal's back.

``python -m tests.chaos.fuzz_journal`` is the full run: every kind × every field × every hostile value, each batch of
one field merged into a journal of its own, then every command; then every column of every table × every value. The
suite takes a few batches of each (``--lines N --rows N``, drawn by ``--seed``).
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import os
import random
import shutil
import sqlite3
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final, NamedTuple

from kdeck.cli.main import main as kdeck
from kdeck.core.events.event import EventKind
from kdeck.core.moment import LAST_AT, LAST_DAY, Moment
from kdeck.decks.library import library_of
from kdeck.journal.base import Change
from kdeck.journal.codec import to_line
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from tests.chaos.hostile import VALUES, changed, paths
from tests.chaos.hostile import Path as Place
from tests.cli.conftest import DECK, SHOP
from tests.journal.made import AT, BODIES, DAY, EXAM_STEPS, event, rewrite

SLOWEST: Final = 5.0
"""Seconds that one command may take."""
LEARNER: Final = "amy"
CARDS: Final = ("basics/greet", "basics/cutoff", "basics/freight")
LEVELS: Final = """
dans:
  - dan: 1
    needs: [{typing: {speed: 40, accuracy: 97%, runs: 1 of 3}}, {recall: {decks: all, at_least: 90%, of_cards: 50%}}]
  - dan: 2
    needs: [{exam: {decks: [basics], cards: 2, minutes: 2, pass: 60%}}, {respond: {chats: 2, within: 30, share: 90%}}]
  - dan: 3
    needs: [{deck: {cards: 20, kinds: 3}}, {witness: yes}]
"""
COMMANDS: Final = (
    *(("due",), ("due", "--format", "json"), ("study", "--plain"), ("why", CARDS[0]), ("why", CARDS[1])),
    *(("log",), ("log", "--format", "json"), ("log", "--aside"), ("progress",), ("progress", "--format", "json")),
    *(("doctor",), ("dan",), ("dan", "--format", "json"), ("exam", "history"), ("exam", "show")),
    *(("exam", "--plain"), ("typing", "history"), ("typing", "replay", "1"), ("chat", "history"), ("goal",)),
    *(("certificate", "--format", "json"), ("settings",), ("backup", "copy.db"), ("doctor", "--fix"), ("due",)),
)
INPUT: Final = "\n3\n:u\n\n1\n16:00\n1\n\n1\n2\n:q\n"
TEN_MEGABYTES: Final = "x" * 10_000_000
LITERALS: Final = (
    *("NULL", "''", "'abc'", "x'ff00'", "CAST(x'ff' AS TEXT)", "-1", "0", "9", "1.5", "9e999", "-9e999", "1e300"),
    *(
        "9223372036854775807",
        "-9223372036854775808",
        "253402300800000000",
        "2932896",
        "'{}'",
        "'[]'",
        "'{\"rating\":9}'",
    ),
    *("'{\"rating\":NaN}'", "'not json'", "'\ud7ff'", "printf('%.*c', 100000, '[')", "'0\n\nx'", "'1\n=\n'"),
)
TABLES: Final = (
    "event",
    "voided",
    "redated",
    "ahead",
    "memory",
    "mark",
    "setting",
    "meta",
    "review",
    "day_sum",
    "aside",
)


class Trial(NamedTuple):
    """What is done to a journal before every command is run. name: says it in one line."""

    name: str
    lines: tuple[str, ...] = ()
    statement: str = ""


def bodies() -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """A body of every kind, and of every step of an exam."""
    yield from BODIES.items()
    for step, body in EXAM_STEPS.items():
        if step != "begun":
            yield "exam", body


def lines_of(kind: EventKind, body: dict[str, Any]) -> Iterator[tuple[Place, list[str]]]:
    """For each place in an event the lines with every hostile value there."""
    whole = json.loads(to_line(event(0, kind, CARDS[0], learner=LEARNER, body=body)))
    for place in paths(whole):
        values = (*VALUES, TEN_MEGABYTES) if len(place) == 1 + (place[0] == "body") else VALUES
        yield place, [json.dumps(changed({**whole, "id": f"{kind}-{n}"}, place, v)) for n, v in enumerate(values)]


def line_trials() -> Iterator[Trial]:
    """One for each field of each kind."""
    for kind, body in bodies():
        for place, lines in lines_of(kind, body):
            yield Trial(f"{kind} {body.get('step', '')} {'.'.join(map(str, place))}", tuple(lines))


def row_trials(path: str) -> Iterator[Trial]:
    """One for each column and value, in all rows and in one."""
    with closing(sqlite3.connect(path)) as connection:
        for table in TABLES:
            for _number, column, *_rest in connection.execute(f"PRAGMA table_info({table})").fetchall():
                for literal in LITERALS:
                    one = f' WHERE "{column}" = (SELECT max("{column}") FROM {table})'
                    for which in ("", one) if table in ("event", "memory") else ("",):
                        yield Trial(
                            f"{table}.{column}", (), f'UPDATE OR IGNORE {table} SET "{column}" = {literal}{which}'
                        )


def build(folder: Path) -> None:
    """A library, and a learner who has done a little of everything."""
    (folder / "library").mkdir()
    (folder / "library" / "shop.yaml").write_text(SHOP + LEVELS, encoding="utf-8")
    (folder / "library" / "basics.yaml").write_text(DECK, encoding="utf-8")
    made = [event(n, "review", CARDS[n % 3], day=DAY - 9 + n, at=AT + n * 86_400_000_000) for n in range(9)]
    made += [event(20 + n, kind, f"{kind}/1", body=body) for n, (kind, body) in enumerate(BODIES.items()) if n > 7]
    exam = next(one for one in made if one.kind == "exam")
    steps = [body for step, body in EXAM_STEPS.items() if step != "begun"]
    made += [event(60 + n, "exam", "exam/dan-3", body={**body, "exam": exam.id}) for n, body in enumerate(steps)]
    made += [event(70, "suspend", CARDS[2]), event(71, "flag", CARDS[1]), event(72, "void", body={"event": "e0070"})]
    made.append(event(73, "practice", CARDS[1], at=LAST_AT, day=LAST_DAY - 2))
    events = [one._replace(learner=LEARNER) for one in made]
    path = path_of(str(folder / "home"), LEARNER)
    with closing(open_journal(path, LEARNER, create=True)) as journal:
        trainer = Trainer(library_of(()), journal, lambda: Moment(AT), device="here", entropy=bytes)
        merge(trainer, events)
        trainer.heed_clock()
        journal.set_setting("language", "en")
        journal.set_setting("new_per_day", "7")
        journal.commit(Change())
    with closing(sqlite3.connect(path)) as loose:  # so that NULL can stand anywhere, too
        loose.execute("PRAGMA writable_schema = ON")
        loose.execute("UPDATE sqlite_master SET sql = replace(sql, ' NOT NULL', '') WHERE type = 'table'")
        loose.commit()
    rewrite(path, "INSERT OR IGNORE INTO aside VALUES ('{}', 'old', 'older')")


def run(folder: Path, *words: str) -> tuple[int, str]:
    """One command: its exit code and what it printed; whatever it raises is raised."""
    out = io.StringIO()
    stdin, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(INPUT.encode()), encoding="utf-8")
    places = ("--home", str(folder / "home"), "--decks", str(folder / "library"), "--lang", "en", "--learner", LEARNER)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
            return kdeck([*places, *words]), out.getvalue()
    finally:
        sys.stdin = stdin


def attempt(template: Path, trial: Trial) -> tuple[list[str], int]:
    """Every command after one trial: what went wrong, and how many runs there were."""
    wrong: list[str] = []
    runs = 0
    with TemporaryDirectory() as place:
        folder = Path(place) / "x"
        shutil.copytree(template, folder)
        with contextlib.chdir(folder):
            commands: list[tuple[str, ...]] = list(COMMANDS)
            if trial.statement:
                with contextlib.suppress(sqlite3.Error):  # such as a key that would stand twice
                    rewrite(path_of(str(folder / "home"), LEARNER), trial.statement)
            elif trial.lines:
                (folder / "log.jsonl").write_text("\n".join([*trial.lines, good()]), encoding="utf-8")
                commands.insert(0, ("log", "--merge", "log.jsonl"))
            for words in commands:
                runs += 1
                wrong += _one(folder, trial, words)
    return wrong, runs


def good() -> str:
    """A line that must be taken in, whatever stands beside it."""
    return to_line(event(99, "review", CARDS[0], learner=LEARNER, id="good"))


def _one(folder: Path, trial: Trial, words: tuple[str, ...]) -> list[str]:
    begun = time.perf_counter()
    try:
        code, out = run(folder, *words)
    except BaseException:  # whatever it is, it is what is looked for
        return [f"{trial.name} {trial.statement}: {' '.join(words)}\n{traceback.format_exc(limit=-6)}"]
    took = time.perf_counter() - begun
    wrong = []
    if took > SLOWEST:
        wrong.append(f"took {took:.1f} s")
    if code not in (0, 1, 2) or "unexpected" in out or (code and _must_end_well(trial, words)):
        wrong.append(f"ended with {code}: {out[-1500:]}")
    mine = trial.lines and not trial.name.endswith(" learner")  # with another learner's events nothing is taken in
    if mine and words == ("log", "--format", "json") and '"good"' not in out:
        wrong.append("the good line is lost")
    return [f"{trial.name} {trial.statement}: {' '.join(words)} {what}" for what in wrong]


def _must_end_well(trial: Trial, words: tuple[str, ...]) -> bool:
    if trial.statement:  # which may take a card or a backup away, or the learner's name
        return words[0] in ("due", "study", "goal", "settings") and not trial.name.startswith("meta.")
    return not trial.lines or words[0] in ("due", "study", "goal", "progress", "dan", "why", "settings")


def fuzz(lines: int | None, rows: int | None, seed: int) -> tuple[list[str], Counter[str]]:
    """So many trials of each sort, all of them where no number is given: what went wrong, and the counts."""
    rng = random.Random(seed)
    wrong: list[str] = []
    counts: Counter[str] = Counter()
    debug = os.environ.get("KDECK_DEBUG")
    os.environ["KDECK_DEBUG"] = "1"
    try:
        with TemporaryDirectory() as place:
            template = Path(place) / "template"
            template.mkdir()
            build(template)
            path = path_of(str(template / "home"), LEARNER)
            wrong += attempt(template, Trial("nothing"))[0]
            for name, trials, most in (("lines", list(line_trials()), lines), ("rows", list(row_trials(path)), rows)):
                chosen = trials if most is None else rng.sample(trials, min(most, len(trials)))
                for trial in chosen:
                    found, runs = attempt(template, trial)
                    wrong += found
                    counts[f"trials of {name}"] += 1
                    counts["hostile lines"] += len(trial.lines)
                    counts["commands"] += runs
    finally:
        os.environ.pop("KDECK_DEBUG")
        if debug is not None:
            os.environ["KDECK_DEBUG"] = debug
    return wrong, counts


def main() -> int:
    """Run it and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int)
    parser.add_argument("--rows", type=int)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    wrong, counts = fuzz(args.lines, args.rows, args.seed)
    for one in wrong:
        sys.stdout.write(f"{one}\n")
    sys.stdout.write(f"{dict(counts)}, seed {args.seed}: {len(wrong)} wrong\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
