"""The way ahead on Home: the day of the path, what comes next, the go-live date. One line each, never more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

from kdeck.core.clean import clean_line
from kdeck.language import _
from kdeck.trainer import path_words
from kdeck.tui.safe import joined
from kdeck.tui.widgets.text import fitted

if TYPE_CHECKING:
    from kdeck.core.forecast import Forecast
    from kdeck.core.path import Place
    from kdeck.trainer.path import Next
    from kdeck.trainer.today import Today

_LEAST = 8


class Line(NamedTuple):
    """One line. left: cut short where both do not fit. style: of the left end, quiet: of the right one."""

    left: str
    right: str = ""
    style: str = ""
    quiet: str = "$quiet"


class Way(Widget):
    """So many lines as there is to say; room for the first ones may be kept until they are known."""

    def __init__(self, kept: int = 0, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.lines: tuple[Line, ...] = (Line(""),) * kept
        self.display = bool(self.lines)  # a class would have every rule of the style sheets tried anew

    def show(self, lines: Sequence[Line]) -> None:
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

    def _line(self, line: Line) -> Content:
        width = self.size.width
        room = width - cell_len(line.right) - (2 if line.right else 0)
        if room < _LEAST:
            return Content.assemble((fitted(line.left, width), line.style))
        return Content.assemble(
            (fitted(line.left, room), line.style), "  " if line.right else "", (line.right, line.quiet)
        )


def ahead(
    place: Place | None, following: Next | None, found: Forecast | None, today: Today, titles: Mapping[str, str]
) -> list[Line]:
    """What there is to say today: the day of the path and what comes after it, the date and what gives way."""
    lines = [Line(_("A day of rest: no new cards."))] if today.rest else []
    if place is not None:
        lines.append(Line(*path_words.where(place), "bold"))
    if following is not None:
        lines.append(Line(path_words.coming(following, today), style="$quiet"))
    if found is not None:
        colour = "$right" if found.feasible else "$changed"
        lines.append(Line(path_words.outcome(found, today.day), path_words.effort(found), quiet=colour))
        short = path_words.below(found, titles)
        lines += [Line(short, style="$changed")] if short else []
    return lines
