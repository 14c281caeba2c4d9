"""A third language is a catalogue and nothing else: the app and the commands in one that is made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from textual.screen import Screen

from kdeck import language
from kdeck.cli.arguments import COMMANDS
from kdeck.core.cards.kinds import KINDS as CARD_KINDS
from kdeck.decks.library import Library, open_library
from kdeck.journal.sqlite import open_journal
from kdeck.trainer.settings import Settings, load, store
from kdeck.trainer.statistics_tables import TABLES
from kdeck.trainer.trainer import Trainer
from tests.builders import HandClock, trainer_of
from tests.cli.conftest import DECK, SHOP, Kdeck, home, kdeck
from tests.cli.test_looks import LOOKS, NEXT_DAY, leave_over
from tests.language import pseudo
from tests.tui.builders import press, settled
from tests.tui.stage import app_of, seen, showing
from tests.tui.test_looks import CHATS, SCREENS

__all__ = ["home", "kdeck"]  # fixtures
NAMES: Final = {"kdeck", "amy", "basics", "chats", "shop", "yaml", "html", "English", "dan"}
"""What is called the same in every language: names, files, and what English calls itself."""
DATA: Final = {
    "log": "exam/trial typing/certified",
    "settings": " ".join((*Settings._fields, "auto dark yes no strict")),
    "doctor": "Python textual fsrs pyyaml pydantic platformdirs shtab utf en US UTF library",
    "backup": "copy.db",
}
"""What commands print as it is kept: ids, names of settings and their values."""
KEYS: Final = {"esc", "enter", "space", "tab", "ctrl"}


@pytest.fixture(autouse=True)
def _third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The language, for as long as a test takes."""
    pseudo.add(tmp_path / "locale", monkeypatch)
    monkeypatch.chdir("/")
    yield
    monkeypatch.undo()
    language._catalogue.cache_clear()
    language.use(language.SOURCE)


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    """A library in Chinese."""
    folder = tmp_path / "library"
    folder.mkdir()
    for name, text in (("shop", SHOP), ("basics", DECK), ("chats", CHATS)):
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def journal(tmp_path: Path, decks: Path) -> Path:
    """That of a learner who has done a bit of everything."""
    return leave_over(tmp_path / "home", decks)


@pytest.fixture
def trainer(journal: Path, decks: Path) -> Iterator[Trainer]:
    """The learner, the next morning."""
    from kdeck.cli.context import moment_at

    opened = open_journal(str(journal), "amy")
    yield trainer_of(open_library(str(decks), None), HandClock(moment_at(NEXT_DAY)), opened, seed=7)
    opened.close()


def names_in(library: Library) -> set[str]:
    """What the decks call their cards, and the kinds that their authors write."""
    return pseudo.plain_words(" ".join((*library.ids, *CARD_KINDS, "talk/late", "greet", "chat", "is:due", "XXXXXL")))


async def test_every_screen_shows_no_text_that_did_not_come_through_the_catalogue(trainer: Trainer) -> None:
    known, found = NAMES | KEYS | names_in(trainer.library), {}
    async with showing(trainer, size=(120, 40)) as pilot:
        app = app_of(pilot)
        app.switch_language(pseudo.CODE)
        for kind, make in SCREENS.items():
            screen: Screen[Any] = make(trainer)
            app.push_screen(screen)
            await settled(pilot)
            assert "⟦" in seen(pilot)
            found[kind.__name__] = pseudo.plain_words(seen(pilot)) - known
            app.pop_screen()
            await settled(pilot)
    assert {name: words for name, words in found.items() if words} == {}


async def test_answers_are_judged_in_it_and_what_is_said_of_them_comes_through_the_catalogue(trainer: Trainer) -> None:
    known, said = NAMES | KEYS | names_in(trainer.library), ""
    async with showing(trainer, size=(120, 40)) as pilot:
        app_of(pilot).switch_language(pseudo.CODE)
        await press(pilot, "a", "enter")  # practice, whatever is due
        for _card in range(8):
            for key in ("1", "enter", "enter"):
                await press(pilot, key)
                said += seen(pilot)
    assert {name for name in ("Answer", "Right.") if name in said} == set()
    assert pseudo.plain_words(said) - known == set()


async def test_the_settings_offer_every_language_that_has_a_catalogue(trainer: Trainer) -> None:
    from kdeck.tui.screens.settings import SettingsScreen

    async with showing(trainer, SettingsScreen(), size=(120, 40)) as pilot:
        assert all(name in seen(pilot) for name in ("中文", "English", pseudo.disguised("English")))
    store(trainer.journal, "language", pseudo.CODE)
    assert load(trainer.journal).language == pseudo.CODE


@pytest.mark.parametrize(
    "words", [*LOOKS, ("study", "--plain"), ("exam", "--plain", "--trial")], ids=lambda words: " ".join(words)
)
def test_a_command_prints_no_text_that_did_not_come_through_the_catalogue(
    kdeck: Kdeck, journal: Path, decks: Path, words: tuple[str, ...]
) -> None:
    ran = kdeck("--lang", pseudo.CODE, *words, stdin="1\n\n1\n:?\n:q\n")
    assert "Traceback" not in ran.err
    if "json" in words:
        return
    known = NAMES | names_in(open_library(str(decks), None)) | pseudo.plain_words(f"{journal} {DATA.get(words[0], '')}")
    assert pseudo.plain_words(ran.out + ran.err) - known - set(COMMANDS) == set()


@pytest.mark.parametrize("name", COMMANDS)
def test_help_is_in_it_but_for_names_and_options(kdeck: Kdeck, name: str) -> None:
    ran = kdeck("--lang", pseudo.CODE, name, "--help")
    assert ran.code == 0
    text = re.sub(r"\{[^}]*\}|--[\w-]+", "", ran.out)
    assert pseudo.plain_words(text) - NAMES - set(COMMANDS) - {*TABLES} == set()
