"""A drill over several chats: its windows, and which customers come, drawn from a seed, the same for everybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.chat.scenario import Exchange, Scenario, Sent, judge
from kdeck.core.rounding import milliseconds
from kdeck.core.strings import graphemes, normalise
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
        return self.exchange.since + milliseconds(self.exchange.scenario.patience)

    def waiting(self, now: int) -> int | None:
        """How long the customer has been waiting for a reply, or for the rest of one; ``None`` who is not."""
        waits = self.exchange is not None and self.state in ("waiting", "partial")
        return now - self.exchange.since if waits and self.exchange else None

    def patience(self, now: int) -> float | None:
        """How much of the patience is left, 1 to 0; ``None`` where nobody is about to leave."""
        leaves = self.leaves
        if leaves is None or self.exchange is None:
            return None
        return max(0.0, min(1.0, (leaves - now) / milliseconds(self.exchange.scenario.patience)))

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
        due = sent.at + milliseconds(exchange.turn.pause)
        return self._replace(exchange=exchange, lines=lines, state="answered", due=due)

    def typing(self, at: int, rest: int) -> Window:
        """The customer sees that something is being typed, and waits for it if something is still missing."""
        return self._replace(due=max(at + rest, self.due or 0)) if self.state == "partial" else self

    def _said(self, customer: Scenario, place: int, at: int) -> Window:
        """The customer's next message is there."""
        exchange = Exchange(self.number, customer, place, at)
        half = at + milliseconds(customer.patience) // 2
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


MOST_CHATS: Final = 5
RESPOND_TURNS: Final = 10
"""Customers' messages in a response drill: about three minutes."""
_TURNS, _TURNS_MORE = 18, 6
_GAP_MS: Final = (1_000, 6_000)


class Plan(NamedTuple):
    """customers: in the order in which they come. gaps: milliseconds from when a window is free until the next comes.

    The first ``chats`` customers come one after the other, each its gap after the one before.
    """

    chats: int
    seed: int
    customers: tuple[Scenario, ...]
    gaps: tuple[int, ...]

    @property
    def turns(self) -> int:
        """How many messages the customers have to write."""
        return sum(len(customer.turns) for customer in self.customers)


def turns_of_run(chats: int) -> int:
    """Customers' messages in a run of so many chats at once: 18 for one, 6 more for each further one.

    So that one slip among all facts (about two a message) is less than three per cent, the tenth part that may be late
    is more than one reply, and a run lasts about six minutes however many chats are open.
    """
    return _TURNS + _TURNS_MORE * (chats - 1)


def draw(scenarios: Sequence[Scenario], chats: int, turns: int, seed: int) -> Plan:
    """Customers until their messages are at least ``turns``, and one a window at least.

    Nobody comes twice before everybody has come. ``ValueError`` without a scenario or for an impossible ``chats``.
    """
    if not scenarios or not 1 <= chats <= MOST_CHATS:
        raise ValueError("a drill needs a customer and one to five windows")
    chance = random.Random(seed)  # noqa: S311 - a drill is no secret
    known = sorted(scenarios, key=lambda scenario: scenario.id)  # files may be renamed: the seed still means the same
    customers: list[Scenario] = []
    written = 0
    while written < turns or len(customers) < chats:
        for customer in chance.sample(known, len(known)):
            if written >= turns and len(customers) >= chats:
                break
            customers.append(customer)
            written += len(customer.turns)
    gaps = tuple(chance.randrange(*_GAP_MS) for _customer in customers)
    return Plan(chats, seed, tuple(customers), gaps)


