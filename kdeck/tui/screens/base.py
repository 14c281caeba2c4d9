"""What every screen has: a heading, its body, a footer of the keys that act now, and a notice when there is no room."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from inspect import isawaitable
from math import inf
from typing import TYPE_CHECKING, ClassVar, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message
from kdeck.core.strings import fold_width
from kdeck.language import _, render
from kdeck.tui.content import plain
from kdeck.tui.widgets.keybar import Key, KeyBar
from kdeck.tui.widgets.text import Column, Heading, Text, ground

if TYPE_CHECKING:
    from kdeck.tui.shell import Shell

ResultT = TypeVar("ResultT")
LEAST_WIDTH, LEAST_HEIGHT = 50, 15
_MOMENT = 1 / 60
"""Seconds after which something more may have been painted."""
_NAMED = {"space": "space", "comma": "comma"}


class NoRoom(Widget):
    """Covers a screen that does not fit its terminal."""

    def render(self) -> Content:
        """What is needed."""
        text = _("kdeck needs {width} columns and {height} lines. Please enlarge this window.")
        return plain(text.format(width=LEAST_WIDTH, height=LEAST_HEIGHT))


class KdeckScreen(Screen[ResultT]):
    """A screen as a function of its state: a subclass gives ``heading``, ``body``, ``keys_now`` and ``paint``.

    ``paint`` puts every text into its widget; it is called after mounting, when the language changes, and whenever the
    subclass calls ``repaint``. Keys come from one list, so the footer cannot promise what no key does. An action may
    be a coroutine; a ``KdeckError`` that it raises is told to the learner and ends nothing.

    UNSEEN: the actions that a key may do which was pressed before what they are about had been painted. All may, unless
    a screen asks something: an answer, a rating or a decision is for what somebody has seen.
    HEAD: what stands in the title line, where that does not change. FOCUS: the widget that keys go to at first.
    FLOWS: whether its lines are made for a width, and anew for another one.
    """

    BINDINGS = []  # noqa: RUF012 - Textual's own declaration; all keys come from ``keys_now``
    AUTO_FOCUS = ""
    UNSEEN: ClassVar[Collection[str] | None] = None
    HEAD: ClassVar[Message | None] = None
    FOCUS: ClassVar[str] = ""
    FLOWS: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._kept_focus: Widget | None = None
        self._seen_from = inf

    @property
    def kdeck(self) -> Shell:
        """The app: what may be asked of it."""
        return cast("Shell", self.app)

    def heading(self) -> tuple[str, str]:
        """The left and right end of the title line."""
        return render(self.HEAD) if self.HEAD is not None else "", ""

    def body(self) -> ComposeResult:
        """The widgets between heading and footer."""
        yield from ()

    def keys_now(self) -> Sequence[Key]:
        """The keys that act now, the most important first."""
        return ()

    def paint(self) -> None:
        """Put the state into the widgets of the body."""

    def write(self, place: str, text: str | Content) -> None:
        """Put a text into the paragraph of this id."""
        self.query_one(f"#{place}", Text).show(text)

    def fit(self) -> None:
        """Take the classes of the terminal's size before anything is styled and laid out.

        Textual sets them after the first layout, which then has to be made, and every widget to be styled, again.
        """
        for size, own, shared in (
            (self.app.size.width, self.HORIZONTAL_BREAKPOINTS, self.app.HORIZONTAL_BREAKPOINTS),
            (self.app.size.height, self.VERTICAL_BREAKPOINTS, self.app.VERTICAL_BREAKPOINTS),
        ):
            self.add_class(*self._get_breakpoint_classes(size, (shared if own is None else own) or []), update=False)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Its background: all else stands in widgets."""
        return ground(self, crop, super().render_lines)

    def compose(self) -> ComposeResult:
        """Heading, body, footer."""
        self.fit()
        yield Heading(id="heading")
        with Column(id="body"):
            yield from self.body()
        yield KeyBar()

    def on_mount(self) -> None:
        """First paint."""
        if self.FOCUS:
            self.query_one(self.FOCUS).focus()
        self.show_anew()
        self.repaint()

    @property
    def blind(self) -> bool:
        """Whether the key whose turn it is was pressed before what is asked now had been painted."""
        return self.kdeck.pressed < self._seen_from

    def show_anew(self) -> None:
        """Something else is asked from now on: nobody has seen it until it is painted."""
        self._seen_from = inf
        self.call_after_refresh(self.note_seen)

    def note_seen(self) -> None:
        """Keep when what is asked was painted, once it is; until then look again in a moment."""
        if self._seen_from != inf:
            return
        if self.kdeck.has_painted(self):
            self._seen_from = self.kdeck.painted
        elif self.app.screen is self:  # what is covered may never be painted, and looking would have it try
            self.set_timer(_MOMENT, self.note_seen)

    def repaint(self) -> None:
        """Put the state into every widget, in the language in use."""
        if not self.is_attached or self.app._exit or not self.app.is_running:
            return  # a screen that opens while the app ends never gets its widgets
        self.repaint_heading()
        self.query_one(KeyBar).show(self.keys_now())
        if self.too_small:
            self.query(NoRoom).refresh()
        self.paint()

    def repaint_keys(self) -> None:
        """The footer alone."""
        if self.is_attached:
            self.query_one(KeyBar).show(self.keys_now())

    def repaint_heading(self) -> None:
        """The title line alone."""
        left, right = self.heading()
        if not isinstance(self, ModalScreen) and self.kdeck.trainer.journal.simulated:
            left = " · ".join(part for part in (left, _("simulated")) if part)
        self.query_one("#heading", Heading).show(left, right)

    @property
    def too_small(self) -> bool:
        """Whether the notice covers the screen; no key acts then."""
        return self.has_class("-too-small")

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while there is no room, and come back to the same place."""
        if self.FLOWS:
            self.call_after_refresh(self.repaint)
        small = event.size.width < LEAST_WIDTH or event.size.height < LEAST_HEIGHT
        if small == self.too_small:
            return
        if small:
            self._kept_focus = self.focused
            self.set_focus(None)
            if not self.query(NoRoom):
                self.mount(NoRoom())
        self.set_class(small, "-too-small")
        if not small and self._kept_focus is not None and self._kept_focus.is_attached:
            self.call_after_refresh(self.set_focus, self._kept_focus)

    async def on_key(self, event: events.Key) -> None:
        """Do what the pressed key stands for."""
        if self.too_small:
            event.stop()
            event.prevent_default()
            return
        name = _name_of(event)
        for key in self.keys_now():
            if key.action and key.answers(name):
                event.stop()
                event.prevent_default()
                await self.act(key.action)
                return

    async def on_key_bar_pressed(self, event: KeyBar.Pressed) -> None:
        """Do what a click on the footer stands for; a key of a focused widget is sent there."""
        event.stop()
        if event.key.action:
            await self.act(event.key.action)
        else:
            self.app.simulate_key(event.key.names.partition(",")[0])

    def action_help(self) -> None:
        """Every key of this screen, and how answers are graded."""
        self.kdeck.show("help")

    def action_close(self) -> None:
        """Back to where the learner came from, with nothing to give."""
        self.dismiss(None)

    def action_give(self, value: str) -> None:
        """Back, with this."""
        self.dismiss(cast("ResultT", value))

    def action_open(self, route: str) -> None:
        """Go to a room that needs to know nothing."""
        self.kdeck.show(route)

    async def act(self, action: str) -> None:
        """Run ``action_…``; ``name(7)`` in ``keys_now`` is ``name:7`` and passes the text after the colon."""
        name, _colon, argument = action.partition(":")
        if self.UNSEEN is not None and name not in self.UNSEEN and self.blind:
            return
        method = getattr(self, f"action_{name}")
        try:
            result = method(argument) if argument else method()
            if isawaitable(result):
                await result
        except KdeckError as error:
            self.kdeck.tell(error)
        if self.is_attached:
            self.query_one(KeyBar).show(self.keys_now())


class KdeckModal(KdeckScreen[ResultT], ModalScreen[ResultT]):
    """A box above another screen, made like a screen; escape gives ``None`` unless ``keys_now`` says otherwise."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """What lies below shows through."""
        return Widget.render_lines(self, crop)

    def compose(self) -> ComposeResult:
        """The same parts, in a box."""
        self.fit()
        with Vertical(id="box"):
            yield Heading(id="heading")
            with Column(id="body"):
                yield from self.body()
            yield KeyBar()


def _name_of(event: events.Key) -> str:
    """The key's name in ``Key.names``: what was typed, whatever the width an input method gave it."""
    if event.key in _NAMED or event.character is None or not event.character.isprintable():
        return event.key
    name = fold_width(event.character).casefold()
    return "comma" if name == "," else name if name != " " else "space"
