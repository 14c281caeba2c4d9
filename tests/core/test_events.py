"""The registry of kinds: what is valid can be read, what a reader could stumble over is not valid."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from kdeck.core.events.event import KINDS, EventKind
from kdeck.core.events.kinds import LASTING, REGISTRY, fault_of, lasts, read
from kdeck.core.moment import LAST_AT, LAST_DAY, Moment, date_of
from tests.chaos.hostile import VALUES, changed, paths
from tests.journal.made import BODIES, EXAM_STEPS, event

SAMPLES: list[tuple[EventKind, dict[str, Any]]] = [
    *BODIES.items(),
    *(("exam", body) for body in EXAM_STEPS.values()),
]


def test_every_kind_is_in_the_registry_and_has_a_sample() -> None:
    assert set(KINDS) == set(REGISTRY) == set(BODIES)


@pytest.mark.parametrize(("kind", "body"), SAMPLES)
def test_what_kdeck_writes_is_valid_and_can_be_read(kind: EventKind, body: dict[str, Any]) -> None:
    made = event(1, kind, body=body)
    assert fault_of(made) is None
    read(made)


def test_what_a_newer_kdeck_adds_to_a_body_is_kept_and_read_over() -> None:
    for kind, body in SAMPLES:
        made = event(1, kind, body={**body, "newer": {"list": [1, 2.5, None, "x", True]}})
        assert fault_of(made) is None, kind
        assert fault_of(made._replace(body={**body, "newer": 10**400})) is not None, kind


@pytest.mark.parametrize(("kind", "body"), SAMPLES)
def test_a_hostile_value_anywhere_is_a_fault_or_can_be_read(kind: EventKind, body: dict[str, Any]) -> None:
    refused = 0
    for path in paths(body):
        for value in VALUES:
            made = event(1, kind, body=changed(body, path, value))
            if (reason := fault_of(made)) is None:
                read(made)
            else:
                refused += 1
                assert str(reason)
    assert refused >= 5 * len(body)


def ruinous() -> Iterator[tuple[EventKind, dict[str, Any]]]:
    """Bodies with which one merged line once spoilt command after command."""
    digits = int("9" * 400)
    yield "goal", {"live": 2_932_896}
    lives: tuple[Any, ...] = (None, [], [1], [1, 2, 3], {}, "soon", [1, digits], [float("nan"), 2])
    for live in lives:
        yield "review", {**BODIES["review"], "live": live}
    for mark in ("nan", "inf", digits, float("nan"), float("inf"), -1):
        begun = EXAM_STEPS["begun"]
        yield "exam", {**begun, "paper": {**begun["paper"], "pass_mark": mark}}
    yield "typing", {**BODIES["typing"], "figures": {**BODIES["typing"]["figures"], "net": digits}}
    for name in ("right", "typed"):
        yield "chat", {**BODIES["chat"], name: digits}
    for template in ("{0}", "{count.__class__}", "{count:>9999999999}", "{missing}", "{", "}"):
        yield "typing", {**BODIES["typing"], "void": {"template": template, "values": {"count": 1}}}
    yield "witness", {"dan": 1, "name": " "}
    yield "dan", {**BODIES["dan"], "needs": [{"kind": "typing"}]}


@pytest.mark.parametrize(("kind", "body"), ruinous())
def test_what_once_ruined_a_learner_is_no_event(kind: EventKind, body: dict[str, Any]) -> None:
    assert fault_of(event(1, kind, body=body)) is not None


@pytest.mark.parametrize(
    "change",
    [
        {"at": -1},
        {"at": LAST_AT + 1},
        {"at": 10**400},
        {"at": 1.5},
        {"at": True},
        {"day": LAST_DAY + 1},
        {"day": -3},
        {"day": None},
        {"offset": 86_400},
        {"offset": "8"},
        {"id": "a b"},
        {"id": b"a"},
        {"learner": ""},
        {"card": " "},
        {"card": "x" * 1001},
        {"device": None},
        {"kind": "quiz"},
        {"kind": ["review"]},
        {"body": None},
        {"body": []},
    ],
)
def test_a_head_that_nobody_can_reckon_with_is_no_event(change: dict[str, Any]) -> None:
    assert fault_of(event(1, **change) if "kind" not in change else event(1)._replace(**change)) is not None


def test_every_valid_instant_has_a_local_date_anywhere_on_earth() -> None:
    for at in (0, LAST_AT):
        for offset in (-86_399, 0, 86_399):
            moment = Moment(at, offset)
            assert moment.isoformat()
            assert fault_of(event(1, at=at, offset=offset, day=moment.day)) is None
            assert date_of(moment.day)


def test_undo_reaches_what_was_done_to_a_card_and_nothing_else() -> None:
    assert {kind for kind in KINDS if kind not in LASTING} == {
        *("review", "practice", "suspend", "resume", "flag", "unflag")
    }
    assert lasts(event(1, body={**BODIES["review"], "exam": "e0001"}))
