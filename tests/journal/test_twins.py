"""Whatever is done to both, the journal in a file and the one in memory say the same."""

from __future__ import annotations

import tempfile
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from kdeck.core.errors import JournalError
from kdeck.core.event import KINDS, Event
from kdeck.core.memory import Mark
from kdeck.journal.base import Change
from kdeck.journal.ram import RamJournal
from kdeck.journal.sqlite import open_journal
from tests.journal.made import AT, DAY, LEARNER, body_of, event, memory

_CARDS = st.sampled_from(["a/1", "a/1/x", "a/2", "b/1"])
_DAYS = st.integers(DAY - 1, DAY + 1)


@st.composite
def _events(draw: st.DrawFn) -> Event:
    kind = draw(st.sampled_from(KINDS))
    body = {"event": f"e{draw(st.integers(0, 9)):04}"} if kind == "void" else body_of(kind)
    return event(
        draw(st.integers(0, 9)), kind, draw(_CARDS), at=AT + draw(st.integers(0, 3)), day=draw(_DAYS), body=body
    )


_MEMORIES = st.builds(
    memory,
    _CARDS,
    phase=st.sampled_from(["learning", "review", "relearning"]),
    due_day=_DAYS,
    first_day=st.just(DAY - 1),
    last_day=_DAYS,
)
_CHANGES = st.builds(
    Change,
    st.lists(_events(), max_size=3).map(tuple),
    st.lists(_MEMORIES, max_size=2).map(tuple),
    st.lists(st.builds(Mark, _CARDS, st.booleans(), st.none() | st.just("n")), max_size=2).map(tuple),
    st.lists(_CARDS, max_size=1).map(tuple),
)


class Twins(RuleBasedStateMachine):
    """Two journals that live the same life."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.path = f"{self.folder.name}/journal.db"
        self.file = open_journal(self.path, LEARNER, create=True, network=False)
        self.ram = RamJournal(LEARNER)

    @rule(change=_CHANGES)
    def store(self, change: Change) -> None:
        assert _outcome(self.file, change) == _outcome(self.ram, change)

    @rule()
    def reopen(self) -> None:
        self.file.close()
        self.file = open_journal(self.path, LEARNER)

    @invariant()
    def they_say_the_same(self) -> None:
        assert _everything(self.file) == _everything(self.ram)

    def teardown(self) -> None:
        self.file.close()
        self.folder.cleanup()


def _outcome(journal: Any, change: Change) -> str:
    try:
        journal.commit(change)
    except JournalError as error:
        return f"{type(error).__name__}: {error}"
    return "stored"


def _everything(journal: Any) -> dict[str, Any]:
    days = range(DAY - 2, DAY + 3)
    return {
        "events": list(journal.events()),
        "of a card": [list(journal.events(card=card)) for card in ("a/1", "b/1")],
        "of a day": [list(journal.events(day=day)) for day in days],
        "recent": [journal.recent(kind, 3) for kind in KINDS],
        "undoable": [journal.last_undoable(day) for day in days],
        "last": journal.last(),
        "count": journal.count(),
        "touched": [journal.touched(since) for since in range(4)],
        "memories": sorted(journal.memories()),
        "known": journal.known(),
        "due": [sorted(journal.due(day)) for day in days],
        "due counts": journal.due_counts(DAY - 1, DAY),
        "totals": [journal.totals(day) for day in days],
        "marks": journal.marks(),
    }


Twins.TestCase.settings = settings(max_examples=12, stateful_step_count=10, deadline=None)
test_the_twins_say_the_same = Twins.TestCase
