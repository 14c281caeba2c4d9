"""A customer as a deck writes one: what they say, turn by turn, and what a good reply to each turn holds."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.reply import find, first

PATIENCE: Final = 60.0
PAUSE: Final = 3.0


class Turn(NamedTuple):
    """One message of a customer and what the reply must hold.

    must: groups of words, a reply holds at least one of each. never: texts that it must not hold, the shop's forbidden
    words among them. say: model replies. because: shown afterwards. pause: seconds until the customer goes on after
    the reply.
    """

    text: str
    must: tuple[tuple[str, ...], ...] = ()
    never: tuple[str, ...] = ()
    say: tuple[str, ...] = ()
    because: str = ""
    pause: float = PAUSE


class Scenario(NamedTuple):
    """One customer. id: ``deck/chat``. patience: seconds that this customer waits for a reply before leaving."""

    id: str
    name: str
    turns: tuple[Turn, ...]
    patience: float = PATIENCE
    tags: tuple[str, ...] = ()
    about: str = ""
    file: str = ""
    line: int = 0

    @property
    def deck(self) -> str:
        """The id of the deck that it stands in."""
        return self.id.partition("/")[0]


class Judged(NamedTuple):
    """met: of each of the turn's groups, whether the message holds one of its words. forbidden: as it was typed."""

    met: tuple[bool, ...]
    forbidden: tuple[str, ...]


def judge(turn: Turn, text: str) -> Judged:
    """What a message says of what it must say, and what of what it must not; case, width and spaces do not count."""
    met = tuple(any(find(text, word) for word in group) for group in turn.must)
    return Judged(met, tuple(dict.fromkeys(filter(None, (first(text, word) for word in turn.never)))))


def together(turn: Turn, messages: tuple[tuple[bool, ...], ...]) -> tuple[bool, ...]:
    """Which groups several messages meet between them; each is what ``judge`` says of one."""
    return tuple(any(met[place] for met in messages) for place in range(len(turn.must)))


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
