"""What all ways of answering have in common; each has a widget of its own, and ``question`` lists them."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from kdeck.core.cards.card import Mode, Prompt, Verdict
from kdeck.language import _, labelled, together
from kdeck.tui.content import line, plain
from kdeck.tui.widgets.keybar import Key


class Area:
    """Beside a widget: takes the answers to questions of its ``MODES``, then shows there what became of them.

    TYPED: whether letters are text. complete: whether what stands there is an answer.
    """

    MODES: ClassVar[tuple[Mode, ...]] = ()
    TYPED: ClassVar[bool] = False

    @property
    def complete(self) -> bool:
        """See above."""
        return True

    async def ask(self, prompt: Prompt) -> None:
        """Show a new question's part, nothing chosen or typed; nothing at all for a question of another mode."""

    def given(self) -> tuple[str, ...]:
        """The answer as it stands."""
        return ()

    def judge(self, verdict: Verdict) -> None:
        """Show what the answer was."""

    def keys(self, *, at_once: bool) -> list[Key]:
        """The keys that make an answer. at_once: whether choosing the only option that is wanted gives it."""
        raise NotImplementedError

    def choose(self, place: int) -> bool:  # noqa: ARG002 - for those with options
        """Choose an option by its place; whether that is a whole answer."""
        return False

    def tick(self) -> bool:
        """Choose what the cursor stands on; whether that is a whole answer."""
        return False

    def move(self, step: int) -> None:
        """Move the cursor."""

    def shift(self, step: int) -> None:
        """Carry what the cursor stands on."""

    def take_back(self) -> None:
        """Take back what was chosen last."""

    def settle(self) -> None:
        """Enter was pressed: what the cursor stands on counts, where only one is wanted."""

    def lacking(self) -> str:
        """What is still to be done where it is no answer yet."""
        return _("Choose first, by number, by arrow keys or with the mouse.")

    @staticmethod
    def answered(prompt: Prompt, verdict: Verdict) -> list[Content]:  # noqa: ARG004 - for those with options
        """An answer as a list looks back on it, each part with its sign."""
        return [plain(labelled(_("Yours"), together(verdict.given)))]

    @staticmethod
    def told(prompt: Prompt, verdict: Verdict) -> list[Content]:
        """The right answer in words, after a wrong one."""
        return [answer_line(prompt)] if verdict.right is False else []

    @classmethod
    def solution(cls, prompt: Prompt) -> list[Content]:
        """What would have been right, where nothing was answered."""
        return [*(line(f"  {label}") for label in prompt.labels), answer_line(prompt)]


def answer_line(prompt: Prompt) -> Content:
    """The right answer on a line of its own."""
    return plain(_("Answer: {answer}").format(answer=prompt.card.content.in_words), "bold")


def number_keys(count: int) -> list[Key]:
    """A key an option, the first nine of them, kept out of the footer."""
    return [Key(str(place + 1), "", "", f"answer:choose {place}") for place in range(min(9, count))]


def arrow_keys() -> list[Key]:
    """The keys that move the cursor, kept out of the footer."""
    return [Key("down", "", "", "answer:move 1"), Key("up", "", "", "answer:move -1")]
