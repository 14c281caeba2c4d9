"""What changed: every card whose fact is another one now, with both wordings, and whether it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.news import News, confirmed_today, news
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import asks, joined, line, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, apart

_MOST = 200


class ChangesModal(KdeckModal[bool]):
    """Gives ``True`` when the learner wants to study now."""

    CSS_PATH = "changes.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._news: tuple[News, ...] | None = None

    def heading(self) -> tuple[str, str]:
        """The title, and how many are still to be confirmed."""
        waiting = sum(not item.confirmed for item in self._news or ())
        return _("What changed"), _("to confirm: {count}").format(count=waiting) if waiting else ""

    def body(self) -> ComposeResult:
        """One list that scrolls."""
        with VerticalScroll(id="list"):
            yield Text(id="news")

    def keys_now(self) -> Sequence[Key]:
        """Scroll, study, leave."""
        keys = [Key("up,down,pageup,pagedown", "↑↓", _("scroll"), "")]
        if any(not item.confirmed for item in self._news or ()):
            keys.append(Key("s", "s", _("study"), "study"))
        return [*keys, Key("escape,q,w,enter", "esc", _("close"), "close")]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Look on the trainer's thread."""
        self.query_one("#list").focus()
        try:
            self._news = await self.kdeck.look(_all)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def paint(self) -> None:
        """The whole list."""
        if self._news is None:
            return
        shown = self._news[:_MOST]
        parts = [_item(item) for item in shown] or [plain(_("No fact has changed since you last answered it."))]
        if len(self._news) > _MOST:
            parts.append(line(_("… and {count} more").format(count=len(self._news) - _MOST), "$quiet"))
        self.query_one("#news", Text).show(joined(parts))

    def action_study(self) -> None:
        """On to the cards."""
        self.dismiss(True)

    def action_close(self) -> None:
        """Back."""
        self.dismiss(False)


def _all(trainer: Trainer) -> tuple[News, ...]:
    return (*news(trainer, _MOST + 1), *confirmed_today(trainer))


def _item(item: News) -> Content:
    old, new = apart(item.old, item.new)
    state = ("✓ ", "bold $right") if item.confirmed else ("! ", "bold $changed")
    word = line(_("confirmed today") if item.confirmed else _("due today"), "$quiet")
    change = line(_("{old} → {new}").format(old=old, new=new), "$changed")
    return Content.assemble(state, word, "  ", line(asks(item.card)), "\n    ", change)
