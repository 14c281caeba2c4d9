"""Journals as kdeck wrote them before its store was renovated, kept so that every later version reads them.

They were written by commit e29b6fa (schema version 2, before event kinds had a registry), and this script is how: two
learners study the small shops beside it for 25 study days of September 2026, on clocks moved by hand and with seeded
chance, through the same use cases as the app and the commands. ``first.db`` holds half of one learner's days in tables
of schema version 1, without what events did not say then. The files beside it (``NAME.db`` and, in ``NAME.json``, what
the commands printed of it) are the truth: where names have moved since, check that commit out to run this again::

    python -m tests.journal.old.make

``tests/cli/test_old_journals.py`` reads them. Journals of later versions are added beside these, never in their place.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import io
import json
import os
import random
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from kdeck.cli.main import main
from kdeck.core.cards.card import Verdict
from kdeck.core.chat.drill import Drill
from kdeck.core.events.event import KINDS
from kdeck.core.memory import Rating
from kdeck.core.moment import day_of, day_start, moment_of
from kdeck.core.strings import graphemes
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke
from kdeck.decks.library import Library, open_library
from kdeck.journal.folder import path_of
from kdeck.journal.schema import APPLICATION_ID, MIGRATIONS
from kdeck.journal.sqlite import open_journal
from kdeck.trainer import chat, exam, typing
from kdeck.trainer.exam import Sitting
from kdeck.trainer.levels import climb, confirm, submit
from kdeck.trainer.merge import merge
from kdeck.trainer.session import Session, practice, study
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, answer_to

HERE = Path(__file__).parent
FIRST = dt.date(2026, 9, 1)
DAYS = 25
HALF = 13
"""The last day that ``first.db`` holds."""
ZONES = {"zh": ZoneInfo("Asia/Shanghai"), "en": ZoneInfo("America/Chicago")}
LEARNERS = {"zh": "学员甲", "en": "Robin"}
FORMERLY = {"17:00": "16:00", "id: dispatch-cutoff\n    was: cutoff": "id: cutoff"}
"""What stood in the decks until the 16th day."""
LATELY = {"back: softener": "back: bleach", "back: 柔顺剂": "back: 漂白剂"}
"""What stood there until the journals were closed: these cards have changed when they are read."""
OWN = """\
deck: my-notes
title: {title}
lang: {lang}
cards:
  - {{id: a, kind: typed, front: "A?", back: "1"}}
  - {{id: b, kind: choice, front: "B?", back: "2", wrong: ["3", "4"]}}
  - {{id: c, front: "C?", back: "5"}}
