"""How the charts look, in both languages at two sizes. After a wanted change: ``pytest --snapshot-update``."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from kdeck.language import Language
from kdeck.trainer.statistics_tables import TABLES
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.charts import ChartsScreen
from tests.tui import months
from tests.tui.builders import at_home, press, settled
from tests.tui.conftest import Looks

SIZES = ((80, 24), (50, 15))
PLACES: dict[str, tuple[str, ...]] = {which: (str(place),) for place, which in enumerate(TABLES, 1)}
PLACES["topics-table"] = ("5", "t")


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("place", PLACES)
def test_the_chart_looks_as_it_did(place: str, language: Language, size: tuple[int, int], looks: Looks) -> None:
    app = KdeckApp(months.learner(), language=language, monotonic=lambda: 100.0)

    async def go_there(pilot: Pilot[None]) -> None:
        await at_home(pilot)
        app.push_screen(ChartsScreen())
        await settled(pilot)
        await press(pilot, *PLACES[place])
        await settled(pilot)

    looks(app, go_there, size, picture=place == "days")
