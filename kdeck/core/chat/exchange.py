"""One message of a customer and everything that was sent in reply to it. Times are milliseconds since the drill began.

A reply may be sent in several messages, as people do. Three moments of it count:

- the first message, whatever it says: the *first response*;
- the first message that says something of what is asked (a word of any group; any message where nothing is asked for):
  it ends the customer's *wait*, so that no bare greeting stops the clock;
- the message with which the last group is met: the *whole* reply.
"""

from __future__ import annotations

from typing import NamedTuple

from kdeck.core.chat.judge import together
from kdeck.core.chat.scenario import Scenario, Turn


class Sent(NamedTuple):
    """One message of the learner's.

    met, forbidden: see ``judge``. typed: graphemes typed by hand, in ``typing_ms``. quick: whether a quick reply is
    part of it. misplaced: whether it was meant for another window.
    """

    at: int
    text: str
    met: tuple[bool, ...] = ()
    forbidden: tuple[str, ...] = ()
    typed: int = 0
    typing_ms: int = 0
    quick: bool = False
    misplaced: bool = False

    @property
    def says_something(self) -> bool:
        """Whether it says anything of what is asked."""
        return any(self.met) or not self.met


class Exchange(NamedTuple):
    """A customer's turn. since: when the first message came that it replies to. ended: when the customer went on.

    lost: whether the customer left instead, without any message.
    """

    window: int
    scenario: Scenario
    place: int
    since: int
    sent: tuple[Sent, ...] = ()
    ended: int | None = None
    lost: bool = False

    @property
    def turn(self) -> Turn:
        """What the customer said."""
        return self.scenario.turns[self.place]

    @property
    def first(self) -> int | None:
        """Milliseconds to the first message; ``None`` where none was sent."""
        return self.sent[0].at - self.since if self.sent else None

    @property
    def wait(self) -> int | None:
        """Milliseconds until something of what is asked was said; ``None`` where it never was."""
        return next((sent.at - self.since for sent in self.sent if sent.says_something), None)

    @property
    def whole(self) -> int | None:
        """Milliseconds until everything that is asked had been said; ``None`` where it never was."""
        for count in range(1, len(self.sent) + 1):
            if all(together(self.turn, tuple(sent.met for sent in self.sent[:count]))):
                return self.sent[count - 1].at - self.since
        return None

    @property
    def met(self) -> tuple[bool, ...]:
        """Which groups were met."""
        return together(self.turn, tuple(sent.met for sent in self.sent))

    @property
    def missing(self) -> tuple[tuple[str, ...], ...]:
        """The groups of which nothing was said."""
        return tuple(group for group, met in zip(self.turn.must, self.met, strict=True) if not met)

    @property
    def forbidden(self) -> tuple[str, ...]:
        """What was said and must not be, message by message."""
        return tuple(text for sent in self.sent for text in sent.forbidden)
