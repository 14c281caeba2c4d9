"""A few choices in one line, one of them taken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kdeck.tui.safe import line

_GAP = 2


class Options(Widget, can_focus=True):
    """``● this   ○ that``: left and right, space and enter, or a click choose."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move(-1)", show=False),
        Binding("right,space,enter", "move(1)", show=False),
    ]

    @dataclass
    class Changed(Message):
        """The learner took another choice."""

        options: Options
        value: str

        @property
        def control(self) -> Options:
            """The widget."""
            return self.options

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._choices: tuple[tuple[str, str], ...] = ()
        self.value = ""

    def show(self, choices: tuple[tuple[str, str], ...], value: str) -> None:
        """Replace the choices (value and label) and the one taken."""
        self._choices, self.value = choices, value
        self.refresh()

    def render(self) -> Content:
        """The choices; the taken one is told by its sign, too."""
        parts = []
        for value, label in self._choices:
            taken = value == self.value
            style = ("bold $accent" if self.has_focus else "bold") if taken else "$quiet"
            parts.append(line(f"{'●' if taken else '○'} {label}", style))
        return Content(" " * _GAP).join(parts)

    def action_move(self, step: int) -> None:
        """Take the next choice or the one before; after the last comes the first."""
        values = [value for value, _label in self._choices]
        if values:
            self._take(values[(values.index(self.value) + step) % len(values) if self.value in values else 0])

    def on_click(self, event: events.Click) -> None:
        """Take the choice that was clicked."""
        column = 0
        for value, label in self._choices:
            length = cell_len(label) + 2
            if column <= event.x - self.gutter.left < column + length:
                self._take(value)
            column += length + _GAP

    def _take(self, value: str) -> None:
        if value != self.value:
            self.value = value
            self.refresh()
            self.post_message(self.Changed(self, value))
