"""A chat of a deck as a learner will see it, and below it what each reply is judged by."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from rich.cells import cell_len
from textual import events
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from kdeck.core.chat.drill import Drill, Line, Plan, Window
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.core.message import counted
from kdeck.core.strings import clean_line
from kdeck.language import _, labelled, render, together
from kdeck.tui.content import joined, line, plain, wrap
from kdeck.tui.widgets.field import Reply
from kdeck.tui.widgets.text import Text, fitted

_REPLY_MS = 9_000
"""How long a model reply takes in the picture that is made of a chat."""


class ChatPreview(Vertical):
    """The window of a drill with one customer in it; nothing can be typed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's own name
        super().__init__(id=id)
        self._chat = ChatWindow(0)
        self._chat.reply.can_focus = False

    def compose(self) -> ComposeResult:
        """The chat, then what is judged."""
        yield self._chat
        with VerticalScroll(id="judged", can_focus=False):
            yield Text(id="asked")

    def show(self, scenario: Scenario, *, answered: bool) -> None:
        """The first message, or all of the chat with its model replies."""
        drill = played(scenario) if answered else begun(scenario)
        self._chat.show(drill.windows[0], drill.now, active=True, draft=False, stacked=False)
        lines = list(_judged(scenario)) if answered else [_meta(scenario)]
        self.query_one("#asked", Text).show(joined(lines))


def begun(scenario: Scenario) -> Drill:
    """A drill in which a customer has just written for the first time."""
    drill = Drill(Plan(1, 0, (scenario,), (0,)), _REPLY_MS)
    drill.tick(3_000)
    return drill


def played(scenario: Scenario) -> Drill:
    """The same when the last turn has been answered, each with its first model reply."""
    drill = begun(scenario)
    for number, turn in enumerate(scenario.turns, 1):
        drill.send(drill.now + _REPLY_MS, turn.say[0] if turn.say else "")
        if number < len(scenario.turns) and drill.due is not None:
            drill.tick(drill.due)  # a model reply that lacks something is waited for, too
    return drill


def _meta(scenario: Scenario) -> Content:
    text = render(
        counted(
            "{count} message; waits {patience} s for a reply",
            "{count} messages; waits {patience} s for a reply",
            len(scenario.turns),
            patience=f"{scenario.patience:g}",
        )
    )
    return plain(f"{scenario.about}\n{text}" if scenario.about else text, "$quiet")


def _judged(scenario: Scenario) -> Iterator[Content]:
    for number, turn in enumerate(scenario.turns, 1):
        yield line(f"{number}  {turn.text}", "bold")
        yield from _about(turn)


def _about(turn: Turn) -> Iterator[Content]:
    for group in turn.must:
        yield line("   ✓ " + " / ".join(group), "$right")
    if turn.never:
        yield line("   ✗ " + labelled(_("must not be said"), together(turn.never)), "$wrong")
    for text in turn.say[1:]:
        yield plain("   " + labelled(_("or"), text))
    if turn.because:
        yield plain(f"   {turn.because}", "$quiet")


FIRST_KEY: Final = 2
"""F1 is help, so that quick replies begin with F2."""
_BAR: Final = 8
_SHORT: Final = 0.25
"""The share of a customer's patience below which it is about to run out."""
_OWN: Final = "› "


class ChatReply(Reply):
    """The input of one chat. quick: the texts that F2, F3… put in.

    Keys come in bunches where a line is slow: everything is done here and now, in their order, and only told above.
    """

    @dataclass
    class Sending(Message):
        """Enter was pressed on ``text``; the input is empty again."""

        number: int
        text: str

    @dataclass
    class Inserting(Message):
        """A text that is not typed is put in: a quick reply, else a paste."""

        number: int
        text: str
        quick: bool

    def __init__(self, number: int, quick: Sequence[str]) -> None:
        super().__init__()
        self.number = number
        self._quick = {f"f{place + FIRST_KEY}": text for place, text in enumerate(quick) if text}

    async def _on_key(self, event: events.Key) -> None:
        """Enter and quick replies; all else is the text area's, whose handler follows unless it is prevented."""
        text = self._quick.get(event.key)
        if event.key == "enter":
            self.post_message(self.Sending(self.number, self.text))
            self.text = ""
        elif text is not None:
            self.post_message(self.Inserting(self.number, text, quick=True))
            self.insert(text, maintain_selection_offset=False)
        else:
            return
        event.stop()
        event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        """The text area's own handler follows this one."""
        self.post_message(self.Inserting(self.number, clean_line(event.text), quick=False))


