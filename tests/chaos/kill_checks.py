"""What has to hold after a kill, straight away and once the killed command has been run again.

An answer that was acknowledged is there once, and an answer that was not is there whole or not at all. The journal is
sound and every memory is what its events say. Every other file is the old one or the new one, nothing between.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kdeck.cli.context import system_clock
from kdeck.core.events.event import Event
from kdeck.decks.library import library_of
from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from kdeck.trainer.merge import stale_cards, sums_hold
from kdeck.trainer.trainer import Trainer

LEARNER = "amy"
_PART = re.compile(r".*\.part-[0-9a-f]{8}(-wal|-shm|-journal)?")
_DAYS = 3 * 86_400
"""Seconds after which a file that was never finished is nobody's any more."""


class Found(NamedTuple):
    """What a folder holds. journals: the events, by the name of the file. texts: every other file outside the home.

    aside: the events of journals that were kept aside. parts: files that were never finished.
    """

    journals: Mapping[str, Sequence[Event]]
    aside: Sequence[Event]
    texts: Mapping[str, bytes]
    parts: Sequence[str]

    @property
    def events(self) -> Sequence[Event]:
        """Those of the learner's journal; none where there is no journal yet."""
        return self.journals.get("journal.db", ())

    @property
    def ids(self) -> frozenset[str]:
        """Those of the events of the learner's journal."""
        return frozenset(event.id for event in self.events)

    def like(self, other: Found) -> bool:
        """Whether as much is there: equal texts, and as many events of each kind and card in each journal."""
        mine, others = ({name: _shape(events) for name, events in found.journals.items()} for found in (self, other))
        return (self.texts, mine) == (other.texts, others)


def _shape(events: Sequence[Event]) -> list[tuple[str, str]]:
    """What sort of events they are, whatever their ids and times."""
    return sorted((event.kind, event.card) for event in events)


def look_aside(folder: Path) -> Found:
    """What a folder holds, seen in a copy: looking may settle what a killed process left, and the folder stays so."""
    copy = folder.with_name(folder.name + ".look")
    shutil.copytree(folder, copy)
    try:
        return found_in(copy)
    finally:
        shutil.rmtree(copy)


