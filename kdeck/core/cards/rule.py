"""An outcome of a decision table: a case that comes to it, drawn anew each time. A size of a size chart is one, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kdeck.core.cards.card import Draw, Prompt
from kdeck.core.cards.choice import Picked, confusable
from kdeck.core.message import Message
from kdeck.core.rules.table import Case, Table
from kdeck.core.strings import normalise

if TYPE_CHECKING:
    from random import Random

    from kdeck.core.rules.explain import Explanation

MOST_SIZES: Final = 5
_SLOT: Final = re.compile(r"\{\s*([^{}]*?)\s*\}")


class _Fields(NamedTuple):
    table: Table
    row: int
    wrong: tuple[str, ...] = ()
    fact: str = ""
    kind: Literal["rule", "size"] = "rule"


class Outcome(_Fields, Picked):
    """table: what cases are drawn from; row: the place of this outcome in it. wrong: other outcomes.

    fact: what the outcome stands for in the table, whatever else that says. The question holds ``{input}`` slots.
    """

    __slots__ = ()
    tip = Message("A rule: every time another case, most often at its edge. Press a number.")

    @property
    def is_size(self) -> bool:
        """Whether the table is a size chart, which nobody learns by heart."""
        return self.kind == "size"

    @property
    def name(self) -> Message:
        """A rule's outcome, or a size."""
        return Message("size") if self.is_size else Message("rule")

    @property
    def spoken(self) -> bool:
        """What a policy says may be; a size is no sentence."""
        return not self.is_size

    @property
    def answer(self) -> tuple[str, ...]:
        """What is right in the cases of the row."""
        return (self.table.rows[self.row].then,)

    def draw(self, asked: Draw) -> Prompt:
        """A case of the row, and the outcome among others."""
        from kdeck.core.rules.cases import draw_case  # what draws no case does not pay for them

        table, card = self.table, asked.card
        fits = _in_domain(table, asked.case) and table.hits(asked.case) == self.row
        case = asked.case if fits else draw_case(table, self.row, card.id, asked.repetition, asked.seed)
        inputs = list(zip(table.inputs, case, strict=True))
        text = filled(card.front, {given.name: given.worded(at) for given, at in inputs})
        values = {given.name: given.text(at) for given, at in inputs}
        options = self._neighbours(asked.random()) if self.is_size else self._outcomes(case, asked.random())
        return Prompt(card, asked.repetition, self.mode, options, options, case, values, text)

    def explain(self, case: Case, given: tuple[str, ...]) -> Explanation | None:
        """By the rows that hold and do not."""
        from kdeck.core.rules.explain import explain

        return explain(self.table, case, given) if case else None

    def _outcomes(self, case: Case, rng: Random) -> tuple[str, ...]:
        """The right outcome among others, those first to which one step leads: they are the ones to be confused."""
        table = self.table
        steps = [
            (*case[:place], at + step, *case[place + 1 :])
            for place, (asked, at) in enumerate(zip(table.inputs, case, strict=True))
            for step in (-1, 1)
            if asked.kind != "one of" and 0 <= at + step < asked.size
        ]
        near = [table.rows[row].then for row in map(table.hits, steps) if row is not None]
        seen, wrong = {normalise(text) for text in self.answer}, []
        for text in dict.fromkeys((*near, *self.wrong)):
            if (key := normalise(text)) not in seen:
                seen.add(key)
                wrong.append(text)
        options = [*self.answer, *confusable(wrong, rng)]
        rng.shuffle(options)
        return tuple(options)

    def _neighbours(self, rng: Random) -> tuple[str, ...]:
        """The right size among the nearest, from small to large; its place among them tells nothing."""
        from kdeck.core.rules.cases import box_of

        widths = [asked.size for asked in self.table.inputs]
        rows = sorted(self.table.rows, key=lambda row: box_of(row, widths))
        sizes = list(dict.fromkeys(row.then for row in rows))
        place = sizes.index(self.answer[0])
        last = max(0, len(sizes) - MOST_SIZES)
        start = rng.randint(max(0, place - MOST_SIZES + 1), min(last, place))
        return tuple(sizes[start : start + MOST_SIZES])


def _in_domain(table: Table, case: Case) -> bool:
    return len(case) == len(table.inputs) and all(
        0 <= at < asked.size for asked, at in zip(table.inputs, case, strict=True)
    )


def filled(front: str, values: dict[str, str]) -> str:
    """A question with values in its ``{input}`` slots."""
    return _SLOT.sub(lambda slot: values.get(slot[1], slot[0]), front)