class ChatHead(Widget):
    """Name, unread lines, waiting time and patience; in one line or in two, as high as it is."""

    def __init__(self) -> None:
        super().__init__()
        self._window = Window(0)
        self._now = 0
        self._active = self._draft = self._alone = False
        self._shown: object = None

    def show(self, window: Window, now: int, *, active: bool, draft: bool, alone: bool) -> None:
        """Show a window as it is at ``now``.

        draft: whether something is typed and not sent. alone: whether nothing else is seen of the chat.
        """
        self._window, self._now, self._active, self._draft, self._alone = window, now, active, draft, alone
        shown = (*self._who(), *self._state(), active, alone and asked(window))
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render(self) -> Content:
        """The name at the left and the state at the right, or below it; then the last line where there is room."""
        shown = self._shape(self.size.width)
        return shown.stylize("on $panel") if self._active else shown

    def _shape(self, width: int) -> Content:
        name, badges = self._who()
        state, style = self._state()
        bold = "bold $accent" if self._active else "bold"
        if self.size.height > 1:
            first = fitted(name, max(2, width - cell_len(badges) - 1))
            below = line(fitted(state, width), style)
            return Content.assemble((first, bold), " ", (badges, "bold $changed"), "\n", below)
        left = f"{name} {badges}".rstrip()
        room = max(4, width - cell_len(state) - 1)
        last = self._last(room - cell_len(left) - 2)
        return Content.assemble(
            (fitted(left, room) if not last else left, bold),
            line(fitted(f"  {last}", room - cell_len(left)), "$quiet") if last else "",
            " ",
            line(state, style),
        )

    def _who(self) -> tuple[str, str]:
        window = self._window
        mark = "▸" if self._active else " "
        customer = window.customer
        name = clean_line(customer.name) if customer else "–"
        badges = (f"●{window.unread}" if window.unread else "") + (" ✎" if self._draft and not self._active else "")
        return f"{mark}{window.number + 1} {name}", badges.strip()

    def _state(self) -> tuple[str, str]:
        """What the customer does, and its style."""
        window, now = self._window, self._now
        waited, patience = window.waiting(now), window.patience(now)
        if waited is not None and patience is not None:
            low = patience < _SHORT
            style = "bold $wrong" if low else "$changed" if patience < 2 * _SHORT else ""
            return f"{'!' if low else ''}{seconds(waited)} {_bar(patience)}", style
        if waited is not None:
            return _("{time} waits for more").format(time=seconds(waited)), "$changed"
        if window.state == "answered":
            return _("✓ answered"), "$right"
        if window.gone == "left":
            return _("✗ has left"), "$wrong"
        if window.gone == "done":
            return _("✓ chat ended"), "$quiet"
        return _("nobody yet"), "$quiet"

    def _last(self, room: int) -> str:
        """What the customer asks, where the head is all that is seen of the chat."""
        text = asked(self._window) if self._alone else ""
        return fitted(text, room) if text and room >= 4 else ""


class ChatLog(Widget):
    """The last lines of a chat, as many as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: tuple[Line, ...] = ()
        self._asked = ""
        self._gone = False

    def show(self, window: Window) -> None:
        """Show a window's lines."""
        shown = (window.lines, asked(window), window.state == "empty")
        if shown != (self._lines, self._asked, self._gone):
            self._lines, self._asked, self._gone = shown
            self.refresh()

    def render(self) -> Content:
        """The end of the chat, at the bottom; where there is but one line, what the customer asks."""
        width, height = self.size.width, self.size.height
        if height == 1:
            return line(fitted(self._asked, width), "$quiet" if self._gone else "")
        rows: list[Content] = []
        for said in reversed(self._lines):
            rows[:0] = _rows(said, width, gone=self._gone)
            if len(rows) >= height:
                break
        rows = rows[-height:] if height else []
        return Content("\n").join([Content("")] * (height - len(rows)) + rows)


class ChatWindow(Vertical):
    """Head, lines, input. Where chats stand below one another, the one that is written in has the class ``-active``."""

    class Chosen(Message):
        """It was clicked."""

        def __init__(self, number: int) -> None:
            super().__init__()
            self.number = number

    def __init__(self, number: int, quick: Sequence[str] = ()) -> None:
        super().__init__(id=f"chat-{number}")
        self.number = number
        self.came = 0
        self.head, self.lines, self.reply = ChatHead(), ChatLog(), ChatReply(number, quick)

    def compose(self) -> ComposeResult:
        """Head, lines, input."""
        yield self.head
        yield self.lines
        yield self.reply

    def show(self, window: Window, now: int, *, active: bool, draft: bool, stacked: bool) -> None:
        """Show a window as it is at ``now``; whoever is new here finds nothing that was meant for another.

        stacked: whether chats stand below one another. Only then the class is set: styling anew takes its time.
        """
        if window.came != self.came:
            self.came = window.came
            self.reply.text = ""
        self.set_class(active and stacked, "-active")
        self.head.show(window, now, active=active, draft=draft, alone=not self.lines.display)
        self.lines.show(window)

    def on_click(self, event: events.Click) -> None:
        """Turn to this chat."""
        event.stop()
        self.post_message(self.Chosen(self.number))


def asked(window: Window) -> str:
    """What the customer wants to know now, in one line; ending in the question mark that asks once more."""
    exchange = window.exchange
    if exchange is None:
        return ""
    again = [said.text for said in window.lines[-1:] if window.nudged and said.who == "customer"]
    return clean_line(" ".join([exchange.turn.text, *again]))


def seconds(milliseconds: int) -> str:
    """Minutes and seconds of a wait, ``0:09``."""
    whole = milliseconds // 1000
    return f"{whole // 60}:{whole % 60:02}"


def _bar(patience: float) -> str:
    """What is left of the patience; empty only when it has run out."""
    filled = min(_BAR, max(1 if patience > 0 else 0, round(patience * _BAR)))
    return "▰" * filled + "▱" * (_BAR - filled)


def _rows(said: Line, width: int, *, gone: bool) -> list[Content]:
    """One line of a chat: the customer's at the left, the learner's own after a sign and set in."""
    if said.who == "customer":
        return [*wrap(plain(said.text, "$quiet" if gone else ""), max(2, width))]
    inside = wrap(plain(said.text, "$quiet"), max(2, width - 2 - cell_len(_OWN)))
    return [Content.assemble((f"  {_OWN if not place else '  '}", "$accent"), row) for place, row in enumerate(inside)]
