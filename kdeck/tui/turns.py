"""Turns: what a person does reaches the app one by one, however fast it comes.

A finger that slips, type-ahead and a slow line bring several keys in one read. Textual hands each of them at once to
the screen on top, which may not be composed or laid out yet, or close in the next moment. Here every key, click and
paste waits until all that came before it is done: every handler has ended, the screen on top is mounted and laid out.
Then it goes to that screen. What happens to each kind:

- Text for a field that has the focus (also pasted) is never lost, and keeps its order with the keys between it. Text
  that follows text goes straight to the field: nothing can come between, and no letter waits for another's painting.
- Keys that rate, answer, spend or decide (``KdeckScreen.blind``) are dropped where they were pressed before what they
  are about had been painted: nobody has seen it. The same goes for a click, for Enter in an answer's field (its text
  stays), and for a command of the palette.
- All other keys (opening, moving, scrolling, help, leaving) are held and act in their order.

Nothing waits where nothing is under way, so a single key costs only the look.
"""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from textual import events
from textual._queue import Queue
from textual.message import Message
from textual.message_pump import MessagePump
from textual.widget import Widget

from kdeck.tui.screens.base import KdeckScreen

if TYPE_CHECKING:
    from textual.app import App
    from textual.screen import Screen

Input: TypeAlias = events.InputEvent | events.Paste
_EAGER: Final = 50
_PAUSE: Final = 0.001
"""After so many looks in turns of the event loop, each next one comes after so many seconds."""


class Turns:
    """The queue before the app. pressed: when the key whose turn it is was read, as events carry it."""

    def __init__(self, app: App[None]) -> None:
        self.pressed = 0.0
        self._app = app
        self._held: deque[Input] = deque()
        self._field: Widget | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def held(self) -> bool:
        """Whether anything waits."""
        return bool(self._held)

    def take(self, event: Input) -> None:
        """Let it act now where nothing is under way, else after all that came before it."""
        if self._app._exit:
            return
        self._held.append(event)
        if self._task is None and not self._next():
            self._task = asyncio.create_task(self._go_on())

    def quiet(self, but: MessagePump | None = None) -> bool:
        """Whether all that was begun is done, and every screen mounted. but: who asks, and is at work because of it."""
        app = self._app
        return all(_waits(pump) for pump in (app, *app._registry) if pump is not but)

    def painted(self, screen: Screen[Any]) -> bool:
        """Whether all is done, and nothing of this screen waits to be painted."""
        waiting = screen._layout_required or screen._scroll_required or screen._repaint_required
        return not waiting and not screen._dirty_widgets and self.quiet(but=screen)

    async def _go_on(self) -> None:
        looks = 0
        try:
            while self._held and self._app.is_running and not self._app._exit:
                looks = 0 if self._next() else looks + 1
                await asyncio.sleep(0 if looks < _EAGER else _PAUSE)
        except Exception as error:
            self._app._handle_exception(error)
        self._held.clear()
        self._task = None

    def _next(self) -> bool:
        """Give the first one its turn; whether it was ready for it."""
        event, app = self._held[0], self._app
        field = app.focused if app.app_focus and app.screen_stack and _is_text(event, app.focused) else None
        if (field is None or field is not self._field) and not self._ready():
            return False
        self._held.popleft()
        self.pressed, self._field = event.time, field
        if field is not None:
            field._forward_event(event)
            return True
        if isinstance(app.screen, KdeckScreen):
            app.screen.note_seen()
        app.post_message(event)
        return True

    def _ready(self) -> bool:
        """Whether all is done, and the screen on top laid out and filled."""
        if not self.quiet():
            return False
        screen = self._app.screen
        if screen._layout_required or screen._recompose_required:
            return False
        filling = not isinstance(screen, KdeckScreen)  # Textual's palette finds its commands beside the messages
        return not (filling and any(worker.node is screen and worker.is_running for worker in self._app.workers))


def _waits(pump: MessagePump) -> bool:
    """Whether it has done everything and waits for a message: Textual counts neither what is done nor what is begun."""
    queue: Queue[Message | None] = pump._message_queue
    return pump._closed or (not queue.values and not pump._next_callbacks and bool(queue.ready_event._waiters))


def _is_text(event: Input, focused: Widget | None) -> bool:
    """Whether it is text, and the widget with the focus takes it."""
    if focused is None or isinstance(event, events.MouseEvent):
        return False
    key, character = (event.key, event.character) if isinstance(event, events.Key) else ("a", "a")
    return focused.check_consume_key(key, character)
