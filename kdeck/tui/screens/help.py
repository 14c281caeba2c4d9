"""Help: the keys of the screen it was asked on, then how answers and the schedule work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len
from textual.content import Content

from kdeck.language import _, labelled
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.frames import PageScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

if TYPE_CHECKING:
    from kdeck.tui.shell import Shell


class HelpScreen(PageScreen[None]):
    """Reads the keys off the screen below it, so that it cannot tell of a key that does nothing there."""

    def heading(self) -> tuple[str, str]:
        """The title, and where the learner is."""
        below = self._below()
        return _("Help"), below.heading()[0] if below else ""

    def keys_now(self) -> Sequence[Key]:
        """Scroll and close."""
        return (
            scroll_key(),
            Key("escape,q,?,f1", "esc", _("close"), "close"),
        )

    def paint(self) -> None:
        """The whole page."""
        below = self._below()
        parts = [*_keys(below.keys_now() if below else ())]
        for title, text in _chapters():
            parts += [Content(""), line(title, "bold $accent"), plain(text)]
        parts += [Content(""), line(_("Where your data are"), "bold $accent"), places(self.kdeck)]
        self.write("text", joined(parts))

    def _below(self) -> KdeckScreen[object] | None:
        stack = self.app.screen_stack
        place = stack.index(self) if self in stack else 0
        below = stack[place - 1] if place else None
        return below if isinstance(below, KdeckScreen) else None


def _keys(keys: Sequence[Key]) -> list[Content]:
    told = [(key.shown or _names(key), key.text) for key in keys if key.text]
    told.append(("ctrl+p", _("find any of these by its name")))
    told.append(("ctrl+q", _("quit kdeck; every answer is stored already")))
    width = max(cell_len(shown) for shown, _text in told) + 2
    rows = [Content.assemble((fitted(shown, width), "bold $accent"), line(text)) for shown, text in told]
    return [line(_("Keys here"), "bold $accent"), *rows]


def _names(key: Key) -> str:
    return key.names.replace("comma", "\0").replace(",", " ").replace("\0", ",")


def _chapters() -> tuple[tuple[str, str], ...]:
    return (
        (_("How answers are graded"), _grading()),
        (_("How the schedule works"), _schedule()),
        (_("How chats are counted"), _chats()),
        (_("Finding cards"), _queries()),
    )


def _grading() -> str:
    return "\n".join(
        (
            _("What you type, pick or put in order is judged for you: wrong is forgot, right is got it."),
            _("Right, but slower than the card allows, counts as hard."),
            _("Case, full width, spaces and end punctuation are forgiven unless a card asks for the exact text."),
            _("A card that you only think about asks you: 1 forgot, 3 got it; 2 hard and 4 easy are a setting."),
        )
    )


def _schedule() -> str:
    return "\n".join(
        (
            _("A study day starts at 04:00, and only study days count: the hour of a review does not matter."),
            _("A new or forgotten card comes back after minutes, until it holds for a night."),
            _("Then it comes back when the chance to recall it has fallen to what its tags ask for, mostly 90%."),
            _("After an absence what is most at risk comes first, the daily limit holds, new cards wait."),
        )
    )


def _chats() -> str:
    return "\n".join(
        (
            _("The clock of a reply starts at a customer's first message that has none."),
            _("It stops with the first message that says something of what is asked; a greeting is a first response."),
            _("A reply may be sent in parts; while something is missing, the customer waits for more."),
            _("So many chats are held as your newest whole run shows: 90% in time, 97% of the facts said."),
        )
    )


def _queries() -> str:
    return "\n".join(
        (
            _('Plain words, all of which must occur; "two words" in quotation marks stay together.'),
            _("deck:name  tag:name  id:part of an id"),
            _("is:due  is:new  is:learning  is:review  is:suspended  is:flagged  is:leech"),
            _("r<80% recall below 80%, s>20 stability above 20 days, d difficulty, reps, lapses"),
            _("A minus in front of anything means not: -tag:old"),
        )
    )


def places(app: Shell) -> Content:
    """One line a place: whose journal, the decks, the journal's file."""
    known: list[tuple[str, str]] = [(_("Learner"), app.trainer.learner)]
    if app.trainer.library.root:
        known.append((_("Decks"), app.trainer.library.root))
    if app.journal_file:
        known.append((_("Journal"), app.journal_file))
    return joined([line(labelled(label, path), "$quiet") for label, path in known])
