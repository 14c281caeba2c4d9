from __future__ import annotations

import pytest
from textual.widgets import OptionList

from kdeck.core.memory import Rating
from kdeck.core.shop import Deck
from kdeck.decks.library import library_of
from kdeck.tui.screens.home_boxes import PracticeModal
from tests.builders import HandClock, recall_cards, trainer_of
from tests.tui.builders import press
from tests.tui.stage import HOSTILE, SIZES, harmless, review, seen, showing, until, until_seen

CARDS = recall_cards(3)


def rows(text: str, label: str) -> list[str]:
    return [row for row in text.splitlines() if label in row]


async def test_choices_tell_how_many_cards_they_hold() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    review(trainer, CARDS[0], Rating.AGAIN)
    trainer.flag(CARDS[1].id, "")
    clock.move(days=30)
    async with showing(trainer, PracticeModal()) as pilot:
        await until_seen(pilot, "Weak: recall below 80%", "never touches the schedule")
        for label, count in (("Weak", "1"), ("Flagged", "1"), ("Leeches", "0"), ("Deck: deck", "3")):
            (row,) = rows(seen(pilot), label)
            assert row.rstrip(" │").endswith(f" {count}")


async def test_the_chosen_cards_are_given_back() -> None:
    given: list[tuple[str, ...] | None] = []
    async with showing(trainer_of(CARDS)) as pilot:
        pilot.app.push_screen(PracticeModal(), given.append)
        await until_seen(pilot, "Deck: deck")
        await press(pilot, "enter")
        await until(pilot, lambda: bool(given))
    assert given == [tuple(card.id for card in CARDS)]


async def test_escape_chooses_nothing() -> None:
    given: list[tuple[str, ...] | None] = []
    async with showing(trainer_of(CARDS)) as pilot:
        pilot.app.push_screen(PracticeModal(), given.append)
        await until_seen(pilot, "Deck: deck")
        await press(pilot, "escape")
        await until(pilot, lambda: bool(given))
    assert given == [None]


async def test_what_holds_no_card_cannot_be_chosen() -> None:
    async with showing(trainer_of(CARDS), PracticeModal()) as pilot:
        await until_seen(pilot, "Deck: deck")
        choices = pilot.app.screen.query_one(OptionList)
        assert [choices.get_option_at_index(place).disabled for place in range(choices.option_count)] == [True] * 6 + [
            False
        ]
        assert choices.highlighted == 6


async def test_an_empty_library_says_what_to_do() -> None:
    async with showing(trainer_of([]), PracticeModal()) as pilot:
        await until_seen(pilot, "There is nothing to practise yet")
        await press(pilot, "enter", "down", "escape")


async def test_practising_from_home_leaves_due_days_alone() -> None:
    clock = HandClock()
    trainer = trainer_of(CARDS, clock)
    review(trainer, CARDS[0], Rating.EASY)
    before = list(trainer.journal.memories())
    async with showing(trainer) as pilot:
        await press(pilot, "a")
        await until_seen(pilot, "Deck: deck")
        await press(pilot, "end", "enter")
        await until_seen(pilot, "practice: does not touch the schedule")
        await press(pilot, "space", "1")
        await until(pilot, lambda: len(trainer.journal.recent("practice", 9)) == 1)
    assert list(trainer.journal.memories()) == before


@pytest.mark.parametrize("size", SIZES)
async def test_no_deck_title_acts_on_the_terminal(size: tuple[int, int]) -> None:
    library = library_of(CARDS, None, [Deck("deck", HOSTILE, "", HOSTILE, (), "deck.yaml", 0, 0)])
    async with showing(trainer_of(library), PracticeModal(), size=size) as pilot:
        await until_seen(pilot, "[/] [b]x[/i]")
        await press(pilot, "up", "down", "home", "end")
        assert harmless(seen(pilot))
        assert pilot.app.is_running


@pytest.mark.parametrize("size", SIZES)
async def test_counts_stand_in_one_column_at_any_size(size: tuple[int, int]) -> None:
    async with showing(trainer_of(CARDS), PracticeModal()) as pilot:
        await until_seen(pilot, "Deck: deck")
        await pilot.resize_terminal(*size)
        await until(pilot, lambda: bool(rows(seen(pilot), "Weak: recall below 80%")))
        places = {rows(seen(pilot), label)[0].rindex(" 0") for label in ("Ahead: due tomorrow", "Weak", "Flagged")}
        assert len(places) == 1
        assert places.pop() <= 74 + max(0, size[0] - 76) // 2
