"""The smallest thing that is scheduled, and the shop and decks that it comes from."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

from kdeck.core.normal import normalise

CardKind = Literal["recall", "typed", "cloze", "choice", "set", "order", "spot", "rule", "size", "phrase"]
Match = Literal["text", "number", "exact"]


class Card(NamedTuple):
    """A card as it stands in a library, all text sanitised and all terms filled in.

    back: the expected answer: one text (recall, typed), one per gap (cloze), the right options (choice),
    the items (set), the steps in order (order), the names of the wrong fields (spot), what is right in the cases of
    this outcome (rule), the size that fits (size), the model answers (phrase).
    accept: other answers that count as right (typed). wrong: wrong options (choice).
    last: the option pinned to the end. fields: name and shown value (spot).
    seconds: time limit; a right answer past it is Hard. until: study day after which the card rests.
    file, line: where it stands; file is relative to the library.
    table: the decision table that cases are drawn from, as ``table.plain`` made it; row: the place of this card's
    outcome in it (rule, size). front then holds ``{input}`` slots.
    never, must: texts that a reply must not hold, and groups of which it must hold one each (phrase).
    fact: what the answer stands for, where ``back`` alone does not say it (rule, size, phrase): lines for a person.
    was: ids under which this card was known before.
    """

    id: str
    kind: CardKind
    front: str
    back: tuple[str, ...]
    deck: str
    tags: tuple[str, ...] = ()
    why: str = ""
    hint: str = ""
    source: str = ""
    seconds: int | None = None
    until: int | None = None
    accept: tuple[str, ...] = ()
    match: Match = "text"
    unit: str = ""
    wrong: tuple[str, ...] = ()
    last: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    file: str = ""
    line: int = 0
    table: tuple[Any, ...] = ()
    row: int = 0
    never: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    fact: str = ""
    was: tuple[str, ...] = ()

    @property
    def objective(self) -> bool:
        """Whether the answer can be judged by the program, not only by the learner."""
        return bool(self.never or self.must) if self.kind == "phrase" else self.kind != "recall"

    @property
    def answer_key(self) -> str:
        """The normalised answer: when it differs from the one last reviewed, the fact has changed."""
        if self.fact:
            return self.fact
        parts = [normalise(part) for part in self.back]
        if self.kind in ("set", "choice", "spot"):
            parts.sort()
        return "\n".join(parts)


class Deck(NamedTuple):
    """One deck of a library. size: how many cards it has. start: place of its first card in the library's order."""

    id: str
    title: str
    lang: str
    about: str
    tags: tuple[str, ...]
    file: str
    start: int
    size: int


class Shop(NamedTuple):
    """What shop.yaml says, as far as studying needs it.

    retention: (tag, 0..1) pairs. order: deck ids in the order of the path, in which new cards are met.
    typing: grades: name, net speed, least accuracy and greatest share taken back (both 0..1, ``None`` where not said).
    respond: seconds within which a first reply, and on average any reply, should come.
    stages: the days of the path, in order: number, title, deck ids, share of the cards to be learnt (0..1). calendar:
    the fields of ``core.path_calendar.Calendar``. dans: the levels: number, title, needs; a need is the name of its
    kind (``recall``, ``exam``…) and the values of that kind in the order of the format.
    """

    id: str = "shop"
    name: str = ""
    lang: str = ""
    forbidden: tuple[str, ...] = ()
    default_retention: float = 0.9
    retention: tuple[tuple[str, float], ...] = ()
    order: tuple[str, ...] = ()
    typing: tuple[tuple[str, float, float | None, float | None], ...] = ()
    respond: tuple[float, float] = (6.0, 20.0)
    stages: tuple[tuple[int, str, tuple[str, ...], float], ...] = ()
    calendar: tuple[Any, ...] = ()
    dans: tuple[tuple[int, str, tuple[tuple[Any, ...], ...]], ...] = ()

    def retention_of(self, tags: tuple[str, ...]) -> float:
        """Desired retention of a card: the highest that any of its tags asks for, else the default."""
        asked = [value for tag, value in self.retention if tag in tags]
        return max(asked, default=self.default_retention)
