"""What is typed: passages made from the shop's own cards, and digits; the same seed gives the same one."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import UsageError
from kdeck.core.keyboard.figures import Unit
from kdeck.core.keyboard.kept import run_of
from kdeck.core.keyboard.score import units
from kdeck.core.message import Message
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing.grades import unit_of_shop
from kdeck.trainer.typing.sentences import HAN, candidates, sentences, typeable

ModeId = Literal[
    "timed-1",
    "timed-3",
    "timed-5",
    "passage",
    "digits",
    "weak",
    "copy",
    "masked",
    "question",
    "certified",
    "baseline",
]


class Mode(NamedTuple):
    """A kind of run. seconds: how long, ``None`` until the passage is done."""

    id: ModeId
    seconds: int | None = None

    @property
    def certified(self) -> bool:
        """Whether it counts for the first dan."""
        return self.id == "certified"


MODES: Final = (
    Mode("timed-1", 60),
    Mode("timed-3", 180),
    Mode("timed-5", 300),
    Mode("passage"),
    Mode("digits"),
    Mode("weak"),
    Mode("copy"),
    Mode("masked"),
    Mode("question"),
    Mode("certified", 300),
)
BASELINE: Final = Mode("baseline", 30)
"""The very first run, which nobody chooses: long enough for a speed to begin with."""
_BY_ID: Final = {mode.id: mode for mode in (*MODES, BASELINE)}
_WHOLE: Final = {"zh": 120, "en": 320}
_MINUTE: Final = {"zh": 240, "en": 600}
"""Graphemes that hardly anybody types in a minute; who does has reached the end of the passage and of the run."""
_RUNS: Final = 200
_NEWEST: Final = 5
_TRIES: Final = 20
"""Passages that are made until one has not been typed before."""


class Passage(NamedTuple):
    """What is to be typed in one run.

    lang: zh or en. cards: those that it was made from. question: what stands above it. hidden: places that are shown
    only once something has been typed for them. reviewed: the card that the run answers in one's own words, empty for
    none; the text is not shown then.
    """

    mode: ModeId
    text: str
    lang: str
    seed: int
    milliseconds: int | None
    cards: tuple[str, ...] = ()
    question: str = ""
    hidden: tuple[int, ...] = ()
    reviewed: str = ""

    @property
    def certified(self) -> bool:
        """Whether the run counts for the first dan."""
        return self.mode == "certified"

    @property
    def unit(self) -> Unit:
        """What the speed is counted in."""
        return "字/分" if self.lang == "zh" else "WPM"

    @property
    def digest(self) -> str:
        """SHA-256 of the text, hexadecimal."""
        from hashlib import sha256

        return sha256(self.text.encode()).hexdigest()


def modes(*, weak: bool) -> tuple[Mode, ...]:
    """The kinds of runs on offer. weak: whether there are weak phrases to practise."""
    return tuple(mode for mode in MODES if weak or mode.id != "weak")


def passage(trainer: Trainer, mode: ModeId, seed: int, *, card: str = "") -> Passage:
    """A passage for a kind of run; weak and due cards are preferred but in certified runs.

    card: the one that a reply is taken from, where it is not to be drawn. A certified passage is none that was typed
    before, and cards of the newest runs come last in it. ``UsageError`` where there is nothing to make one from,
    ``ValueError`` for ``weak``, which is a drill's.
    """
    if mode == "weak":
        raise ValueError("a drill makes its own passages")
    if mode == "digits":
        return _made(mode, seed)._replace(text=_digits(_random(mode, seed)), lang=_lang_of_shop(trainer))
    if mode in ("copy", "masked", "question"):
        return _faded(trainer, mode, seed, card)
    if mode != "certified":
        return _of_sentences(trainer, mode, seed)
    before = [run_of(event) for event in trainer.journal.recent("typing", _RUNS)]
    last = {card for run in before[:_NEWEST] for card in run.cards}
    known = {run.digest for run in before}
    for turn in range(_TRIES):
        made = _of_sentences(trainer, mode, seed + turn, last)
        if made.digest not in known:
            break
    return made


def _random(mode: ModeId, seed: int) -> random.Random:
    return random.Random(f"{mode} {seed}")  # noqa: S311 - seeded, so that a run can be looked at again


def _made(mode: ModeId, seed: int) -> Passage:
    seconds = _BY_ID[mode].seconds
    return Passage(mode, "", "zh", seed, None if seconds is None else seconds * 1000)


def _lang_of_shop(trainer: Trainer) -> str:
    return "zh" if unit_of_shop(trainer.library.shop) == "字/分" else "en"


def _of_sentences(trainer: Trainer, mode: ModeId, seed: int, last: Collection[str] = ()) -> Passage:
    """Sentences of the language that most of them are in, of cards in ``last`` only where others do not suffice."""
    rng = _random(mode, seed)
    found = list(sentences(candidates(trainer, rng, near=mode != "certified", last=last), rng))
    if not found:
        raise UsageError(Message("There are no sentences to type yet: add phrases or answers to the decks."))
    lang = "zh" if sum(bool(HAN.search(text)) for _card, text in found) * 2 >= len(found) else "en"
    found = [pair for pair in found if bool(HAN.search(pair[1])) == (lang == "zh")]
    found.sort(key=lambda pair: pair[0] in last)
    seconds = _BY_ID[mode].seconds
    wanted = _WHOLE[lang] if seconds is None else _MINUTE[lang] * seconds // 60
    chosen = _enough(found, wanted, rng)
    text = ("\n" if lang == "zh" else " ").join(text for _card, text in chosen)
    cards = tuple(dict.fromkeys(card for card, _text in chosen))
    return _made(mode, seed)._replace(text=text, lang=lang, cards=cards)


def _enough(found: Sequence[tuple[str, str]], wanted: int, rng: random.Random) -> list[tuple[str, str]]:
    """Sentences until there are so many graphemes; from the start again, in another order, where they do not last."""
    chosen: list[tuple[str, str]] = []
    length, turn = 0, list(found)
    while length < wanted:
        for pair in turn:
            chosen.append(pair)
            length += len(pair[1])
            if length >= wanted:
                break
        rng.shuffle(turn)
    return chosen


def _faded(trainer: Trainer, mode: ModeId, seed: int, card: str) -> Passage:
    """One answer: in sight, half of it, or only what is asked."""
    rng = _random(mode, seed)
    wanted = [trainer.library.card(card)] if card in trainer.library else candidates(trainer, rng, near=True)
    for each in wanted:
        sentence = reply_of(each, from_memory=mode == "question")
        if sentence:
            places = range(len(units(sentence)))
            return _made(mode, seed)._replace(
                text=sentence,
                lang="zh" if HAN.search(sentence) else "en",
                cards=(each.id,),
                question=each.front,
                hidden=tuple(sorted(rng.sample(places, len(places) // 2))) if mode == "masked" else (),
                reviewed=each.id if mode == "question" else "",
            )
    raise UsageError(Message("There are no replies to type yet: add phrases or typed cards to the decks."))


def reply_of(card: Card, *, from_memory: bool) -> str:
    """The answer of a card that can be typed as a reply, empty for none. from_memory: and that can be judged."""
    if card.kind not in ("phrase", "typed", "recall") or not card.answer or (from_memory and not card.objective):
        return ""
    return typeable(card.answer[0])


def _digits(rng: random.Random) -> str:
    """Order numbers, parcels, sizes, prices and times, as agents copy them all day; none is a real one."""
    lines = []
    for _line in range(6):
        order = f"26{rng.randrange(10**16):016}"
        parcel = f"SF{rng.randrange(10**12):012}"
        size = f"{rng.randrange(150, 190, 5)}/{rng.randrange(76, 104, 4)}A"
        price = f"{rng.randrange(19, 1999)}.{rng.randrange(100):02}"
        lines.append(f"{order} {parcel} {size} {price} {rng.randrange(24):02}:{rng.randrange(60):02}")
    return "\n".join(lines)
