"""Text of decks and learners never acts: not on the app by markup, not on the terminal by bytes."""

from __future__ import annotations

import re
from typing import Any, get_args

import pytest

from kdeck.core.cards.card import Card, CardKind
from kdeck.core.cards.kinds import KINDS
from kdeck.core.message import Message
from kdeck.core.rules.table import Input, Row, Table
from kdeck.core.rules.table import Test as Unary
from kdeck.core.shop import Shop
from kdeck.journal.sqlite import SqliteJournal
from kdeck.tui.app import KdeckApp
from kdeck.tui.content import line, plain
from kdeck.tui.screens.home import HomeScreen
from tests.builders import make_card
from tests.tui.builders import Watch, commit, opened, press, shown, trainer_of

HOSTILE = (
    "[@click=app.quit]x[/]",
    "[/]",
    "[/",
    "see [/usr/bin] [b]x[/i]",
    "a\x1b]52;c;ZXZpbA==\x07b\x1b]0;title\x07",
    "c\x9b31md\x00e\x7ff",
    "g\u202eh\u2066i\u2028j",
    "${secret} $accent {x} %s",
)
TOGETHER = ("".join(HOSTILE[:4]), "".join(HOSTILE[4:]))
ACTING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029]")


def hostile_table(bad: str) -> Table:
    """A rule whose every name, value and outcome is ``bad``."""
    asked = Input("x", "one of", 0, 1, 2, words=(bad, "other"), say=((bad, f"said {bad}"),), label=bad, unit=bad)
    return Table((asked,), (Row("a", f"1{bad}", bad, (Unary(bad, ((0, 0),)),)), Row("b", f"3{bad}", bad, (None,))))


def hostile_card(kind: CardKind, bad: str) -> Card:
    """A card with ``bad`` in every text it has."""
    back = {"recall": (bad,), "typed": (bad,), "choice": (f"1{bad}",), "spot": (f"2{bad}",)}
    back |= {"rule": (f"1{bad}",), "size": (f"1{bad}",)}
    details = {
        "wrong": (f"3{bad}",),
        "fields": ((f"1{bad}", bad), (f"2{bad}", bad)),
        "unit": bad,
        "table": hostile_table(bad),
        "never": (bad,),
        "must": ((bad, "never said"),),
        "fact": f"{bad}\n{kind}",
    }
    return make_card(
        f"bad/{kind}",
        kind,
        f"Q {{x}} {bad}" if kind == "rule" else f"Q {bad}",
        back.get(kind, (f"1{bad}", f"2{bad}")),
        tags=(bad,),
        why=bad,
        hint=bad,
        source=bad,
        **{name: value for name, value in details.items() if name in KINDS[kind]._fields},
    )


def sound(app: KdeckApp) -> str:
    """What is shown, after looking for what must not be."""
    text = shown(app)
    assert not ACTING.search(text)
    assert app.is_running
    assert app.return_code is None
    return text


@pytest.mark.parametrize("bad", TOGETHER, ids=["markup", "bytes"])
async def test_hostile_text_is_shown_and_does_nothing_on_the_way_of_a_sitting(bad: str) -> None:
    cards = [hostile_card(kind, bad) for kind in get_args(CardKind)]
    trainer = trainer_of(cards, shop=Shop(name=bad), titles={"bad": bad}, journal=SqliteJournal.blank(bad))
    async with opened(trainer, size=(112, 24), note=Message("{text}", text=bad)) as (app, pilot):
        sound(app)
        await press(pilot, "s")
        for _card in range(len(cards)):
            await press(pilot, "f2")
            sound(app)
            await press(pilot, "f4")
            await commit(pilot, bad)
            sound(app)
            await press(pilot, "enter")
            sound(app)
            await _answer(app, pilot, bad)
            await pilot.click("#said")
            await pilot.click("#question")
            sound(app)
            await press(pilot, "space")
            sound(app)
        await press(pilot, "escape", "escape")


async def _answer(app: KdeckApp, pilot: Any, bad: str) -> None:
    desk: Any = getattr(app.screen, "desk", None)
    if desk is None or desk.prompt is None:
        return
    if desk.prompt.fields:
        await commit(pilot, bad.replace("\x1b", ""))
        await press(pilot, "enter", "enter", "enter")
    elif desk.prompt.mode == "reveal":
        await press(pilot, "space")
    else:
        await press(pilot, "1", "2", "3", "4", "enter")


@pytest.mark.parametrize("bad", TOGETHER, ids=["markup", "bytes"])
async def test_hostile_text_does_nothing_in_the_other_screens(bad: str) -> None:
    watch = Watch()
    cards = [hostile_card(kind, bad) for kind in get_args(CardKind)]
    trainer = trainer_of(cards, shop=Shop(name=bad), titles={"bad": bad}, journal=SqliteJournal.blank(bad), watch=watch)
    async with opened(trainer, size=(100, 30)) as (app, pilot):
        for ways in (("b", "down", "enter"), ("b", "tab", "down", "enter"), ("a",), ("comma",), ("?",), ("ctrl+p",)):
            for key in ways:
                await press(pilot, key)
                sound(app)
            for _level in range(4):
                if not isinstance(app.screen, HomeScreen):
                    await press(pilot, "escape")
            assert isinstance(app.screen, HomeScreen)


async def test_what_is_pasted_is_cleaned_before_it_is_echoed_or_stored() -> None:
    journal = SqliteJournal.blank("甲")
    async with opened(trainer_of([hostile_card("typed", "x")], journal=journal)) as (app, pilot):
        await press(pilot, "s")
        await commit(pilot, "\x1b[200~a\x9bb\u202ec\x1b[201~")
        sound(app)
        await press(pilot, "enter")
        (event,) = journal.events()
        assert not ACTING.search(event.body["answer"][0])


@pytest.mark.parametrize("bad", HOSTILE, ids=range(len(HOSTILE)))
def test_content_keeps_markup_as_text_and_no_control_character(bad: str) -> None:
    assert not ACTING.search(plain(bad).plain)
    assert not ACTING.search(line(bad, "bold").plain)
    assert plain(bad).spans == []
    assert plain("[b]x[/b]").plain == "[b]x[/b]"
