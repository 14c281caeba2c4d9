"""One edit of one number after weeks of study: just the cards that depend on it, today, marked, nothing forgotten."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kdeck.core.memory import Memory
from kdeck.decks.library import Library, open_library
from kdeck.trainer.news import change_of
from tests.builders import HandClock, trainer_of
from tests.simulation.learner import Seen, VirtualLearner, next_morning, study_day

DEMO = Path(__file__).parents[2] / "decks"
WEEKS = 2


def edited(folder: Path, lang: str) -> Library:
    """The demo shop with its cutoff an hour later: one line of shop.yaml."""
    root = folder / lang
    shutil.copytree(DEMO / lang, root)
    shop = root / "shop.yaml"
    text = shop.read_text(encoding="utf-8")
    assert text.count("  cutoff: 16:00\n") == 1
    shop.write_text(text.replace("  cutoff: 16:00\n", "  cutoff: 17:00\n"), encoding="utf-8")
    return open_library(str(root), None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_learner_who_studied_one_cutoff_sees_just_its_cards_again(tmp_path: Path, lang: str) -> None:
    before, after = open_library(str(DEMO / lang), None), edited(tmp_path, lang)
    depends = {card for card, key in after.answer_keys().items() if before.answer_keys()[card] != key}
    assert depends, "the shop's cards depend on its terms"
    clock, learner = HandClock(), VirtualLearner(11)
    trainer = trainer_of(before, clock, new_per_day=40)
    for _ in range(7 * WEEKS):
        list(study_day(trainer, clock, learner))
        next_morning(clock)
    known = {memory.card: memory for memory in trainer.journal.memories()}
    expected = depends & known.keys()
    assert "rule" in {after.card(card).kind for card in expected}
    assert trainer.today().changed == ()
    due_anyway = {memory.card for memory in trainer.today().reviews}

    trainer = trainer_of(after, clock, trainer.journal, seed=2)
    today = trainer.today()
    assert set(today.changed) == expected
    assert {memory.card for memory in today.reviews[: len(expected)]} == expected, "first of all"
    assert {memory.card for memory in today.reviews} - expected <= due_anyway, "and no others"
    assert {memory.card: memory for memory in trainer.journal.memories()} == known, "memory and due days are kept"
    told = {card: change_of(trainer, card) for card in expected}
    assert all(change is not None and change[0] != change[1] for change in told.values()), told
    cutoff = "dispatch/cutoff" if lang == "zh" else "dispatch-en/cutoff"
    assert told[cutoff] == ("16:00", "17:00")

    seen = list(study_day(trainer, clock, learner))
    check_what_became_of_them(seen, expected, known)
    assert trainer.today().changed == ()
    for one in expected:
        memory = trainer.journal.memory(one)
        assert memory is not None
        assert memory.due_day > clock().day, "on schedule again"
        assert memory.reps > known[one].reps
        assert memory.first_day == known[one].first_day
    rested = known.keys() - {one.card for one in seen}
    assert all(trainer.journal.memory(card) == known[card] for card in rested)


def check_what_became_of_them(seen: list[Seen], expected: set[str], known: dict[str, Memory]) -> None:
    """Each was asked that very day, with the memory it had."""
    first: dict[str, Seen] = {}
    for one in seen:
        first.setdefault(one.card, one)
    assert expected <= first.keys()
    assert all(first[card].before == known[card] for card in expected)
