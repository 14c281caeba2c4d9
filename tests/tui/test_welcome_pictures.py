"""How the first run looks, in both languages at two sizes. After a wanted change: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.core.shop import Shop
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language
from kdeck.tui.app import KdeckApp
from kdeck.tui.shell import Begun, Welcome
from tests.tui.builders import press, settled, trainer_of
from tests.tui.conftest import Looks

SHOP = Shop(name="云杉户外", lang="zh-Hans")
PLACES = {"first": (), "tour": ("enter", "enter"), "done": ("enter", "enter", "escape", "escape", "escape")}


@pytest.mark.parametrize("size", [(80, 24), (50, 15)], ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_the_first_run_looks_as_it_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    def begin(name: str | None) -> Begun:
        return Begun(trainer_of(journal=SqliteJournal.blank(name or ""), shop=SHOP), "/home/journal.db")

    app = KdeckApp(trainer_of(shop=SHOP), language=language, welcome=Welcome(begin, "小王"), monotonic=lambda: 100.0)

    async def go_there(pilot: Pilot[None]) -> None:
        await settled(pilot)
        await press(pilot, *PLACES[place])
        await settled(pilot)

    looks(app, go_there, size, picture=place == "first")
