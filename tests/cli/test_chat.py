"""``kdeck chat``: the drills so far, and the response drill line by line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kdeck.cli.chat import PlainChat
from kdeck.cli.lines import LineInput
from kdeck.decks.library import library_of
from kdeck.trainer.chat import history
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, recall_card, trainer_of
from tests.cli.conftest import Kdeck, one_clear_error
from tests.core.chat.making import PARCEL, TODAY, customer

CHATS = """\
deck: chats
lang: en
chats:
  - id: late
    name: Maple
    turns:
      - text: Where is my parcel?
        must: [[sorry], [chase]]
        never: [patience]
        say: So sorry, I will chase the carrier.
        because: First apologise.
      - {text: "Thanks!", say: You are welcome.}
"""


@pytest.fixture
def chatting(kdeck: Kdeck, decks: Path) -> Kdeck:
    """``kdeck`` on a library with one customer."""
    (decks / "chats.yaml").write_text(CHATS, encoding="utf-8")
    return kdeck


def told(ran_out: str) -> list[str]:
    return [line.strip() for line in ran_out.splitlines() if line.strip()]


def test_a_drill_over_a_pipe_is_asked_judged_and_kept(chatting: Kdeck) -> None:
    answers = "Sorry, I will chase them\nYou are welcome\n" * 5
    ran = chatting("chat", "--plain", "--lang", "en", "--seed", "3", stdin=answers)
    assert ran.code == 0
    lines = told(ran.out)
    assert lines[:2] == ["Maple: Where is my parcel?", "Maple: Thanks!"]
    assert lines.count("Maple: Where is my parcel?") == 5
    assert "100% of replies within 20 s, first response 0 s (target 6 s)" in lines
    assert not any(line.startswith("✗") for line in lines)
    (kept,) = json.loads(chatting("chat", "history", "--format", "json").out)
    assert (kept["kind"], kept["chats"], kept["complete"], kept["sustained"]) == ("respond", 1, True, False)
    assert (kept["share"], kept["right"], kept["lost"], kept["within"], kept["seed"]) == (1.0, 1.0, 0, 20_000, 3)


def test_what_was_missing_is_said_with_a_model_reply_when_the_customer_goes_on(chatting: Kdeck) -> None:
    ran = chatting("chat", "--plain", "--lang", "en", stdin="Sorry, patience please\n\nWelcome\n:q\n")
    lines = told(ran.out)
    assert lines[1] == "The customer waits for more; an empty line goes on without."
    assert lines[2:6] == [
        "✗ nothing of: chase",
        "✗ must not be said: patience",
        "for example: So sorry, I will chase the carrier.",
        "Maple: Thanks!",
    ]
    (kept,) = json.loads(chatting("chat", "history", "--format", "json").out)
    assert (kept["complete"], kept["forbidden"], kept["right"]) == (False, 1, 0.5)


def test_the_end_of_the_input_before_any_reply_keeps_nothing(chatting: Kdeck) -> None:
    ran = chatting("chat", "--plain", "--lang", "en", stdin="")
    assert (ran.code, told(ran.out)) == (0, ["Maple: Where is my parcel?"])
    assert json.loads(chatting("chat", "history", "--format", "json").out) == []


def test_without_chats_the_drill_says_what_to_do(kdeck: Kdeck) -> None:
    ran = kdeck("chat", "--plain", "--lang", "en", stdin="x\n")
    assert ran.code == 2
    assert "kdeck new chat" in ran.err


def test_the_app_needs_a_terminal(chatting: Kdeck) -> None:
    ran = chatting("chat", "--lang", "en")
    assert ran.code == 2
    assert "terminal" in one_clear_error(ran)


def test_history_in_words(chatting: Kdeck) -> None:
    assert told(chatting("chat", "history", "--lang", "en").out) == [
        "How many customers can you serve at once? A whole run tells."
    ]
    chatting("chat", "--plain", "--lang", "en", stdin="Sorry, I will chase them\n:q\n")
    chatting("chat", "--plain", "--lang", "en", stdin="Sorry, I will chase them\nWelcome\n" * 5)
    first, *rows = told(chatting("chat", "history", "--lang", "en").out)
    assert first.startswith("How many")
    assert ["left early" in row for row in rows] == [False, True]
    assert rows[0].startswith("1  ")
    assert "100% in time, 100% of facts right" in rows[0]


class Slow:
    """A stopwatch on which every look finds some seconds gone."""

    def __init__(self, seconds: float) -> None:
        self.now, self.seconds = 0.0, seconds

    def __call__(self) -> float:
        self.now += self.seconds
        return self.now


def learner() -> Trainer:
    return trainer_of(library_of([recall_card(1)], chats=[customer(PARCEL, TODAY, patience=30.0)]), HandClock())


def test_a_customer_who_waits_too_long_has_left(
    chatting: Kdeck, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    own, given = learner(), iter(["抱歉，马上催"] * 30)
    monkeypatch.setattr(LineInput, "read", lambda _self: next(given))
    PlainChat(own, 1, LineInput(), Slow(20.0)).run()
    (kept,) = history(own)
    assert kept.lost > 0
    assert "✗ has left without a reply" in capsys.readouterr().out
