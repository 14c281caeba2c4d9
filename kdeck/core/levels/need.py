"""What a dan may ask for: one value a kind of need, as ``shop.yaml`` states it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple

NeedKind = Literal["recall", "exam", "typing", "respond", "deck", "witness"]
DANS: Final = 9
_SHARES: Final = ("at_least", "of_cards", "passing", "accuracy", "share")
_MOST: Final = 1_000_000_000


class RecallNeed(NamedTuple):
    """Cards are remembered: ``of_cards`` of them (0..1) with a predicted recall of ``at_least`` (0..1) now.

    decks: ids; none means all.
    """

    decks: tuple[str, ...] = ()
    at_least: float = 0.9
    of_cards: float = 1.0

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "recall"


class ExamNeed(NamedTuple):
    """An exam of so many ``cards`` within so many ``minutes`` is passed with a share of ``passing`` (0..1)."""

    decks: tuple[str, ...] = ()
    cards: int = 40
    minutes: int = 20
    passing: float = 0.9

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "exam"


class TypingNeed(NamedTuple):
    """Certified runs of so many ``minutes`` reach a net ``speed`` and an ``accuracy`` (0..1).

    speed: in the unit of the shop's language. runs: how many, and among how many of the newest.
    """

    speed: float
    accuracy: float = 0.97
    minutes: int = 5
    runs: tuple[int, int] = (1, 1)

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "typing"


class RespondNeed(NamedTuple):
    """So many ``chats`` at once, a ``share`` (0..1) of the replies ``within`` so many seconds."""

    chats: int
    within: float
    share: float = 1.0

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "respond"


class DeckNeed(NamedTuple):
    """A checked deck of one's own with so many ``cards`` of its own, of at least so many ``kinds``."""

    cards: int = 20
    kinds: int = 3

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "deck"


class WitnessNeed(NamedTuple):
    """A trainer confirms the level by name."""

    @property
    def kind(self) -> NeedKind:
        """Its name in ``shop.yaml``."""
        return "witness"


Need = RecallNeed | ExamNeed | TypingNeed | RespondNeed | DeckNeed | WitnessNeed
NEEDS: Final[Mapping[str, type[Need]]] = {
    "recall": RecallNeed,
    "exam": ExamNeed,
    "typing": TypingNeed,
    "respond": RespondNeed,
    "deck": DeckNeed,
    "witness": WitnessNeed,
}
ALL: Final = "all"
"""What stands for every deck where ids of decks are listed."""


def need_named(kind: str, values: Mapping[str, Any]) -> Need:
    """A need from the name of its kind and its values by name; ``ValueError`` where these do not fit."""
    shape = NEEDS.get(kind)
    if shape is None or set(values) != set(shape._fields):
        raise ValueError("this is no need of a level")
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in values.items()}
    if not all(_alike(name, value) for name, value in given.items()):
        raise ValueError("this is no need of a level")
    return shape(**given)


def _alike(name: str, value: object) -> bool:
    """Whether a value is one that this field of a need takes."""
    if name == "decks":
        return isinstance(value, tuple) and all(isinstance(deck, str) for deck in value)
    if name == "runs":
        runs = isinstance(value, tuple) and len(value) == 2 and all(type(number) is int for number in value)
        return runs and 1 <= value[0] <= value[1] <= _MOST  # type: ignore[index]
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return False
    return 0 < value <= (1 if name in _SHARES else _MOST)


def is_as_hard(need: Need, other: Need) -> bool:
    """Whether whoever meets ``need`` meets ``other`` as well, as far as these two say."""
    if need.kind != other.kind:
        return False
    theirs = other._asdict()
    return all(_is_as_hard(need.kind, name, value, theirs[name]) for name, value in need._asdict().items())


def _is_as_hard(kind: NeedKind, name: str, value: Any, other: Any) -> bool:
    if name == "decks":  # most cards of more decks may be few of the cards of one of them
        return set(value) == set(other)
    if name == "runs":  # two of the newest three are at least one of the newest two
        (wanted, among), (least, of) = value, other
        return bool(wanted - max(0, among - of) >= least)
    less = (kind, name) in (("exam", "minutes"), ("respond", "within"))
    return bool(value <= other if less else value >= other)


class DanAsked(NamedTuple):
    """One level as a shop defines it."""

    dan: int
    title: str
    needs: tuple[Need, ...]


def asked_of(dans: Iterable[DanAsked]) -> tuple[DanAsked, ...]:
    """The levels of a shop (``Shop.dans``) from the lowest; of one that is written twice the first counts."""
    found: dict[int, DanAsked] = {}
    for level in dans:
        found.setdefault(level.dan, level)
    return tuple(found[dan] for dan in sorted(found))
