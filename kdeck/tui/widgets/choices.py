"""Options to pick or to tick, and fields of a form to mark as wrong: by number, by cursor or by mouse."""

from __future__ import annotations

from typing import ClassVar, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.widget import Widget

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.core.cards.spot import Spot
from kdeck.language import _
from kdeck.tui.content import line, plain, wrap
from kdeck.tui.widgets.area import Area, arrow_keys, number_keys
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

_WIDEST_NAME = 18


class Mark(NamedTuple):
    """What an option turned out to be. right: ``None`` when it neither was chosen nor should have been."""

    right: bool | None
    note: str = ""


class Choices(Area, Widget):
    """The options of one question. It knows what is chosen; the screen decides when that is the answer."""

    MODES: ClassVar[tuple[Mode, ...]] = ("pick", "pick-all")
    _prompt: Prompt

    class Clicked(Message):
        """An option was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._labels: tuple[str, ...] = ()
        self._names: tuple[str, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self.cursor: int | None = None
        self.chosen: tuple[int, ...] = ()

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question's options, nothing chosen; of a form its fields in two columns."""
        form = prompt.card.content.fields if isinstance(prompt.card.content, Spot) else ()
        self._prompt, self._names = prompt, tuple(name for name, _value in form)
        shown = tuple(value for _name, value in form) or prompt.labels
        self._labels = shown if prompt.mode in self.MODES else ()
        self._marks, self.chosen, self.cursor = (), (), None
        self.display = bool(self._labels)
        self.refresh(layout=True)

    def given(self) -> tuple[str, ...]:
        """What is chosen."""
        return tuple(self._prompt.options[place] for place in self.chosen)

    def judge(self, verdict: Verdict) -> None:
        """Show what each option was."""
        self._marks, self.cursor = option_marks(self._prompt, verdict), None
        self.refresh(layout=True)

    def move(self, step: int) -> None:
        """Move the cursor, from nowhere to the first or the last option."""
        if not self._labels or self._marks:
            return
        if self.cursor is None:
            self.cursor = 0 if step > 0 else len(self._labels) - 1
        else:
            self.cursor = (self.cursor + step) % len(self._labels)
        self.refresh()
        self._reveal(self.cursor)

    def choose(self, place: int) -> bool:
        """Pick an option; or tick or untick it."""
        if not 0 <= place < len(self._labels) or self._marks:
            return False
        if self._single:
            self.chosen = (place,)
        elif place not in self.chosen:
            self.chosen = (*self.chosen, place)
        else:
            self.chosen = tuple(other for other in self.chosen if other != place)
        self.cursor = place
        self.refresh()
        return self._single

    def tick(self) -> bool:
        """Pick, tick or untick what the cursor stands on."""
        return self.cursor is not None and self.choose(self.cursor)

    def settle(self) -> None:
        """Pick what the cursor stands on."""
        if self._single:
            self.tick()

    def keys(self, *, at_once: bool) -> list[Key]:
        """Numbers, arrows and space; Enter gives the answer where a number does not."""
        count, enter = len(self._labels), Key("enter", "enter", _("answer"), "enter")
        if self._single and at_once:
            enter = Key("enter", "", "", "enter")
        word = _("choose") if self._single else _("mark as wrong") if self._names else _("mark")
        shown = [Key("", f"1–{min(9, count)}", word), enter]
        return [*shown, *number_keys(count), *arrow_keys(), Key("space", "", "", "answer:tick")]

    @property
    def _single(self) -> bool:
        return self._prompt.single

    @property
    def complete(self) -> bool:
        """Whether enough is chosen for an answer."""
        return bool(self.chosen)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """As many lines as the options take."""
        return sum(len(lines) for lines in self._lines(width))

    @staticmethod
    def answered(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """Every option, those chosen or missed with their signs."""
        return [
            marked_option(label, mark) for label, mark in zip(prompt.labels, option_marks(prompt, verdict), strict=True)
        ]

    @staticmethod
    def told(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """Several right ones; a single one is marked among the options."""
        return [] if prompt.single else Area.told(prompt, verdict)

    @classmethod
    def solution(cls, prompt: Prompt) -> list[Content]:
        """The options with the right one marked; of several their names below all."""
        if prompt.single:
            return cls.answered(prompt, Verdict(True, prompt.card.answer))
        return super().solution(prompt)

    def render(self) -> Content:
        """All options."""
        return Content("\n").join([line for lines in self._lines(self.size.width) for line in lines])

    def on_click(self, event: events.Click) -> None:
        """Say which option was clicked."""
        top = 0
        for place, lines in enumerate(self._lines(self.size.width)):
            if top <= event.y < top + len(lines):
                self.post_message(self.Clicked(place))
                return
            top += len(lines)

    def _lines(self, width: int) -> list[list[Content]]:
        return [self._option(place, max(8, width)) for place in range(len(self._labels))]

    def _option(self, place: int, width: int) -> list[Content]:
        mark = self._marks[place] if self._marks else None
        lead = self._lead(place, mark)
        if self._names:
            widest = min(_WIDEST_NAME, max(map(cell_len, self._names)), width // 3)
            lead = Content.assemble(lead, line(fitted(self._names[place], widest), "$quiet"), "  ")
        return option_lines(lead, self._labels[place], self._style(place, mark), mark, width)

    def _lead(self, place: int, mark: Mark | None) -> Content:
        cursor = "▸ " if self.cursor == place else "  "
        sign, style = cursor, "bold $accent"
        if mark is not None and mark.right is not None:
            sign, style = ("✓ ", "bold $right") if mark.right else ("✗ ", "bold $wrong")
        number = str(place + 1) if place < 9 else " "
        return Content.assemble((sign, style), (f"{number}  ", "$quiet"), (self._box(place), "bold $accent"))

    def _box(self, place: int) -> str:
        if self._single:
            return ""
        return ("[✗] " if self._names else "[x] ") if place in self.chosen else "[ ] "

    def _style(self, place: int, mark: Mark | None) -> str:
        if mark is not None:
            return "" if mark.right is None else "$right" if mark.right else "$wrong"
        return "bold" if place == self.cursor else ""

    def _reveal(self, place: int) -> None:
        """Bring an option into the view of what scrolls around the widget."""
        if isinstance(self.parent, Widget):
            lines, here = self._lines(self.size.width), self.virtual_region
            top = here.y + sum(len(option) for option in lines[:place])
            region = Region(here.x, top, here.width, len(lines[place]))
            self.parent.scroll_to_region(region, animate=False, force=True)


def option_marks(prompt: Prompt, verdict: Verdict) -> tuple[Mark, ...]:
    """For each option of the prompt, whether it was treated rightly."""
    wanted, given = set(prompt.card.answer), set(verdict.given)
    mark = _field_mark if isinstance(prompt.card.content, Spot) else _option_mark
    return tuple(mark(prompt, option in wanted, option in given) for option in prompt.options)


def marked_option(label: str, mark: Mark) -> Content:
    """An option on one line behind the sign of its mark."""
    sign, style = ("  ", "") if mark.right is None else ("✓ ", "$right") if mark.right else ("✗ ", "$wrong")
    note = f"  {mark.note}" if mark.note else ""
    return Content.assemble((sign, f"bold {style}".strip()), line(label, style), (note, "$quiet"))


def _option_mark(prompt: Prompt, wanted: bool, given: bool) -> Mark:
    if not wanted and not given:
        return Mark(None)
    if wanted and given:
        return Mark(True)
    if wanted:
        return Mark(True) if prompt.single else Mark(False, _("(missed)"))
    return Mark(False, _("(your choice)"))


def _field_mark(_prompt: Prompt, wanted: bool, given: bool) -> Mark:
    """A field of a form: wrong and marked so, wrong but passed over, or right but marked."""
    if wanted:
        return Mark(True, _("(wrong, found)")) if given else Mark(False, _("(wrong, missed)"))
    return Mark(False, _("(is right)")) if given else Mark(None)


def option_lines(lead: Content, label: str, style: str, mark: Mark | None, width: int) -> list[Content]:
    """An option behind its lead, broken to ``width`` cells, with the note of its mark."""
    text = plain(label, style)
    if mark is not None and mark.note:
        text = Content.assemble(text, "  ", plain(mark.note, "$quiet"))
    rest = Content(" " * lead.cell_length)
    lines = wrap(text, max(4, width - lead.cell_length))
    return [Content("").join([lead if index == 0 else rest, part]) for index, part in enumerate(lines)]
