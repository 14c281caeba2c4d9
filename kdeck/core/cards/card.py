"""The smallest thing that is scheduled: what cards of all kinds share, how one is asked, and how answers are judged.

What is a kind's own stands in its module beside this one, as a ``Content``; ``kinds`` lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Literal, NamedTuple

from kdeck.core.events.payload import LONGEST_TEXT
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.strings import Piece, align, normalise

if TYPE_CHECKING:
    from random import Random

    from kdeck.core.rules.explain import Explanation
    from kdeck.core.rules.table import Case

CardKind = Literal["recall", "typed", "cloze", "choice", "set", "order", "spot", "rule", "size", "phrase"]
Mode = Literal["reveal", "type", "gaps", "list", "pick", "pick-all", "sequence", "reply"]


class Card(NamedTuple):
    """A card as it stands in a library, all text sanitised and all terms filled in.

    content: what its kind holds beside the question: the answer, and whatever else decides about answers.
    seconds: time limit; a right answer past it is Hard. until: study day after which the card rests.
    file, line: where it stands; file is relative to the library. was: ids under which this card was known before.
    """

    id: str
    deck: str
    front: str
    content: Content
    tags: tuple[str, ...] = ()
    why: str = ""
    hint: str = ""
    source: str = ""
    seconds: int | None = None
    until: int | None = None
    file: str = ""
    line: int = 0
    was: tuple[str, ...] = ()

    @property
    def kind(self) -> CardKind:
        """Of which kind it is."""
        return self.content.kind

    @property
    def answer(self) -> tuple[str, ...]:
        """The right answer, see ``Content.answer``."""
        return self.content.answer

    @property
    def objective(self) -> bool:
        """Whether the answer can be judged by the program, not only by the learner."""
        return self.content.objective

    @property
    def answer_key(self) -> str:
        """The normalised answer: when it differs from the one last reviewed, the fact has changed."""
        return self.content.answer_key


class Content:
    """What a card of one kind holds, and what that means. A kind is a named tuple of its fields and this.

    mode: how it is answered. ordered: whether the texts of the answer have an order. comparable: whether two such cards
    contradict each other where they answer one question differently. form: whether the options are fields of a form,
    of which the wrong ones are marked.
    """

    __slots__ = ()
    mode: ClassVar[Mode]
    ordered: ClassVar[bool] = True
    comparable: ClassVar[bool] = False
    form: ClassVar[bool] = False

    @property
    def kind(self) -> CardKind:
        """The kind's name, a field of every kind: it tells apart tuples that are equal otherwise."""
        raise NotImplementedError

    @property
    def name(self) -> Message:
        """The kind as a person calls it."""
        raise NotImplementedError

    @property
    def tip(self) -> Message | None:
        """How a newcomer answers it, in a sentence."""
        return None

    @property
    def spoken(self) -> bool:
        """Whether the answer may be a sentence that is said to customers."""
        return False

    @property
    def answer(self) -> tuple[str, ...]:
        """The texts that make the right answer (of a phrase, answers that are right): the first field of most kinds."""
        first = next(iter(self._asdict().values()))
        return first if isinstance(first, tuple) else (first,)

    @property
    def in_words(self) -> str:
        """The right answer on one line."""
        return " / ".join(self.answer)

    @property
    def fact(self) -> str:
        """Lines for a person on what the answer stands for, where the answer alone does not say it."""
        return ""

    @property
    def objective(self) -> bool:
        """See ``Card.objective``."""
        return True

    @property
    def answer_key(self) -> str:
        """See ``Card.answer_key``."""
        if self.fact:
            return self.fact
        parts = [normalise(part) for part in self.answer]
        return "\n".join(parts if self.ordered else sorted(parts))

    def draw(self, asked: Draw) -> Prompt:
        """The question, the same for the same draw."""
        return Prompt(asked.card, asked.repetition, self.mode)

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
        """Judge an answer to a question drawn from this; see ``grade``."""
        raise NotImplementedError

    def sample(self) -> tuple[str, ...]:
        """A right answer as a learner gives it."""
        return self.answer

    def slips(self, prompt: Prompt) -> Iterable[tuple[str, ...]]:  # noqa: ARG002 - for kinds with options
        """Answers that should be wrong but are near the right one, the likeliest first."""
        return ()

    def confusions(self, verdict: Verdict) -> tuple[str, ...]:  # noqa: ARG002 - for kinds with wrong options
        """What was taken for the right answer though it answers something like it."""
        return ()

    def explain(self, case: Case, given: tuple[str, ...]) -> Explanation | None:  # noqa: ARG002 - for rules
        """Why the answer to a drawn case is what it is, and what speaks against ``given``; ``None`` without a case."""
        return None

    def _asdict(self) -> dict[str, Any]:
        """The fields by name, as of any named tuple."""
        raise NotImplementedError


