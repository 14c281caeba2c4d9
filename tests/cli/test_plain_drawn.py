"""``kdeck study --plain`` and ``kdeck cards`` with rules, size charts, phrases and options of siblings."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest

from kdeck.core.strings import normalise
from tests.cli.conftest import AT, Kdeck

RULE = """\
deck: basics
title: 发货
lang: zh-Hans
rules:
  - id: cutoff
    ask: "顾客 {paid} 付款，哪天发货？"
    given:
      paid: {time: "08:00..23:59", step: 1m}
    outcomes:
      - {id: today, when: {paid: < 16:00}, then: 当天发货}
      - {id: tomorrow, then: 次日发货, because: 16 点截单}
"""
SIZE = """\
deck: basics
title: 尺码
lang: zh-Hans
products:
  - id: shirt
    name: 衬衫
    size_chart:
      measure: {height: cm, weight: kg}
      sizes:
        S: {height: 155..162, weight: 45..52}
        M: {height: 163..170, weight: 53..60}
        L: {height: 171..178, weight: 61..70}
"""
PHRASE = """\
deck: basics
title: 话术
lang: zh-Hans
phrases:
  - id: soon
    when: 顾客问能不能今天到。
    never: [肯定能到]
    say: [亲，我们尽快安排发出哦, 亲，会尽量赶上今天的快递]
    must: [[尽快, 尽量], [亲]]
    because: 快递不由我们说了算
