"""Practice: choose cards to go over beside the day's work."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.browse import Cram, crams
from kdeck.tui.content import line
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text, fitted

_WIDEST = 76
_FRAME = 6 + GUTTER
"""Cells that border, padding and scroll bar take from the box."""
_COUNT = 9


class PracticeModal(KdeckModal[tuple[str, ...]]):
    """Gives the ids of the chosen cards, ``None`` when nothing was chosen."""

    CSS_PATH = "practice.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._crams: tuple[Cram, ...] | None = None

    def heading(self) -> tuple[str, str]:
        """The title."""
        return _("Practice"), ""

    def body(self) -> ComposeResult:
        """What practice is, then the choices with their counts."""
        yield Text(id="about")
        yield Menu(id="choices", markup=False)
        yield Text(id="empty")

    def keys_now(self) -> Sequence[Key]:
        """Choose or leave."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("practise"), ""),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape", "esc", _("back"), "close"),
        )

    def on_mount(self) -> None:
        """Count on the trainer's thread."""
        self.query_one(Menu).focus()
        self.call_after_refresh(self._count)

    async def _count(self) -> None:
        try:
            self._crams = await self.kdeck.look(crams)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def paint(self) -> None:
        """Every text; the choices keep the one under the cursor."""
        self.query_one("#about", Text).show(
            _("Practice never touches the schedule: no due day moves, whatever you answer.")
        )
        choices = self.query_one(Menu)
        if self._crams is None:
            return
        width = min(_WIDEST, self.size.width) - _FRAME
        here = choices.highlighted
        choices.clear_options()
        choices.add_options([Option(_choice(cram, width), disabled=not cram.cards) for cram in self._crams])
        some = [place for place, cram in enumerate(self._crams) if cram.cards]
        choices.highlighted = here if here is not None else next(iter(some), None)
        self.query_one("#empty", Text).show(
            "" if some else _("There is nothing to practise yet: add decks, or study some cards first.")
        )

    def on_resize(self, _event: events.Resize) -> None:
        """The counts stand at the right end."""
        self.call_after_refresh(self.repaint)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """These cards."""
        event.stop()
        if self._crams is not None:
            self.dismiss(self._crams[event.option_index].cards)

    def action_close(self) -> None:
        """Nothing chosen."""
        self.dismiss(None)


def _choice(cram: Cram, width: int) -> Content:
    return line(fitted(_label(cram), width - _COUNT) + f"{len(cram.cards):>{_COUNT},}")


def _label(cram: Cram) -> str:
    if cram.kind == "ahead":
        if cram.days == 1:
            return _("Ahead: due tomorrow")
        return _("Ahead: due within {days} days").format(days=cram.days)
    if cram.kind == "deck":
        return _("Deck: {title}").format(title=cram.title)
    return {
        "weak": _("Weak: recall below 80%"),
        "flagged": _("Flagged cards"),
        "leech": _("Leeches: forgotten again and again"),
    }[cram.kind]
