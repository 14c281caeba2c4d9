"""What every screen has: a heading, its body, a footer of the keys that act now, and a notice when there is no room."""

from __future__ import annotations

from collections.abc import Sequence
from inspect import isawaitable
from typing import TYPE_CHECKING, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.geometry import Region
from textual.message import Message
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.widget import Widget

from kdeck.core.errors import KdeckError
from kdeck.core.normal import fold_width
from kdeck.language import _
from kdeck.tui.safe import plain
from kdeck.tui.widgets.ground import Column, ground
from kdeck.tui.widgets.keybar import Key, KeyBar
from kdeck.tui.widgets.text import Heading

if TYPE_CHECKING:
    from kdeck.tui.app import KdeckApp

ResultT = TypeVar("ResultT")
LEAST_WIDTH, LEAST_HEIGHT = 50, 15
_NAMED = {"space": "space", "comma": "comma"}
_DONE_BY_HAND = frozenset(
    "key paste pressed selected submitted opened clicked chosen entered completed sent".split()  # noqa: SIM905
)
"""What handlers of messages that a person causes end with; no other message of a widget ends so."""


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
    """

    BINDINGS = []  # noqa: RUF012 - Textual's own declaration; all keys come from ``keys_now``
    AUTO_FOCUS = ""

    def __init__(self) -> None:
        super().__init__()
        self._kept_focus: Widget | None = None

    @property
    def kdeck(self) -> KdeckApp:
        """The app, by its own type."""
        return cast("KdeckApp", self.app)

    def heading(self) -> tuple[str, str]:
        """The left and right end of the title line."""
        return "", ""

    def body(self) -> ComposeResult:
        """The widgets between heading and footer."""
        yield from ()

    def keys_now(self) -> Sequence[Key]:
        """The keys that act now, the most important first."""
        return ()

    def paint(self) -> None:
        """Put the state into the widgets of the body."""

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
        self.repaint()

    def repaint(self) -> None:
        """Put the state into every widget, in the language in use."""
        if not self.is_attached or self.app._exit or not self.app.is_running:
            return  # a screen that opens while the app ends never gets its widgets
        self.repaint_heading()
        self.query_one(KeyBar).show(self.keys_now())
        self.query(NoRoom).refresh()
        self.paint()

    def repaint_keys(self) -> None:
        """The footer alone."""
        if self.is_attached:
            self.query_one(KeyBar).show(self.keys_now())

    def repaint_heading(self) -> None:
        """The title line alone."""
        self.query_one("#heading", Heading).show(*self.heading())

    @property
    def too_small(self) -> bool:
        """Whether the notice covers the screen; no key acts then."""
        return self.has_class("-too-small")

    def on_resize(self, event: events.Resize) -> None:
        """Cover everything while there is no room, and come back to the same place."""
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

    async def _dispatch_message(self, message: Message) -> None:
        """Nothing that a person did acts on a screen that is covered or gone by now: keys come faster than screens.

        Of two quick Enters on a list the first opens a box and the second is already under way to this screen, where
        it would open another box, or close the screen below this one. ``is_current`` holds under a modal as well.
        """
        if message.handler_name.rpartition("_")[2] in _DONE_BY_HAND and not self.is_active:
            return
        await super()._dispatch_message(message)

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
        from kdeck.tui.screens.help import HelpScreen

        self.app.push_screen(HelpScreen())

    async def act(self, action: str) -> None:
        """Run ``action_…``; ``name(7)`` in ``keys_now`` is ``name:7`` and passes the text after the colon."""
        name, _colon, argument = action.partition(":")
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
