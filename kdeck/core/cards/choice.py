"""Pick the right option, or all the right ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Draw, Mode, Part, Prompt, Verdict
from kdeck.core.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

MOST_WRONG: Final = 5
"""More wrong options than this are a list to read, not a question."""
_SURE: Final = 3


class Picked(Content):
    """What all kinds that are answered by picking options have in common."""

    __slots__ = ()
    mode: ClassVar[Mode] = "pick"
    ordered = False

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
        """All the right ones, and no other; a part for each that was right or picked, in the order shown."""
        wanted, given = set(self.answer), set(answer)
        parts = tuple(
            Part(
                option if option in given else "",
                option if option in wanted else "",
                (option in given) == (option in wanted),
            )
            for option in prompt.options
            if option in wanted or option in given
        )
        return Verdict(wanted == given, answer, parts)

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:
        """One of several taken for another, another one alone, one of several left out."""
        others = tuple(option for option in prompt.options if option not in self.answer)[:1]
        if prompt.mode == "pick-all":
            yield (*self.answer[:-1], *others)
        yield others
        yield self.answer[:-1]

    def confusions(self, verdict: Verdict) -> tuple[str, ...]:
        """The wrong options that were picked."""
        return tuple(dict.fromkeys(text for text in verdict.given if text and text not in self.answer))


class _Fields(NamedTuple):
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    last: str | None = None
    kind: CardKind = "choice"


class Choice(_Fields, Picked):
    """right: all to be picked. wrong: the easiest to confuse first. last: the option that always stands last."""

    __slots__ = ()
    name = Message("choice")
    tip = Message("Choose: press the number of the right answer.")
    comparable = True

    def draw(self, asked: Draw) -> Prompt:
        """The right options among some of the wrong ones, shuffled."""
        rng = asked.random()
        pinned = self.last is not None and self.last in self.wrong
        wrong = confusable([option for option in self.wrong if option != self.last], rng, MOST_WRONG - pinned)
        options = [option for option in (*self.right, *wrong) if option != self.last]
        rng.shuffle(options)
        if self.last is not None:
            options.append(self.last)
        mode: Mode = "pick-all" if len(self.right) > 1 else "pick"
        return Prompt(asked.card, asked.repetition, mode, tuple(options), tuple(options))


def confusable(wrong: list[str], rng: Random, most: int = MOST_WRONG) -> list[str]:
    """As many wrong options as are shown: the first, which are the easiest to confuse, and some of the others."""
    if len(wrong) <= most:
        return wrong
    return [*wrong[:_SURE], *rng.sample(wrong[_SURE:], most - _SURE)]
