"""Several customers at once: they come, write, wait and leave by themselves; the learner switches, writes and sends.

Pure: every method takes the time, in milliseconds since the drill began, and first lets everything happen that is due
by then, each thing at its own time. So it does not matter how often the clock is looked at. Times never go back.

The rules of a chat:

- The clock of a reply starts at the customer's first message that has none. A customer who has waited for half the
  patience writes a question mark, which starts no clock of its own.
- A customer who gets no message at all leaves when the patience has run out.
- A reply may be sent in parts. When everything asked for has been said, the customer goes on after the turn's pause.
  Until then the customer waits for the rest, so long (``rest``) after the last message or the last key in this window;
  then the customer goes on, and what was not said counts as missing.
"""

from __future__ import annotations

from kdeck.core.chat.draft import Draft
from kdeck.core.chat.exchange import Exchange, Sent
from kdeck.core.chat.judge import judge
from kdeck.core.chat.plan import Plan
from kdeck.core.chat.window import Window
from kdeck.core.normal import normalise


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
