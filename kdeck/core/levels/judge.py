"""One need against the evidence: met or not, how far, and what exactly is missing."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from kdeck.core.chat.record import ACCURACY
from kdeck.core.exam.paper import needed
from kdeck.core.levels import evidence as of
from kdeck.core.levels.evidence import CardState, ChatRun, Evidence, ExamSat, Found, OwnDeck, Proof, TypedRun
from kdeck.core.levels.need import (
    DeckNeed,
    ExamNeed,
    Need,
    RecallNeed,
    RespondNeed,
    TypingNeed,
)
from kdeck.core.message import Message, counted
from kdeck.core.rounding import percent

MOST_ASLEEP: Final = 0.1
"""The share of cards that may be suspended and left out; what is suspended beyond it counts as not remembered."""
LEAST_JUDGED: Final = 0.5
"""The share of cards whose answers the program must judge, for their decks to prove anything."""
_EPSILON: Final = 1e-9


class Judged(NamedTuple):
    """A need and how it stands. done: 0..1, 1 only where it is met. missing: ``None`` where it is met.

    proofs: the events that count for it. refresh: cards that a sitting can bring to the bar, least recall first.
    """

    need: Need
    met: bool
    done: float
    found: Found
    missing: Message | None
    proofs: tuple[Proof, ...] = ()
    refresh: tuple[str, ...] = ()


def judge(need: Need, evidence: Evidence, dan: int) -> Judged:
    """How one need of a level stands."""
    if isinstance(need, RecallNeed):
        return _recall(need, evidence)
    if isinstance(need, ExamNeed):
        return _exam(need, evidence.exams, dan)
    if isinstance(need, TypingNeed):
        return _typing(need, evidence)
    if isinstance(need, RespondNeed):
        return _respond(need, evidence.chats)
    if isinstance(need, DeckNeed):
        return _deck(need, evidence.decks)
    witnesses = [witness for witness in evidence.witnesses if witness.dan == dan]
    if not witnesses:
        return Judged(need, False, 0.0, of.WitnessFound(), Message("a trainer's word"))
    return Judged(need, True, 1.0, of.WitnessFound(witnesses[0].name), None, (witnesses[0].proof,))


def _recall(need: RecallNeed, evidence: Evidence) -> Judged:
    """All cards stand in the denominator, but those of them that rest.

    A card that the program judges is reached where its newest answer was judged. One that only the learner judges can
    hold a level back and never lifts it: the judged cards have to reach the share among themselves as well.
    """
    cards = [card for card in evidence.cards if not need.decks or card.deck in need.decks]
    judged = [card for card in cards if card.objective]
    below = [card for card in cards if not card.asleep and not _holds(card, need)]
    below.sort(key=lambda card: (card.recall or 0, card.card))
    found = of.RecallFound(
        cards=len(cards) - _left_out(cards),
        reached=sum(_holds(card, need) for card in cards),
        judged=len(judged) - _left_out(judged),
        judged_reached=sum(_holds(card, need) for card in judged),
        asleep=_left_out(cards),
    )
    refresh = tuple(card.card for card in below if card.recall is not None)
    if not judged or len(judged) < LEAST_JUDGED * len(cards):
        return Judged(need, False, 0.0, found, Message("these decks prove too little"), refresh=refresh)
    missing = cards_short(need, found)
    if missing <= 0:
        return Judged(need, True, 1.0, found, None, refresh=refresh)
    done = _part(min(found.reached / found.cards, found.judged_reached / found.judged), need.of_cards)
    decks = Counter(card.deck for card in (*below, *(card for card in cards if card.asleep)))
    return Judged(need, False, done, found, _cards_missing(missing, decks, need, evidence), refresh=refresh)


def cards_short(need: RecallNeed, found: of.RecallFound) -> int:
    """How many cards more must reach the bar, by the figures; none where it is 0 or less."""
    return max(
        _short(need.of_cards, found.cards, found.reached),
        _short(need.of_cards, found.judged, found.judged_reached),
        1 - found.judged_reached,
    )


def adds_up(found: of.RecallFound) -> bool:
    """Whether there can be such cards at all, and enough of them that the program judges."""
    whole = found.cards + found.asleep
    parts = 0 <= found.judged_reached <= min(found.judged, found.reached) <= max(found.judged, found.reached)
    asleep = 0 <= found.asleep <= whole * MOST_ASLEEP + _EPSILON
    judged = found.judged + found.asleep >= whole * LEAST_JUDGED
    return parts and max(found.judged, found.reached) <= found.cards and asleep and judged


def _left_out(cards: Sequence[CardState]) -> int:
    """How many of the suspended ones rest."""
    return min(sum(card.asleep for card in cards), math.floor(len(cards) * MOST_ASLEEP + _EPSILON))


def _holds(card: CardState, need: RecallNeed) -> bool:
    known = card.recall is not None and card.recall >= need.at_least and not card.asleep
    return known and (card.proven or not card.objective)


def _short(share: float, whole: int, reached: int) -> int:
    return math.ceil(share * whole - _EPSILON) - reached


def _cards_missing(count: int, decks: Counter[str], need: RecallNeed, evidence: Evidence) -> Message:
    (worst, most), *_others = sorted(decks.items(), key=lambda pair: (-pair[1], pair[0])) or [("", 0)]
    values = {"bar": percent(need.at_least, decimals=1), "deck": evidence.titles.get(worst, worst)}
    if count == 1 or most >= count:
        return counted("one card of {deck} below {bar}", "{count} cards of {deck} below {bar}", count, **values)
    return Message("{count} cards below {bar}, most in {deck}", count=count, **values)


def _exam(need: ExamNeed, exams: Iterable[ExamSat], dan: int) -> Judged:
    fitting = [
        exam
        for exam in exams
        if exam.counts
        and exam.dan == dan
        and set(exam.decks) == set(need.decks)
        and exam.wanted >= need.cards
        and exam.milliseconds <= need.minutes * 60_000
    ]
    if not fitting:
        return Judged(need, False, 0.0, of.ExamFound(), Message("exam not passed yet"))
    passed = [exam for exam in fitting if exam.items and exam.right >= needed(exam.items, need.passing)]
    best = passed[0] if passed else max(fitting, key=lambda exam: exam.share)
    found = of.ExamFound(best.right, best.items, best.milliseconds)
    if passed:
        return Judged(need, True, 1.0, found, None, (best.proof,))
    more = needed(best.items, need.passing) - best.right
    missing = Message("exam +{count} right of {items}", count=more, items=best.items)
    return Judged(need, False, _part(best.share, need.passing), found, missing, (best.proof,))


def _typing(need: TypingNeed, evidence: Evidence) -> Judged:
    """Of the newest runs that are long enough, the one that decides is the best that is still needed."""
    wanted, among = need.runs
    most = fixes_allowed(need, evidence.fixes)
    runs = [run for run in evidence.typed if run.unit == evidence.unit and run.milliseconds >= need.minutes * 60_000]
    newest = sorted(runs[:among], key=lambda run: (_shortfall(run, need, most), -run.net))
    good = [run for run in newest if not any(_shortfall(run, need, most))]
    if not newest:
        none = of.TypingFound(unit=evidence.unit, most_fixes=most)
        return Judged(need, False, 0.0, none, Message("certified typing runs: {count}", count=wanted))
    decisive = newest[min(wanted, len(newest)) - 1]
    found = of.TypingFound(len(good), len(newest), decisive.net, decisive.accuracy, decisive.fixes, evidence.unit, most)
    if len(good) >= wanted:
        return Judged(need, True, 1.0, found, None, tuple(run.proof for run in good[:wanted]))
    done = min(_part(decisive.net, need.speed), _part(decisive.accuracy, need.accuracy)) if newest else 0.0
    proofs = tuple(run.proof for run in newest)
    return Judged(need, False, min(done, 0.99), found, _typing_missing(need, found, wanted), proofs)


def fixes_allowed(need: TypingNeed, grades: Iterable[tuple[float, float]]) -> float | None:
    """The greatest share that may be taken back: that of the fastest grade which the need's speed reaches.

    Of the slowest that bounds it where the need asks for less; ``None`` where no grade does.
    """
    bounds = sorted(grades)
    reached = [share for speed, share in bounds if speed <= need.speed]
    return reached[-1] if reached else bounds[0][1] if bounds else None


def _shortfall(run: TypedRun, need: TypingNeed, most: float | None) -> tuple[float, float, float]:
    """What a run lacks in accuracy, in steadiness and in speed; all 0 where it reaches the need."""
    fixes = 0.0 if most is None else max(0.0, run.fixes - most)
    lacks = max(0.0, need.speed - run.net), max(0.0, need.accuracy - run.accuracy), fixes
    slow, wrong, back = (0.0 if lack < _EPSILON else lack for lack in lacks)
    return slow, wrong, back


def _typing_missing(need: TypingNeed, found: of.TypingFound, wanted: int) -> Message:
    if found.net < need.speed - _EPSILON:
        speed = math.ceil(need.speed - found.net - _EPSILON)
        return Message("typing +{speed} {unit}", speed=speed, unit=found.unit)
    if found.accuracy < need.accuracy - _EPSILON:
        return Message(
            "typing: accuracy {share}, not {asked}",
            share=percent(found.accuracy, decimals=1),
            asked=percent(need.accuracy, decimals=1),
        )
    if found.most_fixes is not None and found.fixes > found.most_fixes + _EPSILON:
        taken, most = percent(found.fixes, decimals=1, to="up"), percent(found.most_fixes, decimals=1)
        return Message("typing: {share} taken back, at most {asked}", share=taken, asked=most)
    return Message("certified typing runs: {count}", count=wanted - found.reached)


def _respond(need: RespondNeed, chats: Iterable[ChatRun]) -> Judged:
    """The newest run that meets the need, else the best: in time, with the facts right and nothing forbidden said."""
    fitting = [run for run in chats if run.counts and run.chats >= need.chats and len(run.waits) >= run.chats]
    if not fitting:
        missing = Message("{chats} chats at once, answered in time", chats=need.chats)
        missing = Message("chats with one customer, answered in time") if need.chats == 1 else missing
        return Judged(need, False, 0.0, of.RespondFound(), missing)
    best = min(fitting, key=lambda run: _chats_lack(run, need))
    found = of.RespondFound(best.chats, len(best.waits), best.in_time(need.within), best.right, best.forbidden)
    lack = _chats_lack(best, need)
    if not any(lack):
        return Judged(need, True, 1.0, found, None, (best.proof,))
    if lack[0]:
        missing = counted(
            "chats: +{more} of {count} reply in time",
            "chats: +{more} of {count} replies in time",
            found.replies,
            more=lack[0],
        )
    elif lack[1]:
        missing = Message(
            "chats: {share} of the facts said, not {asked}",
            share=percent(best.right, decimals=1),
            asked=percent(ACCURACY, decimals=1),
        )
    else:
        missing = Message("chats: forbidden words said: {count}", count=best.forbidden)
    done = min(_part(found.in_time, need.share * found.replies), _part(best.right, ACCURACY))
    return Judged(need, False, done, found, missing, (best.proof,))


def _chats_lack(run: ChatRun, need: RespondNeed) -> tuple[int, float, int]:
    """What a run lacks: replies in time, facts, and forbidden words too many; all 0 where it meets the need."""
    late = _short(need.share, len(run.waits), run.in_time(need.within))
    facts = ACCURACY - run.right
    return max(0, late), facts if facts > _EPSILON else 0.0, run.forbidden


def _deck(need: DeckNeed, decks: Iterable[OwnDeck]) -> Judged:
    newest: dict[str, OwnDeck] = {}
    for deck in decks:
        newest.setdefault(deck.deck, deck)
    if not newest:
        return Judged(need, False, 0.0, of.DeckFound(), Message("a deck of your own"))
    best = max(newest.values(), key=lambda deck: (_deck_done(deck, need), deck.proof.at.at))
    found = of.DeckFound(best.deck, best.title, best.cards, best.kinds, best.digest)
    if best.cards >= need.cards and best.kinds >= need.kinds:
        return Judged(need, True, 1.0, found, None, (best.proof,))
    if best.cards < need.cards:
        missing = counted(
            "your deck: {cards} of {count} card", "your deck: {cards} of {count} cards", need.cards, cards=best.cards
        )
    else:
        missing = counted(
            "your deck: {kinds} of {count} kind of card",
            "your deck: {kinds} of {count} kinds of cards",
            need.kinds,
            kinds=best.kinds,
        )
    return Judged(need, False, min(0.99, _deck_done(best, need)), found, missing, (best.proof,))


def _deck_done(deck: OwnDeck, need: DeckNeed) -> float:
    return min(1.0, deck.cards / max(1, need.cards)) * min(1.0, deck.kinds / max(1, need.kinds))


def _part(value: float, whole: float) -> float:
    """How much of what is asked for is there; below 1, as it is not met."""
    return min(0.99, value / whole) if whole > 0 else 0.0
