"""Which customers come in a drill, and how soon after one another: drawn from a seed, the same for everybody."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Final, NamedTuple

from kdeck.core.chat.scenario import Exchange, Scenario, Sent, judge
from kdeck.core.chat.window import Draft, Window
from kdeck.core.strings import normalise

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