class Drill:
    """One drill. rest: milliseconds that customers wait for the rest of a reply.

    windows, drafts: one for each chat that can be open. active: the window that is written in. ended: the turns that
    are over. left: whether it was broken off.
    """

    def __init__(self, plan: Plan, rest: int) -> None:
        self.plan = plan
        self.rest = rest
        self.now = 0
        self.active = 0
        self.windows = tuple(Window(number) for number in range(plan.chats))
        self.drafts = tuple(Draft() for _window in self.windows)
        self.ended: list[Exchange] = []
        self.left = False
        self._activated = 0
        self._come = 0
        at = 0
        for number in range(plan.chats):
            at += plan.gaps[self._come]
            self._expect(number, at)

    @property
    def over(self) -> bool:
        """Whether nobody is there and nobody will come, or it was broken off."""
        return self.left or self.due is None

    @property
    def due(self) -> int | None:
        """When the next thing happens by itself."""
        return min((window.due for window in self.windows if window.due is not None), default=None)

    @property
    def here(self) -> Window:
        """The window that is written in."""
        return self.windows[self.active]

    @property
    def draft(self) -> Draft:
        """What stands in its input."""
        return self.drafts[self.active]

    def tick(self, at: int) -> bool:
        """Let time pass until ``at``; whether anything happened."""
        happened = False
        while not self.over and (due := self.due) is not None and due <= at:
            number = min(window.number for window in self.windows if window.due == due)
            self.now = max(self.now, due)
            self._happen(number)
            happened = True
        self.now = max(self.now, at)
        return happened

    def switch(self, at: int, number: int) -> None:
        """Turn to another window; drafts stay where they are."""
        self.tick(at)
        if number != self.active:
            self.active, self._activated = number, self.now
        self._look()

    def longest(self) -> int | None:
        """The other window whose customer has waited longest, ``None`` where nobody waits in any other."""
        waits = [(window.waiting(self.now), window.number) for window in self.windows if window.number != self.active]
        found = [(wait, -number) for wait, number in waits if wait is not None]
        return -max(found)[1] if found else None

    def write(self, at: int, text: str, number: int | None = None) -> None:
        """A draft has been changed by hand. number: in which window, where it is not the active one."""
        self.tick(at)
        place = self.active if number is None else number
        exchange = self.windows[place].exchange
        since = max(self._activated, exchange.since if exchange else 0)
        self._change(place, self.drafts[place].written(self.now, text, since))

    def insert(self, at: int, snippet: str, *, quick: bool, number: int | None = None) -> None:
        """Something is put into a draft that is not typed: a quick reply, or else a paste; ``write`` follows."""
        self.tick(at)
        place = self.active if number is None else number
        self._change(place, self.drafts[place].inserted(self.now, snippet, quick=quick))

    def send(self, at: int, text: str, number: int | None = None) -> Sent | None:
        """Send a text from a window; ``None`` where it is blank or nobody is there, and nothing happens.

        It counts as *meant for another window* where it says nothing of what its own customer asks (who does ask for
        something) and either says everything that a customer waiting in another window still asks for, or is sent in
        another window, too, later on, and says something of what is asked there. A quick reply is meant for many, so
        that the second does not hold for it.
        """
        self.tick(at)
        place = self.active if number is None else number
        here, draft = self.windows[place], self.drafts[place]
        if here.state == "empty" or here.exchange is None or not text.strip() or self.over:
            return None
        judged = judge(here.exchange.turn, text)
        took = draft.typing_ms
        sent = Sent(self.now, text, judged.met, judged.forbidden, draft.typed(text), took, draft.quick)
        sent = sent._replace(misplaced=not sent.says_something and self._fits_elsewhere(text, place))
        if any(sent.met):
            self._was_misplaced(text, place)
        self._put(here.send(sent, self.rest))
        self._draft(Draft(), place)
        return sent

    def leave(self, at: int) -> None:
        """Break the drill off. Turns that are open count for nothing."""
        self.tick(at)
        self.left = True

    def _happen(self, number: int) -> None:
        window, ended = self.windows[number].happen()
        if window.came != self.windows[number].came:
            self._draft(Draft(), number)  # it was written to somebody who is gone
        self._put(window)
        if ended is not None:
            self.ended.append(ended)
        if window.state == "empty" and self._come < len(self.plan.customers):
            self._expect(number, self.now + self.plan.gaps[self._come])
        if number == self.active:
            self._look()

    def _expect(self, number: int, at: int) -> None:
        self._put(self.windows[number].expect(self.plan.customers[self._come], at))
        self._come += 1

    def _look(self) -> None:
        self._put(self.here._replace(unread=0))

    def _change(self, place: int, draft: Draft) -> None:
        self._draft(draft, place)
        self._put(self.windows[place].typing(self.now, self.rest))

    def _fits_elsewhere(self, text: str, here: int) -> bool:
        for window in self.windows:
            exchange = window.exchange
            if window.number == here or exchange is None or window.waiting(self.now) is None:
                continue
            says = judge(exchange.turn, text).met
            asked = [met for met, before in zip(says, exchange.met, strict=True) if not before]
            if asked and all(asked):
                return True
        return False

    def _was_misplaced(self, text: str, here: int) -> None:
        """Mark what was sent elsewhere with the same words, to no purpose there."""
        same = normalise(text)

        def marked(exchange: Exchange) -> Exchange:
            sent = tuple(
                one._replace(misplaced=True)
                if not one.says_something and not one.quick and normalise(one.text) == same
                else one
                for one in exchange.sent
            )
            return exchange._replace(sent=sent)

        self.ended = [one if one.window == here else marked(one) for one in self.ended]
        for window in self.windows:
            if window.number != here and window.exchange is not None:
                self._put(window._replace(exchange=marked(window.exchange)))

    def _put(self, window: Window) -> None:
        place = window.number
        self.windows = (*self.windows[:place], window, *self.windows[place + 1 :])

    def _draft(self, draft: Draft, place: int) -> None:
        self.drafts = (*self.drafts[:place], draft, *self.drafts[place + 1 :])
