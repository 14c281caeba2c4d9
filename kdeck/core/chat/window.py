"""What stands in a window's input and is not sent yet, and how long it took to type."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from kdeck.core.chat.scenario import Exchange, Scenario, Sent
from kdeck.core.strings import graphemes
from kdeck.core.typing.score import unit_of

THINKING_MS: Final = 2_000
"""A longer pause between two keys is thought, not typing: so much of it counts."""


class Draft(NamedTuple):
    """touched: when it was last changed. expanded: graphemes put in without typing; quick: whether by a quick reply."""

    text: str = ""
    touched: int | None = None
    typing_ms: int = 0
    expanded: int = 0
    quick: bool = False

    def written(self, at: int, text: str, since: int) -> Draft:
        """The draft with another text, changed by hand. since: from when on it could be typed."""
        begun = since if self.touched is None else max(since, self.touched)
        took = min(THINKING_MS, max(0, at - begun))
        if not text:  # all is taken back: nothing of a quick reply is left either
            return Draft(touched=at)
        return self._replace(text=text, touched=at, typing_ms=self.typing_ms + took)

    def inserted(self, at: int, snippet: str, *, quick: bool) -> Draft:
        """The draft into which something is put now that is not typed: a quick reply, or a paste."""
        added = self.expanded + len(graphemes(snippet))
        return self._replace(touched=at, expanded=added, quick=quick or self.quick)

    def typed(self, text: str) -> int:
        """Graphemes of a text made from this draft that were typed by hand."""
        return max(0, len(graphemes(text)) - self.expanded)


Who = Literal["customer", "own"]
State = Literal["empty", "waiting", "partial", "answered"]
"""Nobody is there; the customer waits for any reply; waits for the rest of one; has it and will go on."""
Gone = Literal["", "done", "left"]


class Line(NamedTuple):
    """One line of a chat."""

    who: Who
    text: str
    at: int


class Window(NamedTuple):
    """number: from 0. due: when something happens here by itself; ``None``: never again.

    coming: the customer who comes next. exchange: the turn at hand. gone: how the last chat ended, while the window is
    empty. lines: of the last chat. unread: the customer's lines that came while another window was looked at.
    came: how many customers have come here.
    """

    number: int
    state: State = "empty"
    due: int | None = None
    coming: Scenario | None = None
    exchange: Exchange | None = None
    lines: tuple[Line, ...] = ()
    unread: int = 0
    nudged: bool = False
    gone: Gone = ""
    came: int = 0

    @property
    def customer(self) -> Scenario | None:
        """Who writes here, or wrote last."""
        return self.exchange.scenario if self.exchange else None

    @property
    def leaves(self) -> int | None:
        """When the customer will leave unless something is sent."""
        if self.state != "waiting" or self.exchange is None:
            return None
        return self.exchange.since + _ms(self.exchange.scenario.patience)

    def waiting(self, now: int) -> int | None:
        """How long the customer has been waiting for a reply, or for the rest of one; ``None`` who is not."""
        waits = self.exchange is not None and self.state in ("waiting", "partial")
        return now - self.exchange.since if waits and self.exchange else None

    def patience(self, now: int) -> float | None:
        """How much of the patience is left, 1 to 0; ``None`` where nobody is about to leave."""
        leaves = self.leaves
        if leaves is None or self.exchange is None:
            return None
        return max(0.0, min(1.0, (leaves - now) / _ms(self.exchange.scenario.patience)))

    def expect(self, customer: Scenario, at: int) -> Window:
        """A customer will come."""
        return self._replace(coming=customer, due=at)

    def happen(self) -> tuple[Window, Exchange | None]:
        """What is due comes to pass; with the turn that has ended by it, if one has."""
        assert self.due is not None  # noqa: S101 - only what is due happens
        at, exchange = self.due, self.exchange
        if self.state == "empty":
            assert self.coming is not None  # noqa: S101 - an empty window waits for somebody or for nothing
            return Window(self.number, came=self.came + 1)._said(self.coming, 0, at), None
        assert exchange is not None  # noqa: S101 - somebody is there
        if self.state != "waiting":
            ended = exchange._replace(ended=at)
            if exchange.place + 1 < len(exchange.scenario.turns):
                return self._said(exchange.scenario, exchange.place + 1, at), ended
            return self._empty(ended, "done"), ended
        if not self.nudged and self.leaves is not None and at < self.leaves:
            sign = "？" if unit_of(exchange.turn.text) == "字/分" else "?"
            lines = (*self.lines, Line("customer", sign, at))
            return self._replace(lines=lines, unread=self.unread + 1, nudged=True, due=self.leaves), None
        lost = exchange._replace(ended=at, lost=True)
        return self._empty(lost, "left"), lost

    def send(self, sent: Sent, rest: int) -> Window:
        """A message to the customer, who is there. rest: see ``Drill``."""
        assert self.exchange is not None  # noqa: S101 - a drill sends nothing to an empty window
        exchange = self.exchange._replace(sent=(*self.exchange.sent, sent))
        lines = (*self.lines, Line("own", sent.text, sent.at))
        if self.state == "answered":
            return self._replace(exchange=exchange, lines=lines)
        if exchange.whole is None:
            return self._replace(exchange=exchange, lines=lines, state="partial", due=sent.at + rest)
        due = sent.at + _ms(exchange.turn.pause)
        return self._replace(exchange=exchange, lines=lines, state="answered", due=due)

    def typing(self, at: int, rest: int) -> Window:
        """The customer sees that something is being typed, and waits for it if something is still missing."""
        return self._replace(due=max(at + rest, self.due or 0)) if self.state == "partial" else self

    def _said(self, customer: Scenario, place: int, at: int) -> Window:
        """The customer's next message is there."""
        exchange = Exchange(self.number, customer, place, at)
        half = at + _ms(customer.patience) // 2
        return self._replace(
            state="waiting",
            due=half,
            coming=None,
            exchange=exchange,
            lines=(*self.lines, Line("customer", customer.turns[place].text, at)),
            unread=self.unread + 1,
            nudged=False,
            gone="",
        )

    def _empty(self, ended: Exchange, gone: Gone) -> Window:
        return self._replace(state="empty", due=None, exchange=ended, gone=gone)


def _ms(seconds: float) -> int:
    return round(seconds * 1000)
