"""The footer: the keys that act now, each one a place to click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.widget import Widget

_GAP = 2
_MOST_LINES = 2
_STAYING = frozenset({"?", "f1", "escape", "q"})
"""Help, which lists every key, and the ways out: never given up for want of room."""


class Key(NamedTuple):
    """One thing that a key does now.

    names: characters as typed (``s``, ``!``) or Textual's names of other keys (``enter``, ``f2``, ``ctrl+s``), with
    commas between; a comma itself is ``comma``. shown: the key as the footer writes it, empty to keep it out of the
    footer. text: what it does, translated already. action: the screen's ``action_…`` method; empty when a widget of the
    screen handles the key itself.
    """

    names: str
    shown: str
    text: str
    action: str = ""

    def answers(self, name: str) -> bool:
        """Whether it is meant by a key of this name."""
        return name in self.names.split(",")

    @property
    def stays(self) -> bool:
        """Whether the footer always shows it: who sees help and the way out finds all else."""
        return not _STAYING.isdisjoint(self.names.split(","))


class Place(NamedTuple):
    """Where a key stands in the footer: its line, and from which cell to before which."""

    line: int
    start: int
    end: int
    key: Key


class KeyBar(Widget):
    """Keys in one line, or two where they do not fit; then the last ones fall away, but never help and the way out."""

    _keys: tuple[Key, ...] = ()

    @dataclass
    class Pressed(Message):
        """A key of the footer was clicked."""

        key: Key

    def show(self, keys: Sequence[Key]) -> None:
        """Replace the keys."""
        keys = tuple(key for key in keys if key.shown)
        if keys != self._keys:
            self._keys = keys
            self.refresh(layout=True)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own signature
        """One line or two."""
        return max((place.line for place in fitting(self._keys, width)), default=0) + 1

    def render(self) -> Content:
        """The lines of keys."""
        parts: list[Content] = []
        line = column = 0
        for place in self.shown():
            if place.line != line:
                parts.append(Content("\n"))
                line, column = place.line, 0
            parts.append(Content(" " * (place.start - column)))
            parts.append(Content.styled(place.key.shown, "bold $accent"))
            parts.append(Content.styled(f" {place.key.text}", "$quiet"))
            column = place.end
        return Content("").join(parts)

    def on_click(self, event: events.Click) -> None:
        """A click on a key presses it."""
        for place in self.shown():
            if place.line == event.y and place.start <= event.x - self.gutter.left < place.end:
                self.post_message(self.Pressed(place.key))

    def shown(self) -> list[Place]:
        """The keys in sight, each in its place; a screen's style may give them one line only."""
        return fitting(self._keys, self.size.width, max(1, min(_MOST_LINES, self.size.height)))


def fitting(keys: Sequence[Key], width: int, lines: int = _MOST_LINES) -> list[Place]:
    """Where the keys stand in so many lines of ``width`` cells; they come in the order of use, the last give way."""
    left = list(keys)
    places = _set(left, width)
    while places and places[-1].line >= lines:
        spare = [key for key in left if not key.stays] or left
        left.remove(spare[-1])
        places = _set(left, width)
    return places


def _set(keys: Sequence[Key], width: int) -> list[Place]:
    places: list[Place] = []
    line = column = 0
    for key in keys:
        length = cell_len(f"{key.shown} {key.text}")
        if column and column + length > width:
            line, column = line + 1, 0
        places.append(Place(line, column, column + length, key))
        column += length + _GAP
    return places
