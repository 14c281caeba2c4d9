"""A passage to type, and under each of its lines what has been typed.

Input methods hand over one or many characters at once; terminals send them as keys of their own, each with the time
stamp of the thread that read it. All of them are taken, and then the lines that changed are drawn once. The terminal's
cursor stands where the next grapheme goes, so that the input method's window opens there.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator
from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Offset, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from kdeck.core.rounding import milliseconds
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Stroke, StrokeKind
from kdeck.tui.typing_lines import Line, Page, own_words

_AIRY: Final = 12
"""Rows of a window in which a blank row may stand between the lines."""
_WIDEST: Final = 72
_PASTED: Final = 200


class TypingField(ScrollView, can_focus=True):
    """Feeds a run with strokes and shows how it goes on. Nothing counts before ``begin``, nor after the run's end."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "typing--passed",
        "typing--next",
        "typing--wrong",
        "typing--extra",
        "typing--caret",
    }

    class Typed(Message):
        """What was typed has been drawn."""

    class Completed(Message):
        """The run has ended by its last grapheme."""

    class Entered(Message):
        """Enter was pressed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self.run: Run | None = None
        self._page: Page | None = None
        self._since: float | None = None
        self._waiting = self._over = False
        self._pitch = 2

    def show(self, run: Run, hidden: Collection[int] = ()) -> None:
        """Show a run's passage, but of a free run only what is typed. hidden: see ``Page``."""
        page = Page("", ()) if run.free else Page(run.text, run.passage, hidden)
        self.run, self._page, self._since, self._over = run, page, None, False
        self._lay_out()

    def begin(self, at: float) -> None:
        """Strokes count from now on. at: the time stamp, as events carry it, of the run's start."""
        self._since = at

    def halt(self) -> None:
        """No stroke counts any more."""
        self._since = None

    def check_consume_key(self, key: str, character: str | None) -> bool:  # noqa: ARG002 - Textual's own signature
        """Text is the run's."""
        return character is not None and _is_text(character)

    def on_key(self, event: events.Key) -> None:
        """Text and Backspace are the run's; Enter is told; Esc, Ctrl and F-keys are left to the screen."""
        if event.key == "enter":
            self.post_message(self.Entered())
        elif event.key in ("backspace", "ctrl+h"):
            self._feed("delete", event.time)
        elif event.character and _is_text(event.character):
            self._feed("commit", event.time, event.character)
        elif event.key not in ("tab", "shift+tab", "up", "down", "left", "right", "home", "end", "pageup", "pagedown"):
            return
        event.stop()
        event.prevent_default()

    def on_paste(self, event: events.Paste) -> None:
        """A paste is told to the run, and not typed; its beginning is enough for who looks at the run again."""
        event.stop()
        self._feed("paste", event.time, event.text[:_PASTED])

    def on_blur(self, event: events.Blur) -> None:
        """The terminal may have lost the focus."""
        if not self.app.app_focus:
            self._feed("blur", event.time)

    def on_focus(self, event: events.Focus) -> None:
        """The terminal may have got it back; the cursor belongs here again."""
        if event.from_app_focus:
            self._feed("focus", event.time)
        self.call_after_refresh(self._place_cursor)

    def on_resize(self) -> None:
        """Lines end elsewhere."""
        self._lay_out()
        self.call_after_refresh(self._place_cursor)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """The caret has moved on the terminal."""
        super().watch_scroll_y(old_value, new_value)
        self._place_cursor()

    def render_line(self, y: int) -> Strip:
        """A row of the passage, the row typed below it, or the blank row between lines."""
        width = self.scrollable_content_region.width
        number, row = divmod(y + self.scroll_offset.y, self._pitch)
        base = self.rich_style
        if self._page is None or number >= len(self._page.lines) or row > 1:
            return Strip.blank(width, base)
        line, caret = self._page.lines[number], self._page.caret
        here = caret.column if caret.line == number else None
        parts = self._asked(line, here) if row == 0 else self._typed(line, here)
        return Strip([Segment(text, base + style) for text, style in parts]).adjust_cell_length(width, base)

    def _asked(self, line: Line, here: int | None) -> Iterator[tuple[str, Style]]:
        passed = self.get_component_rich_style("typing--passed")
        coming = self.get_component_rich_style("typing--next")
        for place, column in enumerate(line):
            style = coming if place == here else Style.null() if column.mark == "ahead" else passed
            yield column.asked, style

    def _typed(self, line: Line, here: int | None) -> Iterator[tuple[str, Style]]:
        styles = {
            "wrong": self.get_component_rich_style("typing--wrong"),
            "missing": self.get_component_rich_style("typing--wrong"),
            "extra": self.get_component_rich_style("typing--extra"),
        }
        caret = self.get_component_rich_style("typing--caret")
        for place, column in enumerate(line):
            if place == here:
                yield " ", caret
                yield column.typed[1:], Style.null()
            else:
                yield column.typed, styles.get(column.mark, Style.null())
        if here == len(line):
            yield " ", caret

    def _feed(self, kind: StrokeKind, at: float, text: str = "") -> None:
        """Give the run a stroke; what is drawn waits until all that arrived together has been taken."""
        if self.run is None or self._since is None or self.run.ended is not None:
            return
        self.run.feed(Stroke(milliseconds(at - self._since), kind, text))
        if not self._waiting:
            self._waiting = True
            self.call_later(self._settle)

    def _settle(self) -> None:
        self._waiting = False
        self._lay_out()
        self.post_message(self.Typed())
        if self.run is not None and self.run.ended is not None and not self._over:
            self._over = True
            self.post_message(self.Completed())

    def _lay_out(self) -> None:
        if self.run is None or self._page is None or not self.size:
            return
        width, pitch = self.scrollable_content_region.width, 3 if self.size.height >= _AIRY else 2
        before, caret = self._page.lines, self._page.caret
        steps = own_words(self.run.typed) if self.run.free else self.run.steps()
        self._page.lay_out(steps, self.run.typed, min(_WIDEST, width - 1))
        lines = self._page.lines
        if (len(lines), pitch) != (len(before), self._pitch) or not before:
            self._pitch = pitch
            self.virtual_size = Size(width, len(lines) * pitch)
            self.refresh()
        else:
            touched = {caret.line, self._page.caret.line}
            for number, (old, new) in enumerate(zip(before, lines, strict=True)):
                if number in touched or old != new:
                    self.refresh_lines(number * pitch, 2)
        self._into_sight()
        self._place_cursor()

    def _into_sight(self) -> None:
        """Keep the line that is typed, and the one that follows, in view."""
        if self._page is None:
            return
        height = self.scrollable_content_region.height
        top = self._page.caret.line * self._pitch
        if not self.scroll_offset.y <= top <= self.scroll_offset.y + height - 2 * self._pitch:
            self.scroll_to(y=max(0, top - self._pitch), animate=False, immediate=True)

    def _place_cursor(self) -> None:
        if self._page is None or not self.has_focus:
            return
        caret, corner = self._page.caret, self.content_region.offset
        row = caret.line * self._pitch + 1 - self.scroll_offset.y
        self.app.cursor_position = corner + Offset(caret.cell, row)


def _is_text(character: str) -> bool:
    """Whether a key's character is text: joiners within emoji and wide spaces are, control characters are not."""
    return character.isprintable() or unicodedata.category(character) in ("Cf", "Zs", "Cn")
