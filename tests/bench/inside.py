"""What is measured within one process: answers, undo, searches, merging, reopening. Seconds, as lists."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.material import AT, LEARNER, write_library

if TYPE_CHECKING:
    from kdeck.decks.library import Library
    from kdeck.trainer.trainer import Trainer

QUERIES = ("顾客", "tag:退货", "is:due", "r<0.8", "运费 tag:运费 is:review r<0.9 -is:suspended")
UNDO_EVERY = 5
Times = dict[str, list[float]]


def timed(call: Callable[[], object]) -> float:
    """Seconds that one call takes."""
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def prepare(folder: str, cards: int, due: int) -> int:
    """A library under ``folder`` with its index, and its learner's journal; how many events that holds."""
    from tests.bench.learner import write_journal

    root = Path(folder)
    write_library(root / "library", cards)
    library = opened(root)
    if len(library) != cards or library.findings:
        raise ValueError(f"{len(library)} of {cards} cards, {library.findings[:3]}")
    events = write_journal(library, journal_in(root / "home"), due=due)
    opened(root)  # files written as lately as their index are looked into once more
    return events


def journal_in(home: Path) -> Path:
    """Where the command line looks for the learner's journal."""
    from kdeck.journal.folder import path_of

    return Path(path_of(str(home), LEARNER))


def opened(root: Path) -> Library:
    """The library as every command opens it."""
    from kdeck.decks.library import open_library

    return open_library(str(root / "library"), cache=str(root / "home" / "cache"))


def without_new_cards(home: str) -> None:
    """Let the learner of a home meet no new cards, so that every question is one that was asked before."""
    from kdeck.journal.sqlite import open_journal
    from kdeck.trainer.settings import store

    journal = open_journal(str(journal_in(Path(home))), LEARNER)
    store(journal, "new_per_day", 0)
    journal.close()


@contextmanager
def studying(root: Path, *, empty: bool = False) -> Iterator[Trainer]:
    """A trainer on a copy of the learner's journal, beside the original: on the same disk. empty: on a new one."""
    from kdeck.cli.context import clock_of
    from kdeck.journal.sqlite import open_journal
    from kdeck.trainer.trainer import Trainer

    with tempfile.TemporaryDirectory(dir=root) as scratch:
        path = Path(scratch) / "journal.db"
        if not empty:
            shutil.copyfile(journal_in(root / "home"), path)
        journal = open_journal(str(path), LEARNER, create=empty)
        try:
            clock = clock_of(AT, moving=True)
            yield Trainer(opened(root), journal, clock, device="laptop", entropy=os.urandom)
        finally:
            journal.close()


def answers(folder: str, count: int) -> Times:
    """A review through the trainer and a bare one-row commit, in turns, and now and then an undo; each durable."""
    times: Times = {"answer": [], "undo": [], "commit": []}
    with studying(Path(folder)) as trainer, bare(Path(folder)) as commit:
        cards = [trainer.library.card(memory.card) for memory in trainer.today().reviews]
        for turn in range(count + 1):
            card = cards[turn % len(cards)]
            body = {"rating": 3, "ms": 4000, "answer": list(card.answer), "right": True}

            def answer(card_id: str = card.id, key: str = card.answer_key, body: dict[str, object] = body) -> object:
                return trainer.review(card_id, key=key, retention=0.9, body=body)

            times["answer"].append(timed(answer))
            times["commit"].append(timed(commit))
            if turn % UNDO_EVERY == 0:
                times["undo"].append(timed(trainer.undo))
    return {name: values[1:] for name, values in times.items()}  # the first of each loads what all others need


@contextmanager
def bare(root: Path) -> Iterator[Callable[[], object]]:
    """A function that commits one row durably, on the same disk: the floor of an answer.

    Its log is folded in as seldom as kdeck's, so that both sides pay for commits alone.
    """
    with tempfile.TemporaryDirectory(dir=root) as scratch:
        connection = sqlite3.connect(Path(scratch) / "bare.db", isolation_level=None)
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA wal_autocheckpoint = 10000")
        connection.execute("CREATE TABLE event (seq INTEGER PRIMARY KEY, body TEXT)")
        row = ('{"answer":["答案"],"key":"答案","ms":4000,"rating":3,"right":true}',)
        yield lambda: connection.execute("INSERT INTO event (body) VALUES (?)", row)
        connection.close()


def searches(folder: str, repeats: int) -> Times:
    """Each of ``QUERIES`` over the whole library, the first time left out; and how many it finds."""
    from kdeck.trainer.browse import search

    times: Times = {}
    with studying(Path(folder)) as trainer:
        for query in QUERIES:
            if not search(trainer, query):
                raise ValueError(f"{query} finds nothing")
        for _turn in range(repeats):
            for query in QUERIES:
                times.setdefault(query, []).append(timed(lambda query=query: search(trainer, query)))  # type: ignore[misc]
    return times


def reopen(folder: str) -> float:
    """Seconds from the first import to a library whose cards can be counted; in a fresh process."""
    begun = time.perf_counter()
    if not len(opened(Path(folder))):
        raise ValueError("an empty library")
    return time.perf_counter() - begun


def reopen_changed(folder: str, name: str) -> float:
    """The same after one card of the file ``name`` was rewritten."""
    path = Path(folder) / "library" / "decks" / name
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("怎么答复", f"怎样答复{time.time_ns()}", 1), encoding="utf-8")
    try:
        return reopen(folder)
    finally:
        path.write_text(text, encoding="utf-8")
        opened(Path(folder))  # or the next change would be the second one


def checking(library: str) -> float:
    """Seconds to read and check a library from nothing, within a fresh process, imports included."""
    from kdeck.decks.checking import check_path

    return timed(lambda: check_path(library))


def merging(folder: str, events: int, repeats: int) -> Times:
    """So many events of another journal merged into this one, into an empty one, and memory folded anew."""
    from tests.bench.learner import histories

    root = Path(folder)
    other: list[object] = []
    for history, _memory in histories(opened(root), seed=2, device="desk", due=0):
        other += history
        if len(other) >= events:
            break
    del other[events:]
    times: Times = {"merge": [], "rebuild": []}
    for _turn in range(repeats):
        _merge_and_rebuild(root, other, times)
    return times


def _merge_and_rebuild(root: Path, other: list[object], times: Times) -> None:
    from typing import cast

    from kdeck.core.events.event import Event
    from kdeck.journal.base import Change
    from kdeck.trainer.merge import merge, rebuild

    events = cast("list[Event]", other)
    with studying(root, empty=True) as trainer:
        times["merge"].append(timed(lambda: merge(trainer, iter(events))))
        known = trainer.journal.known()
        trainer.journal.commit(Change(forgotten=tuple(known)))
        times["rebuild"].append(timed(lambda: rebuild(trainer)))
        if trainer.journal.known() != known:
            raise ValueError("the memory was not brought back")


def versions() -> dict[str, str]:
    """What the figures were taken with."""
    from importlib.metadata import version
    from platform import python_version

    named = {"Python": python_version(), "SQLite": sqlite3.sqlite_version}
    return named | {name: version(name) for name in ("kdeck", "textual", "fsrs", "PyYAML", "pydantic")}
