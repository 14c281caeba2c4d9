"""Chat drills so far, the newest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from textual.content import Content

from kdeck.language import _
from kdeck.trainer.chat import ChatResult, history, sustainable
from kdeck.trainer.chat.words import kind_name, percent, seconds, short_name, standing
from kdeck.trainer.trainer import Trainer
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.history import HistoryScreen
from kdeck.tui.widgets.text import fitted

_KIND, _NARROW_KIND = 24, 13
_NARROW: Final = 64


class ChatHistoryScreen(HistoryScreen[ChatResult]):
    """A line a drill: when, how many chats, waits, facts, who was lost."""

    def titles(self) -> tuple[str, str]:
        """Of chats, counted in drills."""
        return _("Chats: history"), _("{count} drills")

    def read(self, trainer: Trainer) -> list[ChatResult]:
        """The drills."""
        return history(trainer)

    def nothing(self) -> str:
        """How to begin."""
        return _("No drill yet. Go back and choose one: three minutes are enough.")

    def standing(self, items: Sequence[ChatResult]) -> Content:
        """How many can be served at once, and what the columns are."""
        legend = _("90% of replies within, in time, facts right, ✓ held   ✗ not held")
        return joined([plain(standing(sustainable(items)), "bold"), plain(legend, "$quiet")])

    def rows(self, items: Sequence[ChatResult], width: int) -> Iterable[Content]:
        """A line a drill."""
        return (_row(drill, width) for drill in items)


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
