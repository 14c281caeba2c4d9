"""Evidence as tests need it: so many cards, runs, exams and chats, newest first."""

from __future__ import annotations

from kdeck.core.levels.evidence import CardState, ChatRun, ExamSat, OwnDeck, Proof, TypedRun, Witnessed
from kdeck.core.moment import Moment
from kdeck.core.typing.score import Unit

AT = Moment(1_790_000_000_000_000, 8 * 3600)


def proof(number: int = 0) -> Proof:
    """The event of a result."""
    return Proof(f"event-{number}", AT.plus(number))


def cards(
    count: int,
    recall: float | None = 0.9,
    deck: str = "freight",
    *,
    objective: bool = True,
    proven: bool = True,
    asleep: bool = False,
) -> tuple[CardState, ...]:
    """So many cards with this recall, their answers judged by the program unless said otherwise."""
    base = CardState("", deck, recall, objective, proven, asleep)
    mark = f"{recall}-{base.objective}-{base.proven}-{base.asleep}"
    return tuple(base._replace(card=f"{deck}/{mark}-{number:03}") for number in range(count))


def own_words(count: int, recall: float | None) -> tuple[CardState, ...]:
    """So many cards that only the learner judges."""
    return cards(count, recall, objective=False, proven=False)


def exam(right: int, items: int = 40, *, dan: int | None = 3, minutes: float = 20.0, counts: bool = True) -> ExamSat:
    """An exam of all decks."""
    return ExamSat(proof(), dan, (), items, items, right, round(minutes * 60_000), counts)


def run(
    net: float,
    accuracy: float = 0.97,
    *,
    fixes: float = 0.0,
    minutes: float = 5.0,
    unit: Unit = "字/分",
    number: int = 0,
) -> TypedRun:
    """A certified run."""
    return TypedRun(proof(number), unit, net, accuracy, fixes, round(minutes * 60_000))


def chats(count: int, *waits: int | None, right: float = 1.0, forbidden: int = 0, counts: bool = True) -> ChatRun:
    """So many chats at once with these waits in milliseconds."""
    return ChatRun(proof(), count, waits, right, forbidden, counts)


def own_deck(count: int, kinds: int = 3, deck: str = "mine", number: int = 0) -> OwnDeck:
    """A deck of the learner's."""
    return OwnDeck(proof(number), deck, "我的题库", count, kinds, "0" * 64)


def witness(dan: int, name: str = "王老师") -> Witnessed:
    """A trainer's word."""
    return Witnessed(proof(), dan, name)