def found_in(folder: Path) -> Found:
    """What a folder holds; its journals are sound."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    parts = [str(path.relative_to(folder)) for path in files if _PART.fullmatch(path.name)]
    outside = {str(path.relative_to(folder)): path for path in files if folder / "home" not in path.parents}
    texts = {name: _text(path) for name, path in outside.items() if name not in parts and path.suffix != ".db"}
    mine = Path(path_of(str(folder / "home"), LEARNER))
    journals = [path for path in (*outside.values(), mine) if path.suffix == ".db" and path.exists()]
    kept = [
        path for path in mine.parent.glob("*.before-restore-*Z*") if not re.search(r"\.part-|-(wal|shm)$", path.name)
    ]
    aside = [event for path in kept for event in _events(str(path))]
    return Found({path.name: _events(str(path)) for path in journals}, aside, texts, parts)


def _text(path: Path) -> bytes:
    """What a file holds. An import that was killed before its record cannot know what it made, and will prune none."""
    data = path.read_bytes()
    return data.replace(b'"made": true', b'"made": false') if path.name.endswith(".import.json") else data


def _events(path: str) -> list[Event]:
    """The events of a journal, each there once; it opens without being made, is sound, and its memories are theirs."""
    journal = open_journal(path, LEARNER, read_only=True)
    try:
        journal.check(full=True)
        events = list(journal.written())
        assert len({event.id for event in events}) == len(events) == journal.count()
        assert not list(journal.unfit())
        trainer = Trainer(library_of(()), journal, system_clock, device="driver", entropy=os.urandom)
        assert not stale_cards(trainer), f"memories are not what the events say: {stale_cards(trainer)}"
        assert sums_hold(trainer), "the sums are not what the events say"
        return events
    finally:
        journal.close()


def check_after_kill(found: Found, old: Found, new: Found, told: str, typed: str) -> None:
    """Nothing is lost, half there, or there twice. old, new: before the command, and where it is not killed.

    told: what was printed before the kill. typed: the answers typed to it; where there are none, all is one change.
    """
    for name in {*found.texts, *old.texts, *new.texts}:
        assert found.texts.get(name) in (old.texts.get(name), new.texts.get(name)), f"{name} is neither old nor new"
    restoring = not {event.id for event in old.events} <= {event.id for event in new.events}
    if restoring:
        assert found.ids in (old.ids, new.ids), "the journal is neither the old nor the new one"
        assert {event.id for event in (*found.events, *found.aside)} >= old.ids, "the old one is not kept aside"
    else:
        assert found.ids >= old.ids, f"lost: {old.ids - found.ids}"
    for name in found.journals.keys() - {"journal.db"}:
        assert list(found.journals[name]) == list((new if name in new.journals else old).journals[name]), name
    fresh = [event for event in found.events if event.id not in old.ids]
    if not typed:
        assert _shape(found.events) in (_shape(old.events), _shape(new.events)), "one transaction is half there"
        return
    acknowledged, stored = list(_acknowledged(told, typed)), list(_stored(fresh))
    assert stored[: len(acknowledged)] == acknowledged, f"{acknowledged} were acknowledged, {stored} are there"
    assert len(stored) <= len(acknowledged) + 1, f"{acknowledged} were acknowledged, {stored} are there"
    voids = sum(event.kind == "void" for event in fresh)
    assert voids - told.count("Taken back: ") in (0, 1), f"{voids} undone: {told}"


def check_after_rerun(after: Found, found: Found, wanted: Sequence[Found], told: str, said: str) -> None:
    """The same command has ended as it should. found: what the kill left. wanted: what it makes of it when not killed.

    told, said: what it printed before the kill, and then.
    """
    assert "Traceback" not in said, said
    assert "unexpected" not in said, said
    assert after.texts in [each.texts for each in wanted], "the files are not what the command makes of them"
    assert after.journals.keys() == wanted[0].journals.keys(), after.journals.keys()
    kept = {event.id: event for event in (*after.aside, *after.events)}
    lost = [event for event in (*found.aside, *found.events) if kept.get(event.id) != event]
    assert not lost, f"lost: {lost}"
    assert not after.parts, f"left over: {after.parts}"
    if "Each question is shown once" in said or "An exam is running" in said:
        assert not set(_questions(told)) & set(_questions(said)), "a question was shown again"


def age_parts(folder: Path) -> None:
    """Let some days pass over what was never finished."""
    for path in folder.rglob("*.part-*"):
        at = path.stat().st_mtime - _DAYS
        os.utime(path, (at, at))


def _questions(told: str) -> list[str]:
    """The cards asked, in order."""
    return [f"words/q{number}" for number in re.findall(r"^问题 (\d+)？$", told, re.MULTILINE)]


def _acknowledged(told: str, typed: str) -> Iterator[tuple[str, str]]:
    """Card and answer of each that was stored, as the learner was told: of an exam by what is shown after it."""
    answers = iter([line for line in typed.splitlines() if line and not line.startswith(":")])
    blocks = re.split(r"^Question \d+", told, flags=re.MULTILINE)[1:]
    exam, ended = "Each question is shown once" in told, re.search(r"^(Not p|P)assed: ", told, re.MULTILINE)
    for place, block in enumerate(blocks):
        if "\nNext: " in block or (exam and (ended or place + 1 < len(blocks))):
            yield _questions(block)[0], next(answers)


def _stored(events: Sequence[Event]) -> Iterator[tuple[str, str]]:
    """Card and answer of each that is in the journal."""
    shown = {event.body["item"]: event.body["card"] for event in events if event.body.get("step") == "shown"}
    for event in events:
        if event.kind == "review":
            yield event.card, event.body["answer"][0]
        elif event.body.get("step") == "answered":
            yield shown[event.body["item"]], event.body["answer"][0]
