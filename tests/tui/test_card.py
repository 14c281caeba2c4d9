from __future__ import annotations

import pytest
from rich.cells import cell_len

from kdeck.core.cards.card import Card
from kdeck.core.memory import LEECH_LAPSES, Rating
from kdeck.decks.library import library_of
from kdeck.trainer.trainer import Trainer
from kdeck.tui.charts.draw import Point, recall_at, recall_chart
from kdeck.tui.screens.card import CardScreen
from tests.builders import HandClock, recall_card, recall_cards, revised, trainer_of
from tests.tui.builders import commit, press
from tests.tui.stage import HOSTILE, SIZES, harmless, review, seen, showing, until, until_seen

CARD = recall_card(
    1, front="谁付运费？", back=("买家",), why="非质量问题。", source="退换 3", tags=("政策",), file="a.yaml", line=9
)
DAY = 86_400_000_000
BLOCKS = " ▁▂▃▄▅▆▇█"


def learned(clock: HandClock, card: Card = CARD) -> Trainer:
    """A card answered over some days, the last answer undone."""
    trainer = trainer_of([card], clock)
    for rating, answer in (
        (Rating.AGAIN, "卖家"),
        (Rating.GOOD, "买家"),
        (Rating.GOOD, "买家自己"),
        (Rating.AGAIN, "忘了"),
    ):
        review(trainer, card, rating, answer=answer)
        clock.move(days=3)
    clock.move(days=-3)
    trainer.undo()
    return trainer


async def test_a_new_card_shows_everything_that_its_deck_says() -> None:
    async with showing(trainer_of([CARD]), CardScreen(CARD.id)) as pilot:
        await until_seen(pilot, "谁付运费？", "买家", "非质量问题。", "退换 3", "#政策", "a.yaml:9", CARD.id)
        await until_seen(pilot, "New: you have not met this card yet.", "No history yet")


