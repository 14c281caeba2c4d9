"""The pictures of the author's guide, made from its own examples by the real app: ``python -m tests.guide_pictures``.

A picture is named ``LANG-WHAT-VIEW.svg``: of the example above it the first card of that kind (or facet), as it is
asked, answered right or answered wrong; ``LANG-chat-asked.svg`` shows a drill; ``LANG-preview.svg`` is the preview of a
deck with a mistake.
"""

from __future__ import annotations

import asyncio
import html
import re
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from rich.cells import cell_len
from textual.pilot import Pilot

from kdeck.core.cards.card import Card
from kdeck.core.chat.drill import Drill, Plan
from kdeck.decks.library import open_library
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import Language, use
from kdeck.text.chats import kind_name
from kdeck.trainer.chat.runs import quick_replies
from kdeck.trainer.study import study
from kdeck.trainer.tour import Preview, sample
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp, PreviewApp
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.study import StudyScreen
from tests.builders import HandClock, trainer_of
from tests.guide import SHOP, Picture, pictures
from tests.tui.builders import press, settled

ASKED_SIZE, ANSWERED_SIZE, PREVIEW_SIZE = (76, 15), (76, 20), (80, 20)
_FONT = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
_TEXT = re.compile(r'<text (class="[^"]*") x="([\d.]+)" y="([\d.]+)" textLength="[\d.]+"([^>]*)>([^<\n]+)</text>')
_CELL = 12.2
"""Width of a terminal's cell in the pictures that Textual exports."""


def main() -> None:
    """Make all of them."""
    for lang in ("zh", "en"):
        for picture in pictures(lang):
            picture.path.parent.mkdir(exist_ok=True)
            picture.path.write_text(asyncio.run(drawn(picture, lang)), encoding="utf-8")


async def drawn(picture: Picture, lang: Language) -> str:
    """One picture as SVG."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / "shop.yaml").write_text(SHOP.format(lang), encoding="utf-8")
        try:
            if picture.example is None:
                return await _preview(root, lang)
            (root / "deck.yaml").write_text(picture.example.text, encoding="utf-8")
            _lang, what, view = picture.path.stem.split("-")
            if what == "chat":
                return await _chat(root, lang)
            return await _question(root, what, view, lang)
        finally:
            use("en")


async def _question(root: Path, what: str, view: str, lang: Language) -> str:
    library = open_library(str(root), None)
    card = next(card for card in library.cards() if _is_meant(card, what))
    trainer = trainer_of(library, HandClock())
    app = KdeckApp(trainer, language=lang, monotonic=lambda: 100.0)
    async with app.run_test(size=ASKED_SIZE if view == "asked" else ANSWERED_SIZE) as pilot:
        await settled(pilot)
        sitting = study(trainer, None, lambda: 100.0)
        while sitting.prompt is not None and sitting.prompt.card.id != card.id:
            sitting.suspend()
        screen = StudyScreen(sitting)
        app.push_screen(screen)
        await settled(pilot)
        if view != "asked":
            await _answer(pilot, screen, right=view == "right")
        svg = _slim(app.export_screenshot(title="kdeck"))
    app.close_desk()
    return svg


async def _chat(root: Path, lang: Language) -> str:
    """A drill with two customers of this name: one was answered and has gone on, the other waits."""
    library = open_library(str(root), None)
    (chat,) = library.chats()
    now = [0.0]
    app = KdeckApp(trainer_of(library, HandClock()), language=lang, monotonic=lambda: now[0])
    async with app.run_test(size=ANSWERED_SIZE) as pilot:
        await settled(pilot)
        drill = Drill(Plan(2, 1, (chat, chat), (500, 4_000)), 20_000)
        screen = ChatDrillScreen(kind_name("chat", 2), drill, quick_replies(app.trainer))
        app.push_screen(screen)
        await settled(pilot)
        for seconds, text in ((9.0, chat.turns[0].say[0]), (21.0, "")):
            now[0] = seconds
            screen.tick()
            await settled(pilot)
            if text:
                screen.reply.insert(text)
                await press(pilot, "enter")
        svg = _slim(app.export_screenshot(title="kdeck"))
    app.close_desk()
    return svg


async def _answer(pilot: Pilot[None], screen: StudyScreen, *, right: bool) -> None:
    """Give a sample answer to the question on the screen."""
    prompt = screen.sitting.prompt
    assert prompt is not None
    given = sample(prompt, right=right)
    for option in given if prompt.options else ():
        screen.question.choose(prompt.options.index(option))
    await screen._do(screen.sitting.submit, given, 4_000)
    await settled(pilot)


async def _preview(root: Path, lang: Language) -> str:
    scaffold = Path(__file__).parents[1] / "kdeck" / "cli" / "scaffold" / lang
    for name in ("shop.yaml", "delivery.yaml"):
        text = (scaffold / name).read_text(encoding="utf-8")
        (root / name).write_text(text.replace("    why:", "    wyh:"), encoding="utf-8")
    trainer: Trainer = trainer_of(open_library(str(root), None), HandClock(), SqliteJournal.blank("–", read_only=True))
    app = PreviewApp(trainer, Preview(str(root / "delivery.yaml"), None, lang, lambda: 20_000), language=lang)
    async with app.run_test(size=PREVIEW_SIZE) as pilot:
        for _look in range(100):
            await settled(pilot)
            if "/" in "".join(app.screen.heading()):  # type: ignore[attr-defined]
                break
            await asyncio.sleep(0.02)
        await press(pilot, "down", "space", "space")
        svg = _slim(app.export_screenshot(title="kdeck preview"))
    app.close_desk()
    return svg


def _is_meant(card: Card, what: str) -> bool:
    return what == card.kind or f"/{what}/" in card.id


def _slim(svg: str) -> str:
    """The picture with the reader's own monospaced font: nothing is fetched from anywhere."""
    own = _FONT.sub("", svg).replace("Fira Code", "ui-monospace, Menlo, Consolas, 'Noto Sans Mono CJK SC'")
    return _TEXT.sub(lambda match: "".join(_on_the_grid(match)), own)


def _on_the_grid(match: re.Match[str]) -> Iterator[str]:
    """A text, wide and narrow characters each in a text of their own.

    The export gives a text the width of as many cells as it has characters, so that browsers press hanzi together.
    """
    kind, x, y, rest, text = match.groups()
    at = float(x)
    for _wide, run in groupby(html.unescape(text), lambda character: cell_len(character) > 1):
        shown = "".join(run)
        width = cell_len(shown) * _CELL
        words = html.escape(shown).replace("\xa0", "&#160;")
        yield f'<text {kind} x="{at:g}" y="{y}" textLength="{width:g}"{rest}>{words}</text>'
        at += width


if __name__ == "__main__":
    main()
