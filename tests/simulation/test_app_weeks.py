"""Weeks of study through the app itself, key by key: the screens lead where the trainer leads."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Sequence
from math import inf
from pathlib import Path
from typing import Any

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.widgets import Input

from kdeck.core.cards.card import Prompt
from kdeck.decks.library import open_library
from kdeck.trainer.merge import stale_cards
from kdeck.trainer.trainer import Trainer
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.widgets.field import Reply
from tests.builders import HandClock, trainer_of
from tests.simulation.learner import Seen, VirtualLearner, next_morning, retention
from tests.tui.builders import opened, press

DEMO = Path(__file__).parents[2] / "decks" / "zh"
THINK = 8.0


class Person:
    """Sits before the app: reads what is asked, answers with keys as well as she remembers."""

    def __init__(self, trainer: Trainer, clock: HandClock, learner: VirtualLearner) -> None:
        self._trainer = trainer
        self._clock = clock
        self._learner = learner

    async def sitting(self) -> list[Seen]:
        """Open the app, study until the summary, close it."""
        seen = []
        async with opened(self._trainer) as (app, pilot):
            if not self._trainer.today().total:
                return []
            await press(pilot, "s")
            assert isinstance(app.screen, StudyScreen)
            screen = app.screen
            await until(lambda: ready(screen))
            while app.screen is screen:
                seen.append(await self._answer(screen))
                await until(lambda: app.screen is not screen or ready(screen))
        return seen

    async def _answer(self, screen: StudyScreen) -> Seen:
        sitting, prompt = screen.sitting, screen.sitting.prompt
        assert prompt is not None
        self._clock.move(seconds=THINK)
        card = prompt.card
        before, stored = self._trainer.journal.memory(card.id), self._trainer.journal.count()
        knew, chance = self._learner.knows(card.id, self._clock())
        if prompt.mode == "reveal":
            send(screen.app, " ")
            await until(lambda: sitting.phase == "rate" and painted(screen))
            send(screen.app, "3" if knew else "1")
        else:
            await give(screen, prompt, right=knew)
            await until(lambda: sitting.phase == "feedback" and painted(screen))
            assert self._trainer.journal.count() == stored + 1, "stored before the next card shows"
            send(screen.app, " ")
        await until(lambda: sitting.prompt is not prompt or sitting.phase in ("ask", "over"))
        event = self._trainer.journal.recent("review", 1)[0]
        assert (event.card, event.body["right"]) == (card.id, knew)
        return Seen(event.day, card.id, before, knew, chance)


def ready(screen: StudyScreen) -> bool:
    """Whether the next question is on the screen and takes keys."""
    if screen.sitting.phase != "ask" or screen._asked is not screen.sitting.prompt or not painted(screen):
        return False
    return not screen.typing or isinstance(screen.focused, (Input, Reply))


def painted(screen: StudyScreen) -> bool:
    """Whether a person can have seen what is asked, or what became of it: before that no key answers or rates."""
    if screen._at != (screen.sitting.prompt, screen.sitting.phase):
        return False
    screen._on_timer_update()  # paint now, not at the next sixtieth of a second
    screen.note_seen()
    return screen._seen_from < inf


async def until(holds: Callable[[], bool]) -> None:
    """Let the app work until something holds."""
    for _turn in range(20_000):
        if holds():
            return
        await asyncio.sleep(0.0005)
    raise AssertionError("the app did not come so far")


def send(app: App[None], text: str) -> None:
    """What a terminal sends when this is typed or committed."""
    assert app._driver is not None
    for message in XTermParser().feed(text):
        message.set_sender(app)
        app._driver.send_message(message)


async def give(screen: StudyScreen, prompt: Prompt, *, right: bool) -> None:
    """Answer a question that the program judges, by the keys that the app asks for."""
    card = prompt.card
    if prompt.mode == "reply":
        send(screen.app, (card.answer[0] if right else "不知道") + "\r")
    elif prompt.mode == "list":
        send(screen.app, ("、".join(card.answer) if right else "不知道") + "\r")
    elif prompt.mode in ("type", "gaps"):
        for text in card.answer:
            field = screen.focused
            send(screen.app, (text if right else "不知道") + "\r")
            await until(lambda: screen.focused is not field)  # noqa: B023 - asked within this turn only
    else:
        wanted: Sequence[str] = card.answer
        if not right:
            wrong = [option for option in prompt.options if option not in card.answer]
            wanted = wrong[:1] if prompt.mode != "sequence" else prompt.options
        send(screen.app, "".join(str(prompt.options.index(option) + 1) for option in wanted))
        if prompt.mode != "pick":
            send(screen.app, "\r")


async def live(days: int, *, seed: int, **settings: Any) -> tuple[Trainer, list[Seen]]:
    clock, learner = HandClock(), VirtualLearner(seed)
    trainer = trainer_of(open_library(str(DEMO), None), clock, seed=seed, **settings)
    person, seen = Person(trainer, clock, learner), []
    for _ in range(days):
        seen += await person.sitting()
        assert not trainer.today().total
        next_morning(clock)
    return trainer, seen


async def test_a_month_in_the_app_is_the_month_that_was_planned() -> None:
    trainer, seen = await live(30, seed=11, new_per_day=4)
    assert trainer.journal.count() == len(seen)
    assert stale_cards(trainer) == ()
    introduced = Counter(one.day for one in seen if one.before is None)
    assert len(introduced) == 30
    assert set(introduced.values()) == {4}
    assert retention(seen)[1] > 80


async def test_half_a_year_in_the_app_keeps_what_was_promised() -> None:
    trainer, seen = await live(180, seed=12, new_per_day=1)
    assert trainer.journal.count() == len(seen)
    kept, count = retention(seen)
    asked = [one.before.retention for one in seen if one.before is not None and one.before.phase == "review"]
    assert count > 500
    assert kept == pytest.approx(sum(asked) / count, abs=0.03)
