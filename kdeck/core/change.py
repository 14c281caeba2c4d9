"""What a changed fact was and is, as far as the two differ."""

from __future__ import annotations

from kdeck.core.cards.card import Card

_NOTHING = "—"


def difference(old: str, card: Card) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The lines of the answer key ``old`` and of the card's answer that are to be shown side by side, never empty.

    Of a card whose answer is a fact of several lines only those that differ; of any other the whole normalised old
    answer, and the new one as it is written.
    """
    before = tuple(old.split("\n"))
    if not card.content.fact:
        return before, card.answer or (_NOTHING,)
    after = tuple(card.content.fact.split("\n"))
    gone = tuple(line for line in before if line not in after)
    come = tuple(line for line in after if line not in before)
    if not gone and not come:  # the same lines in another order
        return before, after
    return gone or (_NOTHING,), come or (_NOTHING,)