class Draw(NamedTuple):
    """What a question is drawn from. case: the one to ask of a card that is asked in cases; empty to draw one, too."""

    card: Card
    repetition: int
    seed: int = 0
    case: Case = ()

    def random(self) -> Random:
        """The source of everything that differs between two questions."""
        from random import Random  # 1 ms, and most questions hold nothing to shuffle

        return Random(f"{self.card.id}#{self.repetition}" + (f"@{self.seed}" if self.seed else ""))  # noqa: S311


class Prompt(NamedTuple):
    """One question.

    mode: what the learner does: reveal and judge oneself; type one text; type each gap; type a list of items in one
    line; pick one option; pick all that apply; put the options in order; reply to a customer in better words.
    options: what an answer is made of. labels: how each option is shown (same length; differs for ``spot``).
    case: the position of each input in its domain, where a case was drawn (``kdeck.core.rules.table``);
    values: the value of each input of the case, as the deck writes it. text: the question with these in it.
    """

    card: Card
    repetition: int
    mode: Mode
    options: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    case: Case = ()
    values: Mapping[str, str] = {}
    text: str = ""

    @property
    def question(self) -> str:
        """The question's text."""
        return self.text or self.card.front

    @property
    def single(self) -> bool:
        """Whether one of the options is the answer."""
        return self.mode == "pick"

    @property
    def fields(self) -> int:
        """How many texts are to be typed: one per gap of a cloze, else one; none when nothing is typed."""
        if self.mode == "gaps":
            return len(self.card.answer)
        return 1 if self.mode in ("type", "list", "reply") else 0


class Part(NamedTuple):
    """One thing asked and what was given for it; pieces: the differences, where both are texts."""

    given: str
    expected: str
    right: bool
    pieces: tuple[Piece, ...] = ()


class Verdict(NamedTuple):
    """Right or wrong with the differences; ``right`` is ``None`` when the learner has yet to judge.

    Parts of a reply: one for each forbidden text found (as it was typed, nothing expected), and one for each group of
    which it must hold a word (that word, or nothing; expected are all of the group).
    """

    right: bool | None
    given: tuple[str, ...]
    parts: tuple[Part, ...] = ()


def draw(card: Card, repetition: int, seed: int = 0, case: Case = ()) -> Prompt:
    """The question for the ``repetition``-th review of a card (0 for the first); reviews are drawn with seed 0.

    case: what to ask of a card that is asked in cases; without one it is drawn. One that does not come to the card's
    row counts as none.
    """
    return card.content.draw(Draw(card, repetition, seed, case))


def grade(prompt: Prompt, answer: tuple[str, ...]) -> Verdict:
    """Judge an answer: typed texts in order, chosen options, the options in the order given, or a reply."""
    return prompt.card.content.grade(prompt, clipped(answer))


def clipped(answer: Iterable[str]) -> tuple[str, ...]:
    """An answer as far as it is looked at and kept."""
    return tuple(text[:LONGEST_TEXT] for text in answer)


def rating_for(verdict: Verdict, milliseconds: int, seconds: int | None) -> Rating:
    """Wrong → Again, right → Good, right but past the time limit → Hard. ``ValueError`` without a verdict."""
    if verdict.right is None:
        raise ValueError("this card is rated by the learner")
    if not verdict.right:
        return Rating.AGAIN
    late = seconds is not None and milliseconds > seconds * 1000
    return Rating.HARD if late else Rating.GOOD


def confusions(prompt: Prompt, verdict: Verdict) -> tuple[str, ...]:
    """What was taken for the right answer though it answers something like it: wrong options."""
    return () if verdict.right else prompt.card.content.confusions(verdict)


def texts_verdict(answer: tuple[str, ...], parts: list[tuple[str, str, bool]]) -> Verdict:
    """The verdict on typed texts. parts: given, expected, and whether that is right."""
    judged = tuple(Part(*part, () if part[2] else align(*part[:2])) for part in parts)
    return Verdict(all(part.right for part in judged), answer, judged)


_NO_LINE = "—"


def difference(old: str, card: Card) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of the answer key ``old`` and of the card's answer that are to be shown side by side, never empty.

    Of a card whose answer is a fact of several lines only those that differ; of any other the whole normalised old
    answer, and the new one as it is written.
    """
    before = tuple(old.split("\n"))
    if not card.content.fact:
        return before, card.answer or (_NO_LINE,)
    after = tuple(card.content.fact.split("\n"))
    gone = tuple(line for line in before if line not in after)
    come = tuple(line for line in after if line not in before)
    if not gone and not come:  # the same lines in another order
        return before, after
    return gone or (_NO_LINE,), come or (_NO_LINE,)