"""


def study(kdeck: Kdeck, stdin: str, *words: str) -> list[str]:
    ran = kdeck("study", "--plain", "--learner", "amy", "--at", AT, *words, stdin=stdin)
    assert ran.code == 0, ran.err
    return ran.out.splitlines()


def events(kdeck: Kdeck) -> list[dict[str, Any]]:
    """What stands in the events after the mark that the journal is simulated, in the order in which they were made."""
    made = [json.loads(line) for line in kdeck("log", "--format", "json").out.splitlines()]
    return [event["body"] for event in sorted(made, key=lambda event: str(event["id"]))[1:]]


def holding(decks: Path, deck: str) -> None:
    (decks / "basics.yaml").write_text(deck, encoding="utf-8")


def cards(kdeck: Kdeck, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(kdeck("cards", "--format", "json", *words).out)
    return found


def number_of(lines: list[str], option: str) -> str:
    return next(line[0] for line in lines if line[1:] == f". {option}")


def test_a_rule_asks_a_case_and_says_why_it_comes_to_its_answer(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, RULE)
    asked = study(kdeck, "")
    assert "顾客 15:59 付款，哪天发货？" in asked, "the first case of a rule lies at its boundary"
    right, wrong = number_of(asked, "当天发货"), number_of(asked, "次日发货")
    told = study(kdeck, f"{wrong}\n:q\n")
    place = told.index("Wrong.")
    assert told[place + 1 : place + 4] == [
        "Answer: 当天发货",
        "Confused with: 次日发货",
        "“次日发货” fits as well, but the row further up counts. paid: 15:59 is before 16:00.",
    ]
    assert "Confused: “当天发货” with “次日发货”" in told
    (body,) = events(kdeck)
    assert (body["case"], body["confused"], body["right"]) == ({"paid": "15:59"}, ["次日发货"], False)
    told = study(kdeck, f":u\n{right}\n:q\n")
    assert told[told.index("Right.") + 1] == "paid: 15:59 is before 16:00."


def test_a_wrong_answer_names_the_test_that_the_chosen_row_fails(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, RULE)
    study(kdeck, ":s\n")  # the other row rests, so that this one is asked
    asked = study(kdeck, "")
    assert "顾客 16:00 付款，哪天发货？" in asked
    wrong = number_of(asked, "当天发货")
    told = study(kdeck, f"{wrong}\n:q\n")
    assert "“当天发货” does not fit. paid: 16:00 is not before 16:00." in told
    assert told.count("paid: 16:00 is not before 16:00.") == 0, "what is said of the chosen row is not said twice"
    assert "Why: 16 点截单" in told


def test_a_size_is_chosen_among_sizes_in_their_order(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, SIZE)
    asked = study(kdeck, "")
    assert [line for line in asked if re.match(r"\d\. ", line)] == ["1. S", "2. M", "3. L"]
    told = study(kdeck, "3\n:q\n")
    assert "Answer: S" in told
    (body,) = events(kdeck)
    assert set(body["case"]) == {"height", "weight"}
    assert body["confused"] == ["L"]


def test_a_reply_is_told_what_it_must_not_hold_and_what_it_lacks(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, PHRASE)
    told = study(kdeck, "肯定 能到的\n:q\n")
    assert any(line.startswith("Type your reply to the customer in one line.") for line in told)
    place = told.index("Wrong.")
    assert told[place + 1 : place + 7] == [
        "Must not be said: 肯定 能到",
        "Missing, one of: 尽快 / 尽量",
        "Missing, one of: 亲",
        "Model answer: 亲，我们尽快安排发出哦",
        "Model answer: 亲，会尽量赶上今天的快递",
        "Why: 快递不由我们说了算",
    ]
    told = study(kdeck, ":u\n亲，我们会尽 快的\n:q\n")
    assert told[told.index("Right.") + 1] == "Model answer: 亲，我们尽快安排发出哦"
    assert [body.get("right") for body in events(kdeck)] == [False, None, True]


def test_a_phrase_with_nothing_to_check_is_judged_by_the_learner(kdeck: Kdeck, decks: Path) -> None:
    lines = [line for line in PHRASE.splitlines() if not line.startswith(("    must", "    never"))]
    holding(decks, "\n".join(lines) + "\n")
    told = study(kdeck, "亲，我看看哦\n3\n:q\n")
    assert "Answer: 亲，我们尽快安排发出哦; 亲，会尽量赶上今天的快递" in told
    assert [(body["answer"], body["rating"]) for body in events(kdeck)] == [(["亲，我看看哦"], 3)]


def test_not_knowing_a_reply_is_wrong_and_no_confusion(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, PHRASE)
    assert "Wrong." in study(kdeck, ":n\n:q\n")
    assert "confused" not in events(kdeck)[0]


@pytest.mark.parametrize("deck", [RULE, SIZE])
def test_cards_lists_the_cases_that_reviews_ask(kdeck: Kdeck, decks: Path, deck: str) -> None:
    holding(decks, deck)
    assert all(card["cases"] == [] for card in cards(kdeck))
    found = cards(kdeck, "--cases", "20")
    assert found
    for card in found:
        assert len(card["cases"]) == 20
        for case in card["cases"]:
            assert list(case) == ["inputs", "front", "back"]
            assert case["back"] == card["back"]
            assert all(text in case["front"] for text in case["inputs"].values())
    assert found == cards(kdeck, "--cases", "20", "--seed", "0")
    assert found != cards(kdeck, "--cases", "20", "--seed", "1")
    asked = study(kdeck, "")
    assert found[0]["cases"][0]["front"] in asked


def test_cards_shows_cases_as_text_under_their_card(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, RULE)
    lines = kdeck("cards", "--cases", "2").out.splitlines()
    assert lines[:2] == [
        "basics/cutoff/today  rule  顾客 {paid} 付款，哪天发货？",
        "    顾客 15:59 付款，哪天发货？  当天发货",
    ]
    assert len(lines) == 6


def test_a_thousand_cases_of_a_rule_are_quick(kdeck: Kdeck, decks: Path) -> None:
    holding(decks, RULE)
    begun = time.perf_counter()
    found = cards(kdeck, "--cases", "1000")
    assert time.perf_counter() - begun < 3
    assert [len(card["cases"]) for card in found] == [1000, 1000]
    late = [normalise(case["inputs"]["paid"]) >= "16:00" for case in found[1]["cases"]]
    assert all(late)