"""


class Life:
    """One learner at one or two machines."""

    def __init__(self, lang: str, home: Path, seed: int) -> None:
        self.lang, self.home = lang, home
        self.chance = random.Random(seed)
        self.clock = HandClock(moment_of(dt.datetime.combine(FIRST, dt.time(9), ZONES[lang])))
        self.old, self.new = home / "old", home / "new"
        for source in sorted((HERE / lang).glob("*.yaml")):
            new = replaced(source.read_text(encoding="utf-8"), LATELY)
            for folder, text in ((self.old, replaced(new, FORMERLY)), (self.new, new)):
                folder.mkdir(parents=True, exist_ok=True)
                (folder / source.name).write_text(text, encoding="utf-8")
        self.trainer = self.at("desk", self.library(self.old))

    def library(self, folder: Path) -> Library:
        return open_library(str(folder), str(self.home / "cache"), "zh" if self.lang == "zh" else "en")

    def at(self, device: str, library: Library) -> Trainer:
        """Sit down to a machine."""
        path = path_of(str(self.home / device), LEARNERS[self.lang])
        journal = open_journal(path, LEARNERS[self.lang], create=True, network=False)
        return Trainer(library, journal, self.clock, device=device, entropy=self.chance.randbytes)

    def watch(self) -> float:
        """A clock that is never set; it goes with the wall's."""
        return self.clock.moment.at / 1e6

    def morning(self, number: int) -> None:
        """Nine o'clock of a day, from 1."""
        start = day_start(day_of(FIRST) + number - 1, self.clock.moment.offset)
        self.clock.moment = start.plus(5 * 3600)

    def answer(self, session: Session, right: bool | None = None) -> None:
        """Answer what is asked, as well as one does, and go on."""
        prompt = session.current
        assert prompt is not None
        seconds = round(self.chance.uniform(2.5, 14.0), 1)
        self.clock.move(seconds=seconds)
        known = session.trainer.journal.memory(prompt.card.id) is not None
        knew = self.chance.random() < (0.88 if known else 0.55) if right is None else right
        verdict = session.check(answer_to(prompt, right=knew))
        session.record(verdict, self.rating(session, verdict, knew, seconds), round(seconds * 1000))
        session.advance()

    def rating(self, session: Session, verdict: Verdict, knew: bool, seconds: float) -> Rating:
        if verdict.right is not None:
            return session.rate(verdict, round(seconds * 1000))
        return self.chance.choice((Rating.HARD, Rating.GOOD, Rating.GOOD, Rating.EASY)) if knew else Rating.AGAIN

    def study(self, most: int = 60) -> Session:
        """One sitting over what is due."""
        session = study(self.trainer)
        for _turn in range(most):
            if session.current is None:
                break
            self.answer(session)
        return session

    def sit(self, sitting: Sitting, right: Callable[[int], bool], most: int = 99) -> None:
        """Answer an exam's questions. right: by the number of the question, from 1."""
        for _turn in range(most):
            if sitting.prompt is None:
                break
            self.clock.move(seconds=6)
            sitting.answer(answer_to(sitting.prompt, right=right(sitting.progress[0])), 6_000)

    def type(self, mode: Any, each: int, *, slips: int = 40, paste: bool = False, witness: str = "") -> None:
        """A typing run, a grapheme every ``each`` milliseconds, one of ``slips`` taken back and typed again."""
        made = typing.passage(self.trainer, mode, self.chance.randrange(1 << 30))
        run = Run(made.text, made.milliseconds)
        ms = 400
        for number, grapheme in enumerate(graphemes("".join(run.passage)), 1):
            if number % slips == 0:
                run.feed(Stroke(ms, "commit", "x"))
                if number % (2 * slips) == 0:
                    run.feed(Stroke(ms + each // 2, "delete"))
                ms += each
            run.feed(Stroke(ms, "commit", grapheme))
            ms += each
        if paste:
            run.feed(Stroke(min(ms, (made.milliseconds or ms) - 5), "paste", "x"))
        run.finish(made.milliseconds or ms)
        assert run.ended is not None
        self.clock.move(seconds=run.ended / 1000)
        typing.review(self.trainer, made, run)
        typing.record(self.trainer, made, run, monotonic_ms=run.ended, wall_ms=run.ended, witness=witness)

    def serve(self, kind: Any, chats: int, after: int, worse: int = 0) -> None:
        """A drill with every customer answered so long after writing, the first ones not helpfully."""
        drill = chat.begin(self.trainer, kind, chats)
        at = 0
        while not drill.over:
            at += 500
            drill.tick(at)
            for window in drill.windows:
                if window.state == "waiting" and window.exchange and at - window.exchange.since >= after:
                    worse = self._reply(drill, at, window.number, worse)
        self.clock.move(seconds=drill.now / 1000)
        chat.record(self.trainer, kind, drill)

    def _reply(self, drill: Drill, at: int, number: int, worse: int) -> int:
        exchange = drill.windows[number].exchange
        assert exchange is not None
        drill.switch(at, number)
        text = "?" if worse > 0 else ", ".join(group[0] for group in exchange.turn.must) or "ok"
        drill.write(at, text)
        drill.send(at, text)
        return worse - 1


def replaced(text: str, changes: Mapping[str, str]) -> str:
    """A deck as it was."""
    for now, then in changes.items():
        text = text.replace(now, then)
    return text


def card(life: Life, place: int) -> str:
    """A card that has been met, by its place among them."""
    return sorted(life.trainer.journal.known())[place]


def first_week(life: Life) -> Iterator[int]:
    """Undo, suspend, flag, practice, a goal."""
    trainer = life.trainer
    yield 1
    trainer.change_setting("new_per_day", 8)
    life.type("baseline", 450 if life.lang == "zh" else 220)
    life.study()
    yield 2
    session = life.study(6)
    session.undo()
    life.answer(session, right=True)
    trainer.suspend(card(life, 2))
    trainer.undo()
    trainer.suspend(card(life, 1))
    yield 3
    life.study()
    trainer.flag(card(life, 0), "Says it twice? 说了两遍？")
    trainer.flag(card(life, 3), "")
    life.type("timed-1", 380 if life.lang == "zh" else 190)
    yield 4
    life.study()
    life.sit(exam.begin(trainer, exam.trial(["basics"], 5), life.watch), lambda number: number != 2)
    life.serve("respond", 1, 4_000, worse=1)
    yield 5
    life.study()
    trainer.unflag(card(life, 3))
    aside = practice(trainer, [card(life, place) for place in (0, 2, 4)])
    for right in (True, False, True):
        life.answer(aside, right)
    yield 6
    trainer.set_goal({"live": day_of(dt.date(2026, 10, 5)), "minutes": 20})
    life.study()
    yield 7
    trainer.resume(card(life, 1))
    life.study()


def second_week(life: Life) -> Iterator[int]:
    """A clock that is behind, a second machine, chats, certified runs."""
    yield 8
    life.study(3)
    life.clock.move(hours=-3)
    life.study(2)
    life.clock.move(hours=3)
    life.study()
    yield 9
    own, events = life.trainer, list(life.trainer.journal.events())
    laptop = life.at("laptop", own.library)
    merge(laptop, events)
    life.study(4)
    life.clock.move(hours=9)
    life.trainer = laptop
    life.study(12)
    laptop.flag(card(life, 5), "laptop")
    laptop.undo()
    laptop.flag(card(life, 6), "laptop")
    yield 10
    life.trainer = own
    merge(own, list(laptop.journal.events()))
    laptop.journal.close()
    life.study()
    yield 11
    life.study()
    life.serve("chat", 2, 5_000)
    yield 12
    life.study()
    life.type("certified", 800 if life.lang == "zh" else 210, witness="Lee")
    yield 13
    life.study()
    life.type("certified", 850 if life.lang == "zh" else 220, paste=True)
    own.journal.backup(str(life.home / "half.db"))


def rest(life: Life) -> Iterator[int]:
    """Exams, a changed fact and a renamed card, levels."""
    trainer = life.trainer
    paper = exam.papers(trainer.library.shop)[0]
    yield 14
    life.study()
    life.type("certified", 780 if life.lang == "zh" else 200, witness="Lee")
    climb(trainer)
    yield 15
    life.study()
    life.sit(exam.begin(trainer, paper, life.watch), lambda number: number % 2 == 0)
    yield 16
    trainer.library = life.library(life.new)
    trainer.refresh()
    life.study()
    yield 17
    life.study()
    paper = exam.papers(trainer.library.shop)[0]
    life.sit(exam.begin(trainer, paper, life.watch), lambda number: number != 1)
    yield 18
    life.study()
    own = life.home / "own.yaml"
    own.write_text(OWN.format(title="My notes", lang=life.lang), encoding="utf-8")
    submit(trainer, str(own))
    confirm(trainer, 2, "Lee", "saw it")
    climb(trainer)
    yield 19
    life.study()
    life.serve("chat", 1 if life.lang == "zh" else 3, 6_000)
    climb(trainer)
    yield 20
    life.type("question", 300)
    life.study()
    trainer.set_goal({"minutes": None})
    yield 21
    life.study()
    sitting = exam.begin(trainer, exam.trial(["jackets", "policy"], 6), life.watch)
    life.sit(sitting, lambda _number: True, 2)
    sitting.give_up()
    yield 22
    life.study()
    trainer.suspend(card(life, 8))
    for name, value in {"theme": "light", "four_buttons": True, "typing_width": "lenient"}.items():
        trainer.change_setting(name, value)
    yield 24
    life.study()
    life.sit(exam.begin(trainer, exam.trial(["basics"], 4), life.watch), lambda _number: True, 2)  # its time runs out
    yield DAYS
    life.study(5)
    climb(trainer)


class Kept(NamedTuple):
    """A fixture. name: of its files. lang: the shop and the learner. day: from 1, on which it is asked."""

    name: str
    lang: str
    day: int


def make(lang: str, folder: Path, seed: int) -> None:
    """Live through the days and keep the journal."""
    life = Life(lang, folder, seed)
    for part in (first_week, second_week, rest):
        days = part(life)
        for number in days:
            life.morning(number)
    journal = life.trainer.journal
    assert {event.kind for event in journal.events()} == set(KINDS)
    journal.backup(str(HERE / f"{lang}.db"))
    journal.close()
    keep(Kept(lang, lang, DAYS + 1))


def make_first(half: Path) -> None:
    """The same rows in tables of version 1, the events without what they did not say then."""
    target = HERE / "first.db"
    target.unlink(missing_ok=True)
    connection = sqlite3.connect(target, isolation_level=None)
    MIGRATIONS[0](connection, LEARNERS["en"])
    connection.execute("ATTACH ? AS half", (str(half),))
    connection.execute("DELETE FROM meta")
    for table in ("event", "voided", "memory", "mark", "setting", "meta"):
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM half.{table}")
    connection.execute("DELETE FROM meta WHERE name <> 'learner'")
    connection.execute("DELETE FROM setting WHERE name = 'changes'")
    connection.execute("DROP TRIGGER event_is_never_changed")
    connection.execute("UPDATE event SET body = json_remove(body, '$.recall', '$.confused') WHERE kind = 'review'")
    (trigger,) = connection.execute(
        "SELECT sql FROM half.sqlite_schema WHERE name = 'event_is_never_changed'"
    ).fetchone()
    connection.execute(trigger)
    connection.execute("DETACH half")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute("PRAGMA user_version = 1")
    connection.execute("VACUUM")
    connection.close()
    keep(Kept("first", "en", HALF + 1))


def keep(kept: Kept) -> None:
    """Ask the commands what there is to tell of a journal, and keep it beside the file."""
    at = day_start(day_of(FIRST) + kept.day - 1, _offset(kept.lang)).plus(5.5 * 3600).isoformat()
    with tempfile.TemporaryDirectory() as home:
        path = Path(path_of(home, LEARNERS[kept.lang]))
        path.parent.mkdir(parents=True)
        path.write_bytes((HERE / f"{kept.name}.db").read_bytes())
        rows = _rows(path)

        def asked(*words: str) -> Any:
            out = run(home, str(HERE / kept.lang), *words)
            return json.loads(out) if words[0] != "log" else [line_print(line) for line in out.splitlines()]

        exams = asked("exam", "history")
        queries = [
            ["due", "--at", at],
            ["log"],
            ["goal", "--at", at],
            ["dan", "--at", at],
            ["exam", "history", "--at", at],
            *(["exam", "show", str(number), "--at", at] for number in range(1, len(exams) + 1)),
            ["progress", "--at", at],
            ["typing", "history", "--at", at],
            ["typing", "replay", "1", "--at", at],
            ["chat", "history"],
            ["settings"],
            *(["why", row["card"], "--at", at] for row in rows),
        ]
        told = [{"words": words, "out": asked(*words)} for words in queries]
    plain = {"lang": kept.lang, "learner": LEARNERS[kept.lang], "memory": rows, "told": told}
    text = json.dumps(plain, ensure_ascii=False).replace('{"card":', '\n{"card":').replace('{"words":', '\n{"words":')
    (HERE / f"{kept.name}.json").write_text(text + "\n", encoding="utf-8")


def _rows(path: Path) -> list[dict[str, Any]]:
    connection = sqlite3.connect(path)
    connection.row_factory = sqlite3.Row
    rows = [dict(row) for row in connection.execute("SELECT * FROM memory ORDER BY card")]
    connection.close()
    return rows


def _offset(lang: str) -> int:
    return moment_of(dt.datetime.combine(FIRST, dt.time(9), ZONES[lang])).offset


def line_print(line: str) -> list[str]:
    """An event's id, and a digest of its line: certificates are chained over these lines, so no byte may change."""
    return [json.loads(line)["id"], hashlib.sha256(line.encode()).hexdigest()[:16]]


def run(home: str, decks: str, *words: str) -> str:
    """What a command prints as JSON."""
    out = io.StringIO()
    with contextlib.redirect_stdout(out):
        code = main(["--home", home, "--decks", decks, "--lang", "en", *words, "--format", "json"])
    assert code == 0, words
    return out.getvalue()


if __name__ == "__main__":
    os.environ.pop("KDECK_LEARNER", None)
    with tempfile.TemporaryDirectory() as folder:
        make("zh", Path(folder) / "zh", 11)
        make("en", Path(folder) / "en", 7)
        make_first(Path(folder) / "en" / "half.db")