async def test_the_numbers_of_a_memory_stand_beside_what_they_mean() -> None:
    clock = HandClock()
    trainer = learned(clock)
    memory = trainer.journal.memory(CARD.id)
    assert memory is not None
    async with showing(trainer, CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(
            pilot,
            "Review: it comes back when you are about to forget it.",
            f"Stability {memory.stability:.1f} days",
            f"Difficulty {memory.difficulty:.1f} of 10",
            "Reviewed 3 times, forgotten 0 times. First met on 2026-11-23.",
            "forgot 10 min",
            "Chance of recall",
        )
        assert "hard 10 min" not in seen(pilot)
        assert "· hard" not in seen(pilot)


async def test_four_buttons_tell_four_intervals() -> None:
    trainer = trainer_of([CARD], four_buttons=True)
    async with showing(trainer, CardScreen(CARD.id)) as pilot:
        await until_seen(pilot, "forgot 1 min · hard 6 min · got it 10 min · easy")


async def test_the_history_tells_each_answer_and_what_was_undone() -> None:
    async with showing(learned(HandClock()), CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(pilot, "undone")
        rows = [line for line in seen(pilot).splitlines() if "4.2 s" in line]
        assert len(rows) == 4
        assert "✗ forgot" in rows[0]
        assert "忘了" in rows[0]
        assert "undone" in rows[0]
        assert all("undone" not in row for row in rows[1:])
        assert "2026-11-23 09:00  ✗ forgot" in rows[3]
        assert "卖家" in rows[3]


async def test_an_answer_that_is_undone_is_struck() -> None:
    async with showing(learned(HandClock()), CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(pilot, "undone")
        struck = {
            segment.text.strip()
            for strip in pilot.app.screen._compositor.render_strips()
            for segment in strip
            if segment.style is not None and segment.style.strike
        }
        assert len(struck) == 1
        assert "忘了" in struck.pop()


async def test_a_card_often_forgotten_is_said_to_be_badly_worded() -> None:
    clock = HandClock()
    trainer = trainer_of([CARD], clock)
    for _time in range(LEECH_LAPSES + 1):
        for rating in (Rating.GOOD, Rating.GOOD, Rating.AGAIN):
            review(trainer, CARD, rating)
            clock.move(days=1)
    async with showing(trainer, CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(pilot, "usually badly worded")


async def test_the_card_is_put_to_rest_flagged_and_both_taken_back() -> None:
    trainer = trainer_of([CARD])
    async with showing(trainer, CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(pilot, "- suspend")
        await press(pilot, "-")
        await until_seen(pilot, "Suspended: it rests until you wake it", "- resume")
        await press(pilot, "!")
        await commit(pilot, "过时了\r")
        await until_seen(pilot, "! Flagged: 过时了", "take flag back")
        await press(pilot, "!", "-")
        await until_seen(pilot, "New: you have not met this card yet.", "! flag")
        assert [event.kind for event in trainer.journal.events()] == ["suspend", "flag", "unflag", "resume"]
        for word in ("suspended", "flagged", "flag off", "resumed"):
            assert word in seen(pilot)


async def test_a_card_that_left_the_decks_keeps_its_history() -> None:
    trainer = learned(HandClock())
    trainer.library = library_of(recall_cards(1))
    async with showing(trainer, CardScreen(CARD.id), size=(140, 40)) as pilot:
        await until_seen(pilot, "The decks no longer hold this card.", "买家自己")


async def test_a_card_that_never_was_is_told() -> None:
    async with showing(trainer_of([CARD]), CardScreen("deck/card-2")) as pilot:
        await until_seen(pilot, "There is no card named deck/card-2", "Did you mean deck/card-1?")
        await press(pilot, "escape")
        assert pilot.app.screen is pilot.app.screen_stack[0]


@pytest.mark.parametrize("size", SIZES)
async def test_nothing_in_a_card_acts_on_the_terminal(size: tuple[int, int]) -> None:
    card = recall_card(1, front=HOSTILE, back=(HOSTILE,), why=HOSTILE, source=HOSTILE, tags=(HOSTILE,))
    trainer = trainer_of([revised(card, kind="typed", file=HOSTILE, accept=(HOSTILE,))])
    review(trainer, card, answer=HOSTILE)
    trainer.flag(card.id, HOSTILE)
    async with showing(trainer, CardScreen(card.id), size=size) as pilot:
        await until_seen(pilot, "[/] [b]x[/i] [@click=app.quit]退出[/]")
        for key in ("down", "pagedown", "end", "up"):
            assert harmless(seen(pilot))
            await press(pilot, key)
        assert pilot.app.is_running


@pytest.mark.parametrize("size", [*SIZES, (112, 30), (72, 20)])
async def test_the_chart_is_never_broken_into_more_lines(size: tuple[int, int]) -> None:
    screen = CardScreen(CARD.id)
    async with showing(learned(HandClock()), screen, size=size) as pilot:
        await until(pilot, lambda: bool(screen.query("#chart").first().size.height))
        await pilot.resize_terminal(*size)
        assert screen.query("#chart").first().size.height == 8
        assert screen.query("#chart").first().size.width <= 72


def points() -> list[Point]:
    return [Point(0, 1.0, 1), Point(2 * DAY, 5.0, 3), Point(8 * DAY, 20.0, 3)]


def test_a_chart_without_reviews_or_room_is_empty() -> None:
    assert recall_chart([], DAY, 60, 5, ("a", "b")) == []
    assert recall_chart(points(), 9 * DAY, 10, 5, ("a", "b")) == []


def test_a_chart_falls_between_reviews_and_jumps_at_them() -> None:
    lines = recall_chart(points(), 28 * DAY, 76, 1, ("then", "now"))
    curve = [BLOCKS.index(cell) for cell in lines[0][6:]]
    jumps = [place for place in range(1, len(curve)) if curve[place] > curve[place - 1]]
    marks = [place for place, cell in enumerate(lines[1][6:]) if cell != " "]
    assert [lines[1][6:][place] for place in marks] == ["1", "3", "3"]
    assert all(any(mark <= jump <= mark + 1 for mark in marks) for jump in jumps)
    assert len(jumps) == 2


def test_a_chart_is_as_high_as_the_chance_that_it_shows() -> None:
    lines = recall_chart(points(), 28 * DAY, 76, 5, ("then", "now"))
    floor = float(lines[4].split("%")[0]) / 100
    full = sum(BLOCKS.index(line[75]) if len(line) > 75 else 0 for line in lines[:5]) / 40
    assert floor + full * (1 - floor) == pytest.approx(recall_at(points(), 28 * DAY), abs=(1 - floor) / 40)


def test_a_chart_of_one_instant_still_stands() -> None:
    lines = recall_chart([Point(5, 3.0, 3)], 5, 40, 5, ("then", "now"))
    assert len(lines) == 7
    assert all(cell_len(line) <= 40 for line in lines)
