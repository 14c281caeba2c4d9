"""kill -9 at any moment: ``python -m tests.chaos.kill9 --kills 1000``.

A child answers in a loop on one journal and prints a line for each answer that was stored; it is killed at a random
moment, and the journal is opened again. Every acknowledged answer has to be there once, with the memory that counts
it; an answer that was not acknowledged is there whole or not at all; and the next session begins where it was.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter

from kdeck.core.events.event import Event, standing
from kdeck.journal.base import Change
from kdeck.journal.sqlite import SqliteJournal, open_journal
from tests.journal.made import LEARNER, event, memory, void

_CARDS = 7


def child(path: str) -> None:
    """Answer until killed: each answer counts itself in its card's memory; now and then one is undone."""
    journal = open_journal(path, LEARNER, create=True)
    number = journal.count()
    while True:
        number += 1
        card = f"deck/{number % _CARDS}"
        done = journal.memory(card)
        if number % 10 == 0 and done is not None:
            target = journal.last_undoable(event(0).at)
            assert target is not None
            undone = journal.memory(target.card)
            assert undone is not None
            stored = void(number, target)
            journal.commit(Change((stored,), (undone._replace(reps=undone.reps - 1),)))
        else:
            stored = event(number, card=card)
            journal.commit(Change((stored,), (memory(card, reps=done.reps + 1 if done else 1),)))
        os.write(1, f"{stored.id}\n".encode())
        if number % 25 == 0:
            journal.checkpoint()


def one_kill(path: str, acknowledged: list[str], wait: float, *, at_birth: bool) -> None:
    """Run a child, kill it ``wait`` seconds after its first answer (its start), and note what it acknowledged."""
    command = [sys.executable, "-m", "tests.chaos.kill9", "--child", path]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        first = b"" if at_birth else process.stdout.readline()
        time.sleep(wait)  # the one thing this test is about: a moment that nobody chose
        process.kill()
        rest = process.stdout.read()
    lines = (first + rest).decode().split("\n")
    acknowledged += lines[:-1]  # what follows the last line end was cut off by the kill


def verify(path: str, acknowledged: list[str]) -> int:
    """Open the journal as the next session does and check it; how many events it holds."""
    journal = open_journal(path, LEARNER, create=True)
    try:
        journal.check()
        events = list(journal.events())
        counts = Counter(each.id for each in events)
        missing = [each for each in acknowledged if counts[each] != 1]
        assert not missing, f"acknowledged, but not there once: {missing[:5]}"
        assert len(events) == journal.count() == len(counts)
        _whole(journal, events)
    finally:
        journal.close()
    return len(events)


def _whole(journal: SqliteJournal, events: list[Event]) -> None:
    """Every card's memory counts just the answers that stand: nothing is half-written."""
    counted = Counter(each.card for each in standing(events))
    for card in {each.card for each in events}:
        kept = journal.memory(card)
        assert kept is not None, f"{card} has events, but no memory"
        assert kept.reps == counted[card], f"{card}: the memory counts {kept.reps}, the events {counted[card]}"


def main() -> int:
    """Kill so many children and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="of the moments at which the children are killed")
    parser.add_argument("--child", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child)
    rnd = random.Random(options.seed)
    acknowledged: list[str] = []
    births = 0
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/journal.db"
        for kill in range(1, options.kills + 1):
            if kill % 5 == 0:  # a child that is still making its journal
                births += _killed_at_birth(f"{folder}/{kill}.db", rnd.uniform(0.02, 0.12))
                continue
            one_kill(path, acknowledged, rnd.uniform(0, 0.15), at_birth=False)
            stored = verify(path, acknowledged)
            assert stored - len(acknowledged) <= kill, "more answers than were given"
    print(  # noqa: T201 - what the command is for
        f"{options.kills} kills, {births} of them before the journal was there: {len(acknowledged)} acknowledged "
        f"answers, each there once; {stored - len(acknowledged)} stored whose acknowledgement the kill cut off; "
        f"the journal was sound every time"
    )
    return 0


def _killed_at_birth(path: str, wait: float) -> bool:
    """Kill a child near the making of its journal; whether that was not there yet."""
    acknowledged: list[str] = []
    one_kill(path, acknowledged, wait, at_birth=True)
    unborn = not os.path.exists(path)  # noqa: PTH110 - the journal takes a text
    assert not (unborn and acknowledged), "an answer was acknowledged without a journal"
    assert verify(path, acknowledged) <= len(acknowledged) + 1
    return unborn


if __name__ == "__main__":
    sys.exit(main())
