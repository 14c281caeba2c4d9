"""A chat of a deck as a learner will see it, and below it what each reply is judged by."""

from __future__ import annotations

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content

from kdeck.core.chat.drill import Drill
from kdeck.core.chat.plan import Plan
from kdeck.core.chat.scenario import Scenario, Turn
from kdeck.language import _, labelled, together
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.widgets.chat_window import ChatWindow
from kdeck.tui.widgets.text import Text

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
    text = _("{turns} messages; waits {patience} s for a reply").format(
        turns=len(scenario.turns), patience=f"{scenario.patience:g}"
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
