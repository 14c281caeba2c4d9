"""The app on a stage: one screen of it, real terminal input, and what a person would see."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from textual.pilot import Pilot
from textual.screen import Screen

from kdeck.core.cards.card import Card
from kdeck.core.memory import Rating
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from tests.tui.builders import opened, settled, shown

HOSTILE = "[/] [b]x[/i] [@click=app.quit]退出[/] \x1b]52;c;aGk=\x07 \u202eabc \x9b31m \x00 see [/usr/bin]"
SIZES = ((80, 24), (50, 15), (140, 40))


@asynccontextmanager
async def showing(
    trainer: Trainer, screen: Screen[Any] | None = None, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Pilot[None]]:
    """The app at work, with ``screen`` above home; fails where anything inside it failed."""
    async with opened(trainer, size=size) as (app, pilot):
        if screen is not None:
            app.push_screen(screen)
        await settled(pilot)
        yield pilot
    assert app.failure is None


def app_of(pilot: Pilot[None]) -> KdeckApp:
    """The app on the stage."""
    assert isinstance(pilot.app, KdeckApp)
    return pilot.app


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Let the app work until something holds."""
    for _turn in range(400):
        if holds():
            return
        await asyncio.sleep(0.005)
        await settled(pilot)
    raise AssertionError(f"this never came:\n{seen(pilot)}")


async def until_seen(pilot: Pilot[None], *texts: str) -> None:
    """Let the app work until all these texts are on the screen."""
    await until(pilot, lambda: all(text in seen(pilot) for text in texts))


def seen(pilot: Pilot[None]) -> str:
    """The lines of the terminal."""
    assert isinstance(pilot.app, KdeckApp)
    return shown(pilot.app)


def harmless(text: str) -> bool:
    """Whether no character of it acts on a terminal."""
    return not any((char < " " and char != "\n") or "\x7f" <= char <= "\x9f" or char in "\u202e\u2028" for char in text)


def review(trainer: Trainer, card: Card, rating: Rating = Rating.GOOD, ms: int = 4_200, answer: str = "答") -> None:
    """One answer, stored."""
    body = {"rating": int(rating), "ms": ms, "answer": [answer], "right": rating != Rating.AGAIN}
    trainer.review(card.id, key=card.answer_key, retention=0.9, body=body)
