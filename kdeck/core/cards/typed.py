"""Type the answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Mode, Prompt, Verdict, texts_verdict
from kdeck.core.message import Message
from kdeck.core.strings import fold_width, normalise

if TYPE_CHECKING:
    from decimal import Decimal

Match = Literal["text", "number", "exact"]


class _Fields(NamedTuple):
    back: str
    accept: tuple[str, ...] = ()
    match: Match = "text"
    unit: str = ""
    kind: CardKind = "typed"


class Typed(_Fields, Content):
    """back: the answer. accept: other answers that count as right. match: how they are compared.

    unit: stands behind the answer, and may be typed or not.
    """

    __slots__ = ()
    name = Message("typed")
    tip = Message("Type the answer, then press Enter. Width and spaces do not matter.")
    mode: ClassVar[Mode] = "type"
    comparable = True
    spoken = True

    @property
    def in_words(self) -> str:
        """With the unit, where the answer does not name it already."""
        return f"{self.back} {self.unit}" if self.unit and not self.back.endswith(self.unit) else self.back

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Against every answer that is accepted; what differs is shown against the first."""
        given = answer[0] if answer else ""
        right = any(matches(given, text, self.match, self.unit) for text in (self.back, *self.accept))
        return texts_verdict(answer, [(given, self.back, right)])

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:  # noqa: ARG002 - whatever was asked
        """Slips of the finger."""
        return ((text,) for text in slips_of(self.back))


def slips_of(text: str) -> Iterator[str]:
    """A text as fingers slip: another digit, one character less, one too many."""
    for place in reversed(range(len(text))):
        if text[place] in "0123456789":
            yield text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1 :]
    yield text[:-1]
    yield text + text[-1:]


def matches(given: str, expected: str, match: Match = "text", unit: str = "") -> bool:
    """Whether a typed text counts as the expected one."""
    if match == "exact":
        return given.strip() == expected.strip()
    if match == "number":
        wanted, got = _number(expected, unit), _number(given, unit)
        return wanted is not None and wanted == got
    got_text, wanted_text = normalise(given), normalise(expected)
    if got_text == wanted_text:
        return bool(got_text)
    unit = normalise(unit)
    return (
        bool(unit) and bool(got_text) and got_text.removesuffix(unit).strip() == wanted_text.removesuffix(unit).strip()
    )


def _number(text: str, unit: str) -> Decimal | None:
    from decimal import Decimal, InvalidOperation  # 1 ms, for the few cards that compare numbers

    folded = fold_width(text).casefold().strip().rstrip(".")
    folded = folded.removesuffix(fold_width(unit).casefold().strip()).strip().replace(",", "").replace(" ", "")
    try:
        number = Decimal(folded)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
