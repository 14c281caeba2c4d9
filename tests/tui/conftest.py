"""What a screen looked like when somebody last approved of it. After a wanted change: ``pytest --snapshot-update``."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any, Protocol

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.pilot import Pilot

from kdeck.language import use
from kdeck.tui.app import KdeckApp
from tests.tui.builders import shown

STANDARD = (80, 24)
"""The size at which each screen has one picture a language; other states and sizes are compared as text."""


class Looks(Protocol):
    """Compare what an app shows, once ``go_there`` has been, with what was approved."""

    def __call__(
        self,
        app: KdeckApp,
        go_there: Callable[[Pilot[None]], Awaitable[None]],
        size: tuple[int, int] = STANDARD,
        *,
        picture: bool = False,
    ) -> None:
        """picture: with its colours; else the characters alone, which say in a diff what has changed."""


@pytest.fixture
def looks(snapshot: SnapshotAssertion, snap_compare: Callable[..., bool]) -> Iterator[Looks]:
    """The comparison; the app's threads and the language are put back afterwards."""
    apps: list[KdeckApp] = []

    def compare(
        app: KdeckApp,
        go_there: Callable[[Pilot[Any]], Awaitable[None]],
        size: tuple[int, int] = STANDARD,
        *,
        picture: bool = False,
    ) -> None:
        apps.append(app)
        if picture and size == STANDARD:
            assert snap_compare(app, terminal_size=size, run_before=go_there)
        else:
            assert asyncio.run(_characters(app, go_there, size)) == snapshot

    yield compare
    for app in apps:
        app.close_desk()
    use("en")


async def _characters(app: KdeckApp, go_there: Callable[[Pilot[Any]], Awaitable[None]], size: tuple[int, int]) -> str:
    async with app.run_test(size=size) as pilot:
        await go_there(pilot)
        await pilot.pause()
        return "\n".join(line.rstrip() for line in shown(app).splitlines())
