"""The way ahead on Home: the day of the path, what comes next, the go-live date. One line each, never more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.geometry import Region, Size
from textual.message import Message
from textual.strip import Strip
from textual.style import Style
from textual.visual import Visual
from textual.widget import Widget

from kdeck.core.strings import clean_line
from kdeck.language import _
from kdeck.text import plan
from kdeck.trainer.trainer import DeckProgress
from kdeck.tui.content import joined
from kdeck.tui.widgets.text import fitted, strokes

if TYPE_CHECKING:
    from kdeck.core.plan.day import DayPlan
    from kdeck.core.plan.forecast import Forecast
    from kdeck.core.plan.path import Place


_LEAST = 8


class Ends(NamedTuple):
    """One line. left: cut short where both do not fit. style: of the left end, quiet: of the right one."""

    left: str
    right: str = ""
    style: str = ""
    quiet: str = "$quiet"


class Way(Widget):
    """So many lines as there is to say; room for the first ones may be kept until they are known."""

    def __init__(self, kept: int = 0, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.lines: tuple[Ends, ...] = (Ends(""),) * kept
        self.display = bool(self.lines)  # a class would have every rule of the style sheets tried anew

    def show(self, lines: Sequence[Ends]) -> None:
        """Replace all lines."""
        cleaned = tuple(line._replace(left=clean_line(line.left), right=clean_line(line.right)) for line in lines)
        if cleaned == self.lines:
            return
        grown, self.lines = len(cleaned) != len(self.lines), cleaned
        self.display = bool(cleaned)
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """A line a line."""
        return len(self.lines)

    def render(self) -> Content:
        """Both ends of every line, as wide as the widget."""
        return joined([self._line(line) for line in self.lines])

    def _line(self, line: Ends) -> Content:
        width = self.size.width
        room = width - cell_len(line.right) - (2 if line.right else 0)
        if room < _LEAST:
            return Content.assemble((fitted(line.left, width), line.style))
        return Content.assemble(
            (fitted(line.left, room), line.style), "  " if line.right else "", (line.right, line.quiet)
        )


def ahead(
    place: Place | None, following: DayPlan | None, found: Forecast | None, today: DayPlan, titles: Mapping[str, str]
) -> list[Ends]:
    """What there is to say today: the day of the path and what comes after it, the date and what gives way."""
    lines = [Ends(_("A day of rest: no new cards."))] if today.state.rest else []
    if place is not None:
        lines.append(Ends(*plan.where(place), "bold"))
    if following is not None:
        lines.append(Ends(plan.coming(following, today), style="$quiet"))
    if found is not None:
        text, role = plan.effort(found)
        lines.append(Ends(plan.outcome(found, today.day), text, quiet="$right" if role == "good" else "$changed"))
        short = plan.below(found, titles)
        lines += [Ends(short, style="$changed")] if short else []
    return lines


_BAR: Final = 8
_ROOM_FOR_BAR: Final = 44
_STYLES: Final = ("", "bold", "bold $accent", "$accent", "$line", "$quiet")


class DeckList(Widget, can_focus=True):
    """Up and down choose a deck, enter or a click opens it."""

    ALLOW_SELECT = False  # a click opens a deck
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("pageup", "move(-10)", show=False),
        Binding("pagedown", "move(10)", show=False),
        Binding("enter", "open", show=False),
    ]

    @dataclass
    class Opened(Message):
        """A deck was chosen."""

        deck: str

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._decks: tuple[DeckProgress, ...] = ()
        self._figures: list[str] = []
        self._widest = 0
        self._drawn: dict[tuple[int, bool, int, Style], Strip] = {}
        self._pens: tuple[Style, dict[str, RichStyle | None]] | None = None
        self.cursor = 0

    def show(self, decks: Sequence[DeckProgress]) -> None:
        """Replace the decks; the cursor stays on its line."""
        grown = len(decks) != len(self._decks)
        self._decks = tuple(decks)
        self._drawn.clear()
        self._figures = [_figures(deck) for deck in self._decks]
        self._widest = max(map(cell_len, self._figures), default=0)
        self.cursor = max(0, min(self.cursor, len(self._decks) - 1))
        self.refresh(layout=grown)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:  # noqa: ARG002 - Textual's own
        """A line a deck."""
        return max(1, len(self._decks))

    def render(self) -> Content:
        """All lines."""
        lines = (Content.assemble(*self._line(place, max(8, self.size.width))) for place in range(len(self._decks)))
        return Content("\n").join(lines)

    def render_line(self, y: int) -> Strip:
        """One line alone: of a hundred decks only those in sight are drawn, and in styles that are looked up once."""
        width, style = self.size.width, self.visual_style
        if not 0 <= y < len(self._decks):
            return Strip.blank(width, style.rich_style)
        key = (y, y == self.cursor and self.has_focus, width, style)
        if key not in self._drawn:
            pens = self._styles(style)
            strip = Strip([Segment(text, pens[name]) for text, name in self._line(y, max(8, width)) if text])
            self._drawn[key] = strip.adjust_cell_length(width, pens[""])
        return self._drawn[key]

    def _styles(self, style: Style) -> dict[str, RichStyle | None]:
        """Each of our styles as it comes out on the widget's own."""
        if self._pens is None or self._pens[0] != style:
            drawn = {name: Visual.to_strips(self, Content.styled("x", name), 1, 1, style)[0] for name in _STYLES}
            plain = {name: next(iter(strip)).style for name, strip in drawn.items()}
            self._pens = style, {name: pen and pen.clear_meta_and_links() for name, pen in plain.items()}
        return self._pens[1]

    def on_focus(self) -> None:
        """The cursor is seen only where keys go."""
        self.refresh()

    def on_blur(self) -> None:
        """See ``on_focus``."""
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        """A click opens a deck."""
        if 0 <= event.y < len(self._decks):
            self.cursor = event.y
            self.action_open()

    def action_move(self, step: int) -> None:
        """Move the cursor, not beyond the ends."""
        self.cursor = max(0, min(self.cursor + step, len(self._decks) - 1))
        self.refresh()
        if isinstance(self.parent, Widget):
            here = self.virtual_region
            region = Region(here.x, here.y + self.cursor, here.width, 1)
            self.parent.scroll_to_region(region, animate=False, force=True)

    def action_open(self) -> None:
        """Open the deck under the cursor."""
        if self._decks:
            self.post_message(self.Opened(self._decks[self.cursor].id))

    def _line(self, place: int, width: int) -> Iterator[tuple[str, str]]:
        """A line's texts, each with its style."""
        deck, figures, widest = self._decks[place], self._figures[place], self._widest
        here = place == self.cursor and self.has_focus
        with_bar = width >= _ROOM_FOR_BAR
        room = width - 2 - widest - 2 - (_BAR + 2 if with_bar else 0)
        yield "▸ " if here else "  ", "bold $accent"
        yield fitted(clean_line(deck.title), max(1, room)), "bold" if here else ""
        yield "  ", ""
        if with_bar:
            heavy, light = strokes(deck.seen, deck.total, _BAR)
            yield heavy, "$accent"
            yield light, "$line"
            yield "  ", ""
        yield " " * (widest - cell_len(figures)) + figures, "$quiet"


def _figures(deck: DeckProgress) -> str:
    """Cards met of all, and what is asked today."""
    asked = deck.due + deck.new
    met = f"{deck.seen} / {deck.total}"
    figures = _("{met}   today {count}").format(met=met, count=f"{asked:>3}")
    return figures if asked else set_cell_size(met, cell_len(figures))
