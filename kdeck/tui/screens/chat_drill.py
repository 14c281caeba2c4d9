"""A chat drill: customers side by side, one of them written to. Text is typed here: only Ctrl and F-keys act.

Which keys terminals deliver: Ctrl+1 to Ctrl+5 arrive as plain digits, NUL or even Esc, so chats have no keys by
number; Ctrl with the arrow keys, Ctrl+N, Tab and F-keys arrive everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Container, Horizontal, VerticalScroll
from textual.reactive import Reactive
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, TextArea

from kdeck.core.chat.drill import Drill
from kdeck.core.message import Message
from kdeck.core.rounding import clock, milliseconds
from kdeck.language import _
from kdeck.trainer.chat.runs import LONGEST, MOST, keep_quick_replies, quick_replies
from kdeck.tui.content import line
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.frames import LeaveModal
from kdeck.tui.widgets.chat_window import FIRST_KEY, ChatReply, ChatWindow
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text, fitted

_TICK: Final = 0.1
_PAUSE_MS: Final = 300
"""After so long without a key the learner is not typing."""
_BETWEEN_SECONDS: Final = 0.03
"""Time from a key to the painting of clocks while somebody types: the key has been painted, the next is yet to come."""
_SIDE_BY_SIDE: Final = 100
"""Cells from which on the chats stand beside one another."""
_QUICK_CELLS: Final = 24


class ChatDrillScreen(KdeckScreen[Drill]):
    """Runs a drill by the app's clock; gives it back when it is over or was broken off."""

    CSS_PATH = "chat_drill.tcss"
    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual paints the whole screen when the focus moves; nothing but the two inputs looks otherwise by it."""
    # Keys that turn to another chat are looked at before the next key is given to any: a slow line brings many at once.
    BINDINGS = [  # noqa: RUF012 - Textual's own
        Binding("tab,ctrl+n", "longest", show=False, priority=True),
        Binding("ctrl+right", "turn(1)", show=False, priority=True),
        Binding("ctrl+left,shift+tab", "turn(-1)", show=False, priority=True),
    ]
    HORIZONTAL_BREAKPOINTS = [(0, "-stacked"), (_SIDE_BY_SIDE, "-columns")]  # noqa: RUF012 - Textual's own
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012 - Textual's own

    def __init__(self, title: str, drill: Drill, quick: Sequence[str]) -> None:
        super().__init__()
        self.drill = drill
        self._title = title
        self._quick = tuple(quick)
        self.chats = tuple(ChatWindow(window.number, self._quick) for window in drill.windows)
        self._typed_at = -_PAUSE_MS
        self._between = False
        self._began: float | None = None
        self._timer: Timer | None = None
        self._shown = ""

    def heading(self) -> tuple[str, str]:
        """The kind of drill; how many of the customers' messages are dealt with, and the time."""
        return self._title, self._progress()

    def body(self) -> ComposeResult:
        """The chats, and what the F-keys write."""
        with Container(id="chats"):
            yield from self.chats
        yield Text(id="quick")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here: Enter, Tab, Esc, Ctrl and F-keys act."""
        keys = [Key("enter", "enter", _("send"), "")]
        if len(self.drill.windows) > 1:
            keys.append(Key("tab,ctrl+n", "tab", _("who waits longest"), "longest"))
            keys.append(Key("ctrl+right", "ctrl+←→", _("chat"), "turn:1"))
        if any(self._quick):
            last = max(place for place, text in enumerate(self._quick) if text) + FIRST_KEY
            keys.append(Key("", f"f2–f{last}" if last > FIRST_KEY else "f2", _("quick reply")))
        return [*keys, Key("f1", "f1", _("help"), "help"), Key("escape", "esc", _("leave"), "leave")]

    @property
    def reply(self) -> ChatReply:
        """The input that is written in."""
        return self.chats[self.drill.active].reply

    def on_mount(self) -> None:
        """The clock runs from here."""
        self._began = self.kdeck.monotonic()
        self._timer = self.set_interval(_TICK, self.tick)
        self._turn_to(0)

    def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Writing goes on after a box has closed."""
        self._focus()

    def on_resize(self, event: events.Resize) -> None:
        """Chats may stand otherwise now; the input may have been out of sight for a moment, and without the focus."""
        super().on_resize(event)
        self.call_after_refresh(self._settle)

    def _settle(self) -> None:
        self.repaint()
        if self.app.screen is self and not self.too_small:
            self._focus()

    def paint(self) -> None:
        """Every window; the texts behind the F-keys where there is room for them."""
        wide = self.size.width >= _SIDE_BY_SIDE
        self.write("quick", line(self._quick_line(), "$quiet") if wide else "")
        self._paint_chats()

    def tick(self) -> None:
        """Let time pass; end when nobody is there and nobody will come."""
        if self._timer is None:
            return
        happened = self.drill.tick(self.now)
        if self.drill.over:
            self._end()
            return
        if happened:
            self._paint_chats()
        if self.now - self._typed_at >= _PAUSE_MS:
            self._paint_clocks()

    def _paint_clocks(self) -> None:
        """Once a second, and never where a key would have to wait for it."""
        self._between = False
        if self._timer is not None and self._progress() != self._shown:
            self._shown = self._progress()
            self.repaint_heading()
            self._paint_chats()

    @property
    def now(self) -> int:
        """Milliseconds since the drill began."""
        return 0 if self._began is None else milliseconds(self.kdeck.monotonic() - self._began)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Something was typed."""
        event.stop()
        reply = event.text_area
        if isinstance(reply, ChatReply) and reply.text != self.drill.drafts[reply.number].text:
            self.drill.write(self.now, reply.text, reply.number)
            self._typed_at = self.now
            if not self._between and self._progress() != self._shown:
                self._between = True
                self.set_timer(_BETWEEN_SECONDS, self._paint_clocks)

    def on_chat_reply_inserting(self, event: ChatReply.Inserting) -> None:
        """Quick replies and what is pasted are not typed."""
        event.stop()
        self.drill.insert(self.now, event.text, quick=event.quick, number=event.number)

    def on_chat_reply_sending(self, event: ChatReply.Sending) -> None:
        """Enter sends; what cannot be sent stays."""
        event.stop()
        if self._timer is None:
            return
        blind = self.blind
        if (blind or self.drill.send(self.now, event.text, event.number) is None) and event.text.strip():
            reply = self.chats[event.number].reply
            reply.text = event.text + reply.text
            reply.move_cursor(reply.document.end)
            if not blind:
                self.notify(_("Nobody is in this chat now."), timeout=2, markup=False)
        self._paint_chats()
        self.tick()

    def on_chat_window_chosen(self, event: ChatWindow.Chosen) -> None:
        """A click turns to a chat."""
        event.stop()
        self._turn_to(event.number)

    def action_longest(self) -> None:
        """To whom has waited longest in another window; where nobody waits there, to the next one."""
        self.drill.tick(self.now)
        number = self.drill.longest()
        if number is None:
            self.action_turn("1")
        else:
            self._turn_to(number)

    def action_turn(self, step: str | int) -> None:
        """To the chat beside this one."""
        self._turn_to((self.drill.active + int(step)) % len(self.drill.windows))

    def action_leave(self) -> None:
        """Ask before breaking off."""
        self.app.push_screen(leave_modal(), self._leave)

    def _leave(self, sure: bool | None) -> None:
        if sure and self._timer is not None:
            self.drill.leave(self.now)
            self._end()

    def _end(self) -> None:
        if self._timer is None or self.app.screen is not self:
            return  # a box is open above: it is seen to the end first
        self._timer.stop()
        self._timer = None
        self.dismiss(self.drill)

    def _turn_to(self, number: int) -> None:
        if self.too_small:
            return
        self.drill.switch(self.now, number)
        self._paint_chats()
        self._focus()

    def _focus(self) -> None:
        self.set_focus(self.reply)
        self.call_after_refresh(self._place_cursor)

    def _place_cursor(self) -> None:
        """The input method's window opens where the terminal's cursor is."""
        if self.app.screen is self and self.reply.has_focus:
            self.app.cursor_position = self.reply.cursor_screen_offset

    def _paint_chats(self) -> None:
        drill, now, stacked = self.drill, self.now, self.size.width < _SIDE_BY_SIDE
        for chat, window, draft in zip(self.chats, drill.windows, drill.drafts, strict=True):
            active = window.number == drill.active
            chat.show(window, now, active=active, draft=bool(draft.text), stacked=stacked)

    def _progress(self) -> str:
        return f"{len(self.drill.ended)} / {self.drill.plan.turns}   {clock(self.now)}"

    def _quick_line(self) -> str:
        shown = [(place, text) for place, text in enumerate(self._quick) if text]
        return "   ".join(f"F{place + FIRST_KEY} {fitted(text, _QUICK_CELLS).rstrip()}" for place, text in shown)


def leave_modal() -> LeaveModal:
    """Asks whether a drill is really to be broken off."""
    text = Message("Customers go on waiting meanwhile. What you have answered is kept, but the run does not count.")
    return LeaveModal(Message("Leave this drill?"), text, Message("go on"))


class QuickRepliesScreen(KdeckScreen[None]):
    """One line a key; what is written is stored when the screen closes."""

    HEAD = Message("Quick replies")
    CSS_PATH = "rooms.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._loaded = False

    def body(self) -> ComposeResult:
        """What they are for, then a line a key."""
        yield Text(id="about")
        with VerticalScroll(id="page", can_focus=False):
            for place in range(MOST):
                with Horizontal(classes="row"):
                    yield Text(id=f"key-{place}", classes="key")
                    yield Entry(id=f"quick-{place}", replace=False)

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (
            Key("up,shift+tab", "↑↓", _("move"), "previous"),
            Key("down,tab", "", "", "next"),
            Key("enter", "enter", _("next line"), ""),
            Key("f1", "f1", _("help"), "help"),
            Key("escape", "esc", _("keep and go back"), "keep"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The stored texts, and the first line."""
        texts: tuple[str, ...] = ()
        with self.kdeck.telling():
            texts = await self.kdeck.look(quick_replies)
            self._loaded = True
        for place, entry in enumerate(self._entries):
            entry.max_length = LONGEST
            entry.value = texts[place] if place < len(texts) else ""
        self._entries[0].focus()
        self.repaint()

    def paint(self) -> None:
        """What they are for, and the keys."""
        self.write(
            "about", _("In a drill each key writes its text where the cursor is; you can change it before you send it.")
        )
        for place in range(MOST):
            self.query_one(f"#key-{place}", Text).show(line(f"F{place + 2}", "bold $accent"))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """On to the next line."""
        event.stop()
        self.focus_next()

    def action_previous(self) -> None:
        """One line up."""
        self.focus_previous()

    def action_next(self) -> None:
        """One line down."""
        self.focus_next()

    async def action_keep(self) -> None:
        """Store, and go back; where nothing can be stored the texts stay on the screen."""
        if self._loaded:
            await self.kdeck.ask(keep_quick_replies, self.kdeck.trainer, [entry.value for entry in self._entries])
        self.dismiss(None)

    @property
    def _entries(self) -> list[Entry]:
        return list(self.query(Entry))
