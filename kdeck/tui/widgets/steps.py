"""Steps to put in order: by number, by carrying one up and down, or by dragging it.

The list shown is the answer. Its upper part is what has a place already; a number puts a step next there. As soon as
a step has been carried or dragged, every step has the place where it stands.
"""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.language import _
from kdeck.tui.widgets.area import Area, arrow_keys, number_keys
from kdeck.tui.widgets.choices import Mark, marked_option, option_lines
from kdeck.tui.widgets.keybar import Key


class Steps(Area, Widget):
    """The steps of one question in the order in which they stand now. Places are those of the prompt's options."""

    MODES: ClassVar[tuple[Mode, ...]] = ("sequence",)
    _prompt: Prompt

    class Moved(Message):
        """The mouse has changed what stands where, or what is held."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._labels: tuple[str, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self._dragged = self._dragging = False
        self.order: tuple[int, ...] = ()
        self.placed = 0
        self.cursor: int | None = None
        self.held = False

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question's steps, shuffled as they come, none in its place."""
        self._prompt, self._labels = prompt, prompt.labels if prompt.mode in self.MODES else ()
        self._marks, self.order = (), tuple(range(len(self._labels)))
        self.placed, self.cursor, self.held = 0, None, False
        self.display = bool(self._labels)
        self.refresh(layout=True)

    def given(self) -> tuple[str, ...]:
        """The steps as they stand."""
        return tuple(self._prompt.options[place] for place in self.order)

    def judge(self, verdict: Verdict) -> None:
        """Show what each step was; the steps stay where they are."""
        self._marks, self.cursor, self.held = step_marks(self._prompt, verdict), None, False
        self.refresh(layout=True)

    @property
    def complete(self) -> bool:
        """Whether all but the last one have a place, which gives the last one its own."""
        return self.placed >= len(self._labels) - 1

    def choose(self, place: int) -> bool:
        """Put a step next, or go to where it stands already."""
        if self._marks or not 0 <= place < len(self._labels):
            return False
        row, self.held = self.order.index(place), False
        if row >= self.placed:
            self._carry(row, self.placed)
            self.placed += 1
        else:
            self.cursor = row
        self._show_cursor()
        return False

    def take_back(self) -> None:
        """Take away the last place that was given."""
        self.placed, self.held = max(0, self.placed - 1), False
        self.refresh()

    def tick(self) -> bool:
        """Pick up the step under the cursor, or put it down."""
        if self.cursor is not None and not self._marks:
            self.held = not self.held
            self.refresh()
        return False

    def move(self, step: int) -> None:
        """Move the cursor, and with it the step that is held."""
        if self._marks or not self._labels:
            return
        if self.held:
            self.shift(step)
            return
        last = len(self._labels) - 1
        self.cursor = (0 if step > 0 else last) if self.cursor is None else (self.cursor + step) % (last + 1)
        self._show_cursor()

    def shift(self, step: int) -> None:
        """Carry the step under the cursor one row up or down, not beyond the ends."""
        if self._marks or self.cursor is None:
            return
        row = max(0, min(len(self._labels) - 1, self.cursor + step))
        self._carry(self.cursor, row)
        self.placed = len(self._labels)
        self._show_cursor()

    def lacking(self) -> str:
        """How a step gets its place."""
        return _("Give every step its place first: by number, with space and the arrow keys, or by dragging.")

    def keys(self, *, at_once: bool) -> list[Key]:  # noqa: ARG002 - many keys make an order
        """What a held step can do, else how one gets its place."""
        count = min(9, len(self._labels))
        carry = [Key("ctrl+up,shift+up,k", "", _("carry this step up"), "answer:shift -1")]
        carry.append(Key("ctrl+down,shift+down,j", "", _("carry this step down"), "answer:shift 1"))
        enter = Key("enter", "enter", _("answer"), "enter")
        if self.held:
            keys = [Key("", "↑↓", _("carry")), Key("space", _("space"), _("put down"), "answer:tick")]
            return [*keys, *arrow_keys(), *carry, enter, *number_keys(count)]
        keys = [Key("", f"1–{count}", _("put next")), Key("", "↑↓", _("move")), *arrow_keys()]
        if self.cursor is not None:
            keys.append(Key("space", _("space"), _("pick up"), "answer:tick"))
        if self.placed:
            keys.append(Key("backspace", _("backspace"), _("take back"), "answer:take_back"))
        return [*keys, enter, *carry, *number_keys(count)]

    @staticmethod
    def answered(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """The steps in the order given, each with its sign."""
        marks = dict(zip(prompt.options, step_marks(prompt, verdict), strict=True))
        return [marked_option(text, marks[text]) for text in verdict.given if text in marks]

    @classmethod
    def solution(cls, prompt: Prompt) -> list[Content]:
        """The steps in their right order."""
        return super().solution(prompt._replace(labels=()))

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """As many lines as the steps take."""
        return sum(map(len, self._rows(width)))

    def render(self) -> Content:
        """All steps."""
        return Content("\n").join([line for lines in self._rows(self.size.width) for line in lines])

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Pick a step up, to be dragged or only clicked."""
        if self._marks:
            return
        row = self._row_at(event.y)
        self._dragging, self._dragged = True, False
        if self.held and self.cursor is not None:
            self._carry(self.cursor, row)
            self._drop()
            self._dragging = False
        else:
            self.cursor = row
            self.capture_mouse()
        self.refresh()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Carry what is dragged to where the mouse is."""
        if not self._dragging or self.cursor is None:
            return
        row = self._row_at(event.y)
        if row != self.cursor:
            self._carry(self.cursor, row)
            self._dragged = self.held = True
            self.refresh()

    def on_mouse_up(self) -> None:
        """Drop what was dragged; a click puts a step next, or picks up one that has its place."""
        if not self._dragging or self.cursor is None:
            return
        self._dragging = False
        self.release_mouse()
        if self._dragged:
            self._drop()
        elif self.cursor >= self.placed:
            self.choose(self.order[self.cursor])
        else:
            self.held = True
            self.refresh()
        self.post_message(self.Moved())

    def _drop(self) -> None:
        self.held, self.placed = False, len(self._labels)
        self.refresh()
        self.post_message(self.Moved())

    def _carry(self, row: int, to: int) -> None:
        steps = list(self.order)
        steps.insert(to, steps.pop(row))
        self.order, self.cursor = tuple(steps), to

    def _row_at(self, y: int) -> int:
        """The row that a line belongs to; beyond the ends the first or the last one."""
        below = 0
        rows = self._rows(self.size.width)
        for row, lines in enumerate(rows):
            below += len(lines)
            if y < below:
                return row
        return len(rows) - 1

    def _rows(self, width: int) -> list[list[Content]]:
        return [self._row(row, place, max(8, width)) for row, place in enumerate(self.order)]

    def _row(self, row: int, place: int, width: int) -> list[Content]:
        mark = self._marks[place] if self._marks else None
        here = row == self.cursor
        sign, style = ("↕ " if self.held else "▸ ") if here else "  ", "bold $accent"
        if mark is not None and mark.right is not None:
            sign, style = ("✓ ", "bold $right") if mark.right else ("✗ ", "bold $wrong")
        number = f"#{row + 1:<2} " if row < self.placed or mark is not None else " ·  "
        key = " " if mark is not None or place > 8 else str(place + 1)
        lead = Content.assemble((sign, style), (f"{key}  ", "$quiet"), (number, "bold $accent"))
        if mark is not None:
            shown = "$right" if mark.right else "$wrong"
        else:
            shown = ("bold underline" if self.held else "bold") if here else ""
        return option_lines(lead, self._labels[place], shown, mark, width)

    def _show_cursor(self) -> None:
        """Repaint, and bring the cursor into the view of what scrolls around the widget."""
        self.refresh()
        if isinstance(self.parent, Widget) and self.cursor is not None:
            rows, here = self._rows(self.size.width), self.virtual_region
            top = here.y + sum(map(len, rows[: self.cursor]))
            region = Region(here.x, top, here.width, len(rows[self.cursor]))
            self.parent.scroll_to_region(region, animate=False, force=True)


def step_marks(prompt: Prompt, verdict: Verdict) -> tuple[Mark, ...]:
    """For each option of the prompt, whether it stands in its place."""
    return tuple(_step_mark(prompt.card.answer, verdict, option) for option in prompt.options)


def _step_mark(steps: tuple[str, ...], verdict: Verdict, option: str) -> Mark:
    place = verdict.given.index(option) if option in verdict.given else len(steps)
    if place < len(steps) and steps[place] == option:
        return Mark(True)
    return Mark(False, _("(belongs at {place})").format(place=steps.index(option) + 1))
