"""Chat drills so far, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.chat import ChatResult, history, sustainable
from kdeck.trainer.chat.words import kind_name, percent, seconds, short_name, standing
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text, fitted

_KIND, _NARROW_KIND = 24, 13
_NARROW: Final = 64


class ChatHistoryScreen(KdeckScreen[None]):
    """A line a drill: when, how many chats, waits, facts, who was lost."""

    CSS_PATH = "chat_history.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._drills: list[ChatResult] | None = None

    def heading(self) -> tuple[str, str]:
        """The title and how many there are."""
        count = "" if self._drills is None else _("{count} drills").format(count=len(self._drills))
        return _("Chats: history"), count

    def body(self) -> ComposeResult:
        """One page that scrolls."""
        with VerticalScroll(id="page"):
            yield Text(id="standing")
            yield Text(id="drills")

    def keys_now(self) -> Sequence[Key]:
        """Scroll and close."""
        return (
            Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""),
            Key("escape,q,h,enter", "esc", _("close"), "close"),
            Key("?,f1", "?", _("help"), "help"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Read the drills."""
        self.query_one("#page").focus()
        try:
            self._drills = await self.kdeck.ask(history, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    def on_resize(self, event: events.Resize) -> None:
        """Lines are made for a width."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """All texts."""
        if self._drills is None:
            return
        if not self._drills:
            self.query_one("#standing", Text).show(_("No drill yet. Go back and choose one: three minutes are enough."))
            return
        legend = _("90% of replies within, in time, facts right, ✓ held   ✗ not held")
        heads = [plain(standing(sustainable(self._drills)), "bold"), plain(legend, "$quiet")]
        self.query_one("#standing", Text).show(joined(heads))
        self.query_one("#drills", Text).show(joined([_row(drill, self.size.width - 5) for drill in self._drills]))

    def action_close(self) -> None:
        """Back."""
        self.dismiss(None)


def _row(drill: ChatResult, width: int) -> Content:
    wide = width >= _NARROW
    sign, style = ("✓", "$right") if drill.sustained else ("✗", "") if drill.kind == "chat" else (" ", "")
    when = drill.at.isoformat()[5:16].replace("T", " ")
    named = kind_name if wide else short_name
    name = fitted(named(drill.kind, drill.chats), _KIND if wide else _NARROW_KIND)
    in_time = percent(drill.share_within(drill.within))
    text = f"{sign} {when}  {name} {seconds(drill.p90):>4} s {in_time:>5} {percent(drill.right):>5}"
    if wide and drill.lost:
        text += "  " + _("lost {count}").format(count=drill.lost)
    if wide and not drill.complete:
        text += "  " + _("left early")
    return line(text, style)
