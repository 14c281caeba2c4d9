"""A card as it is asked this time: reproducible from card id and repetition."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kdeck.core.card import Card, CardKind
from kdeck.core.normal import normalise

if TYPE_CHECKING:
    from kdeck.core.rules.table import Case, Table

Mode = Literal["reveal", "type", "gaps", "list", "pick", "pick-all", "sequence", "reply"]

_MODES: Final[dict[CardKind, Mode]] = {
    "recall": "reveal",
    "typed": "type",
    "cloze": "gaps",
    "choice": "pick",
    "set": "list",
    "order": "sequence",
    "spot": "pick-all",
    "rule": "pick",
    "size": "pick",
    "phrase": "reply",
}
MOST_WRONG: Final = 5
"""More wrong options than this are a list to read, not a question."""
MOST_SIZES: Final = 5
_SURE: Final = 3
_SLOT: Final = re.compile(r"\{([^{}]+)\}")


class Prompt(NamedTuple):
    """One question.

    mode: what the learner does: reveal and judge oneself; type one text; type each gap; type a list of items in one
    line; pick one option; pick all that apply; put the options in order; reply to a customer in better words.
    options: what an answer is made of. labels: how each option is shown (same length; differs for ``spot``).
    case: the position of each input in its domain, where a case was drawn (``kdeck.core.rules.table``);
    text: the question with the case's values in it.
    """

    card: Card
    repetition: int
    mode: Mode
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    case: Case = ()
    text: str = ""

    @property
    def question(self) -> str:
        """The question's text."""
        return self.text or self.card.front

    @property
    def values(self) -> dict[str, str]:
        """The value of each input of the case, as the deck writes it; empty where no case was drawn."""
        if not self.case:
            return {}
        from kdeck.core.rules.cases import table_at

        inputs = table_at(self.card.table).inputs
        return {asked.name: asked.text(at) for asked, at in zip(inputs, self.case, strict=True)}

    @property
    def fields(self) -> int:
        """How many texts are to be typed: one per gap of a cloze, else one; none when nothing is typed."""
        if self.mode == "gaps":
            return len(self.card.back)
        return 1 if self.mode in ("type", "list", "reply") else 0


def draw(card: Card, repetition: int, seed: int = 0, case: Case = ()) -> Prompt:
    """The question for the ``repetition``-th review of a card (0 for the first); reviews are drawn with seed 0.

    case: what to ask of a card that is asked in cases; without one it is drawn. One that does not come to the card's
    row counts as none.
    """
    mode = _MODES[card.kind]
    if card.kind in ("rule", "size"):
        return _draw_case(card, repetition, seed, case)
    if card.kind == "spot":
        names = tuple(name for name, _ in card.fields)
        return Prompt(card, repetition, mode, names, tuple(_field(*field) for field in card.fields))
    if card.kind == "choice":
        options = _choice_options(card, _seeded(card, repetition, seed))
        return Prompt(card, repetition, "pick-all" if len(card.back) > 1 else "pick", options, options)
    if card.kind == "order":
        options = _shuffled_steps(card.back, _seeded(card, repetition, seed))
        return Prompt(card, repetition, mode, options, options)
    return Prompt(card, repetition, mode)


def _field(name: str, value: str) -> str:
    """A field of a form, with the colon of the script that its name is in."""
    return f"{name}{': ' if name.isascii() else '：'}{value}"


def _seeded(card: Card, repetition: int, seed: int) -> random.Random:
    return random.Random(f"{card.id}#{repetition}" + (f"@{seed}" if seed else ""))  # noqa: S311 - a shuffle, no secret


def _draw_case(card: Card, repetition: int, seed: int, asked_for: Case) -> Prompt:
    from kdeck.core.rules.cases import draw_case, table_at  # what draws no case does not pay for them

    table = table_at(card.table)
    fits = _in_domain(table, asked_for) and table.hits(asked_for) == card.row
    case = asked_for if fits else draw_case(table, card.row, card.id, repetition, seed)
    said = {asked.name: asked.worded(at) for asked, at in zip(table.inputs, case, strict=True)}
    text = _SLOT.sub(lambda slot: said.get(slot[1].strip(), slot[0]), card.front)
    rng = _seeded(card, repetition, seed)
    options = _neighbours(card, table, rng) if card.kind == "size" else _outcomes(card, table, case, rng)
    return Prompt(card, repetition, _MODES[card.kind], options, options, case, text)


def _in_domain(table: Table, case: Case) -> bool:
    return len(case) == len(table.inputs) and all(
        0 <= at < asked.size for asked, at in zip(table.inputs, case, strict=True)
    )


def _outcomes(card: Card, table: Table, case: Case, rng: random.Random) -> tuple[str, ...]:
    """The right outcome among others, those first to which one step leads: they are the ones to be confused."""
    steps = [
        (*case[:place], at + step, *case[place + 1 :])
        for place, (asked, at) in enumerate(zip(table.inputs, case, strict=True))
        for step in (-1, 1)
        if asked.kind != "one of" and 0 <= at + step < asked.size
    ]
    near = [table.rows[row].then for row in map(table.hits, steps) if row is not None]
    seen, wrong = {normalise(text) for text in card.back}, []
    for text in dict.fromkeys((*near, *card.wrong)):
        if (key := normalise(text)) not in seen:
            seen.add(key)
            wrong.append(text)
    options = [*card.back, *_confusable(wrong, rng)]
    rng.shuffle(options)
    return tuple(options)


def _neighbours(card: Card, table: Table, rng: random.Random) -> tuple[str, ...]:
    """The right size among the nearest, from small to large; its place among them tells nothing."""
    from kdeck.core.rules.cases import box_of

    widths = [asked.size for asked in table.inputs]
    rows = sorted(table.rows, key=lambda row: box_of(row, widths))
    sizes = list(dict.fromkeys(row.then for row in rows))
    place = sizes.index(table.rows[card.row].then)
    last = max(0, len(sizes) - MOST_SIZES)
    start = rng.randint(max(0, place - MOST_SIZES + 1), min(last, place))
    return tuple(sizes[start : start + MOST_SIZES])


def _choice_options(card: Card, rng: random.Random) -> tuple[str, ...]:
    pinned = card.last is not None and card.last in card.wrong
    wrong = _confusable([option for option in card.wrong if option != card.last], rng, MOST_WRONG - pinned)
    options = [option for option in (*card.back, *wrong) if option != card.last]
    rng.shuffle(options)
    if card.last is not None:
        options.append(card.last)
    return tuple(options)


def _confusable(wrong: list[str], rng: random.Random, most: int = MOST_WRONG) -> list[str]:
    """As many wrong options as are shown: the first, which are the easiest to confuse, and some of the others."""
    if len(wrong) <= most:
        return wrong
    return [*wrong[:_SURE], *rng.sample(wrong[_SURE:], most - _SURE)]


def _shuffled_steps(steps: tuple[str, ...], rng: random.Random) -> tuple[str, ...]:
    """The steps in another order than the right one, where there is another."""
    shuffled = list(steps)
    rng.shuffle(shuffled)
    if tuple(shuffled) == steps and len(steps) > 1:
        shuffled = shuffled[1:] + shuffled[:1]
    return tuple(shuffled)
