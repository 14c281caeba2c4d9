"""The ladder: nine levels, the evidence that the one in hand still lacks, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.core.levels.judge import Judged
from kdeck.core.levels.ladder import Ladder, Rung
from kdeck.core.levels.need import RecallNeed
from kdeck.language import _, render
from kdeck.trainer.levels import look
from kdeck.tui.content import joined, plain
from kdeck.tui.level_words import date, need_lines, rung_lines
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.shell import load
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text

_WIDEST: Final = 100
_FRAME: Final = 6 + GUTTER


class LadderScreen(KdeckScreen[None]):
    """A line a level; enter opens one with its evidence."""

    CSS_PATH = "ladder.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._ladder: Ladder | None = None

    def heading(self) -> tuple[str, str]:
        """The title, and how far one is."""
        ladder = self._ladder
        if ladder is None:
            return _("Levels"), ""
        if ladder.career is None:
            return _("Levels"), _("dan {dan} of 9").format(dan=ladder.reached)
        text = _("dan {dan} of 9 · {career}")
        return _("Levels"), text.format(dan=ladder.reached, career=render(ladder.career.name))

    def body(self) -> ComposeResult:
        """What is next, then the levels."""
        yield Text(id="next")
        yield Menu(id="rungs", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Open, look elsewhere, leave."""
        keys = [
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("evidence"), ""),
        ]
        if self._ladder is not None and self._ladder.reached:
            keys.append(Key("c", "c", _("certificate"), "certificate"))
        return [
            *keys,
            Key("g", "g", _("charts"), "open:charts"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q,p", "esc", _("home"), "close"),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Something may have been done for a level."""
        if self._ladder is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """What is next, and the levels; the cursor stays on its level."""
        if self._ladder is None:
            return
        ladder, choices = self._ladder, self.query_one(Menu)
        self.query_one("#next", Text).show(self._next(ladder))
        here = choices.highlighted
        if here is None:
            here = (ladder.current.dan if ladder.current else max(1, ladder.reached)) - 1
        width = min(_WIDEST, self.size.width - _FRAME)
        choices.clear_options()
        choices.add_options([Option(row) for row in rung_lines(ladder.rungs, width)])
        choices.highlighted = here

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Open a level."""
        event.stop()

        self.app.push_screen(DanScreen(event.option_index + 1))

    def action_certificate(self) -> None:
        """The certificate of the highest level that is reached, or of the one under the cursor where that is."""
        if self._ladder is None:
            return
        rungs, here = self._ladder.rungs, self.query_one(Menu).highlighted
        chosen = rungs[here] if here is not None and rungs[here].reached else rungs[self._ladder.reached - 1]
        self.kdeck.show("certificate", chosen.dan)

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._ladder = await self.kdeck.look(look)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def _next(self, ladder: Ladder) -> Content:
        """The levels that have been reached since the app was opened, and the one next thing to do."""
        reached = self.kdeck.reached
        parts = [plain("✓ " + _("Dan {dan} is reached.").format(dan=dan), "bold $right") for dan in reached]
        step = ladder.next
        if ladder.earned is not None and ladder.earned.pending is not None:
            parts.append(plain(render(ladder.earned.pending), "bold $accent"))
        elif step is not None and step.need.missing is not None:
            text = _("Next: dan {dan} · {missing}")
            parts.append(plain(text.format(dan=step.dan, missing=render(step.need.missing)), "bold $accent"))
        elif any(rung.refresh for rung in ladder.rungs):
            parts.append(
                plain(_("Every level that the shop asks for is reached; some cards want refreshing."), "bold $accent")
            )
        elif ladder.reached:
            parts.append(plain(_("Every level that the shop asks for is reached."), "bold $accent"))
        else:
            parts.append(plain(_("This shop has no levels yet: `dans:` in shop.yaml says what each of them asks for.")))
        return joined(parts)


_WIDEST_LEVEL: Final = 76
_LEVEL_FRAME: Final = 8 + GUTTER


class DanScreen(KdeckScreen[None]):
    """The needs of a level; enter does what brings the chosen one further."""

    CSS_PATH = "ladder.tcss"

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan
        self._rung: Rung | None = None

    def heading(self) -> tuple[str, str]:
        """Which level it is, and when it was reached."""
        if self._rung is None:
            return _("Dan {dan}").format(dan=self._dan), ""
        title = _("Dan {dan}: {title}").format(dan=self._dan, title=render(self._rung.name))
        reached = self._rung.reached
        return title, _("reached on {date}").format(date=date(reached.at)) if reached else ""

    def body(self) -> ComposeResult:
        """How it stands, then its needs."""
        yield Text(id="about")
        yield Menu(id="needs", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """What enter does with the need under the cursor, and the way out."""
        keys, need = [Key("up,down", "↑↓", _("move"), "")], self._chosen()
        deed = self._deed_of(need) if need is not None else ""
        if deed:
            keys.append(Key("enter", "enter", deed, ""))
        if self._rung is not None and self._rung.reached:
            keys.append(Key("c", "c", _("certificate"), "certificate"))
        return [*keys, Key("?,f1", "?", _("help"), "help"), Key("escape,q", "esc", _("back"), "close")]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Something may have been done for it."""
        if self._rung is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """The lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """How it stands, and its needs; the cursor begins at the first that is missing."""
        if self._rung is None:
            return
        self.query_one("#about", Text).show(self._about(self._rung))
        choices, needs = self.query_one(Menu), self._rung.needs
        here = choices.highlighted
        if here is None:
            here = next((place for place, need in enumerate(needs) if not need.met), 0)
        width = min(_WIDEST_LEVEL, self.size.width - _LEVEL_FRAME)
        titles = {deck.id: deck.title for deck in self.kdeck.trainer.library.decks}
        choices.clear_options()
        choices.add_options([Option(need_lines(need, titles, width)) for need in needs])
        choices.highlighted = here if needs else None

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another need has another deed."""
        event.stop()
        self.repaint_keys()

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Do what brings this need further."""
        event.stop()
        need = self._chosen()
        if need is None or not self._deed_of(need):
            return
        try:
            await self._do(need)
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_certificate(self) -> None:
        """The certificate of this level."""
        self.kdeck.show("certificate", self._dan)

    def action_close(self) -> None:
        """Back to the ladder."""
        self.dismiss(None)

    def _chosen(self) -> Judged | None:
        here = self.query_one(Menu).highlighted if self.query(Menu) else None
        needs = self._rung.needs if self._rung else ()
        return needs[here] if here is not None and here < len(needs) else None

    def _deed_of(self, need: Judged) -> str:
        """What enter does with a need; nothing where it is met and cannot lapse."""
        if need.need.kind == "recall":
            return _("refresh {count} cards").format(count=len(need.refresh)) if need.refresh else _("study its decks")
        if need.met:
            return ""
        return {
            "typing": _("certified run"),
            "exam": _("exams"),
            "respond": _("chats"),
            "deck": _("submit a deck"),
            "witness": _("confirm as trainer"),
        }.get(need.need.kind, "")

    async def _do(self, need: Judged) -> None:
        if isinstance(need.need, RecallNeed):
            await self._sit(need.need, need.refresh)
        elif need.need.kind == "typing":
            await load("typing run")(self.kdeck).begin("certified")
        elif need.need.kind == "witness":
            self.kdeck.show("confirm level", self._dan)
        else:
            self.kdeck.show({"respond": "chats", "deck": "submit deck"}.get(need.need.kind, need.need.kind))

    async def _sit(self, need: RecallNeed, cards: tuple[str, ...]) -> None:
        """Refresh what has lapsed; where nothing has, study what today brings of the first deck that brings any."""
        if cards:
            await load("relearn")(self.kdeck, cards)
        elif not await load("study")(self.kdeck, *(need.decks or (None,))):
            text = _("Nothing of these decks is due today; new cards come with the day's study.")
            self.notify(text, timeout=5, markup=False)

    async def _look(self) -> None:
        try:
            self._rung = (await self.kdeck.look(look)).rungs[self._dan - 1]
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def _about(self, rung: Rung) -> Content:
        if rung.state == "unset":
            return plain(_("The shop asks nothing for this level yet, so it is passed over."))
        if rung.state == "to come":
            return plain(_("It can be reached once the levels below it are; what you do for it already counts."))
        if rung.reached is None:
            return plain(_("Levels count what the program has judged; what you judge yourself never lifts one."))
        parts = [plain(_("Reached for good."), "bold $right")]
        if rung.refresh:
            text = _("Recall has lapsed since then. Refreshing {count} cards brings it back.")
            parts.append(plain(text.format(count=len(rung.refresh)), "$changed"))
        return joined(parts)
