"""Reply to a customer in better words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from kdeck.core.cards.card import CardKind, Content, Mode, Part, Prompt, Verdict
from kdeck.core.message import Message
from kdeck.core.reply import first


class _Fields(NamedTuple):
    replies: tuple[str, ...]
    never: tuple[str, ...] = ()
    must: tuple[tuple[str, ...], ...] = ()
    fact: str = ""
    kind: CardKind = "phrase"


class Phrase(_Fields, Content):
    """replies: the model answers. never, must: texts that no reply may hold, groups of which it must hold one each.

    fact: what replies are judged by, in one order however it is written; empty where only the model answers say it.
    """

    __slots__ = ()
    name = Message("phrase")
    tip = Message("Write to the customer as you would at work, then press Enter.")
    mode: ClassVar[Mode] = "reply"
    spoken = True

    @property
    def objective(self) -> bool:
        """Where there is something to judge replies by."""
        return bool(self.never or self.must)

    def grade(self, prompt: Prompt, answer: tuple[str, ...]) -> Verdict:  # noqa: ARG002 - whatever was asked
        """Against what it must not and must hold."""
        reply = "\n".join(answer)
        if not self.objective:
            return Verdict(None, answer)
        forbidden = dict.fromkeys(filter(None, (first(reply, text) for text in self.never)))
        parts = [Part(text, "", False) for text in forbidden]
        for group in self.must:
            found = next(filter(None, (first(reply, text) for text in group)), "")
            parts.append(Part(found, " / ".join(group), bool(found)))
        return Verdict(bool(reply.strip()) and all(part.right for part in parts), answer, tuple(parts))

    def sample(self) -> tuple[str, ...]:
        """The first model answer."""
        return self.replies[:1]

    def slips(self, prompt: Prompt) -> Iterator[tuple[str, ...]]:  # noqa: ARG002 - whatever was asked
        """What must not be said, or nothing."""
        return ((text,) for text in (*self.never, ""))
