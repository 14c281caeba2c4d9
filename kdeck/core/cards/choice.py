"""Pick the right option, or all the right ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Draw, Mode, Part, Prompt, Verdict
from kdeck.core.message import Message

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

MOST_WRONG: Final = 5
"""More wrong options than this are a list to read, not a question."""
_SURE: Final = 3


class _Fields(NamedTuple):
    right: tuple[str, ...]
    wrong: tuple[str, ...] = ()
    last: str | None = None
    kind: CardKind = "choice"


class Choice(_Fields, Content):
    """right: all to be picked. wrong: the easiest to confuse first. last: the option that always stands last."""

    __slots__ = ()
    name = Message("choice")
    mode: ClassVar[Mode] = "pick"
    ordered = False

    @property
    def answer(self) -> tuple[str, ...]:
        """The right options."""
        return self.right

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

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
        """All the right ones, and no other."""
        return grade_options(prompt, self.right, answer)

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:
        """Another option, or one too few."""
        return option_slips(prompt, self.right)

    def confusions(self, verdict: Verdict) -> tuple[str, ...]:
        """The wrong options that were picked."""
        return picked_besides(self.right, verdict)


def confusable(wrong: list[str], rng: Random, most: int = MOST_WRONG) -> list[str]:
    """As many wrong options as are shown: the first, which are the easiest to confuse, and some of the others."""
    if len(wrong) <= most:
        return wrong
    return [*wrong[:_SURE], *rng.sample(wrong[_SURE:], most - _SURE)]


def grade_options(prompt: Prompt, right: Sequence[str], answer: tuple[str, ...]) -> Verdict:
    """The verdict on picked options; a part for each that was right or picked, in the order shown."""
    wanted, given = set(right), set(answer)
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


def option_slips(prompt: Prompt, right: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Picks beside the right ones: one of several taken for another, another one alone, one of several left out."""
    others = tuple(option for option in prompt.options if option not in right)[:1]
    if prompt.mode == "pick-all":
        yield (*right[:-1], *others)
    yield others
    yield right[:-1]


def picked_besides(right: Sequence[str], verdict: Verdict) -> tuple[str, ...]:
    """What was picked beside the right options, each once."""
    return tuple(dict.fromkeys(text for text in verdict.given if text and text not in right))
