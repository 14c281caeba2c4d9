"""What is typed: passages made from the shop's own cards, digits, weak phrases; the same seed gives the same one."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

from kdeck.core.card import Card
from kdeck.core.clean import clean_line
from kdeck.core.errors import UsageError
from kdeck.core.keyboard.score import units
from kdeck.core.message import Message
from kdeck.trainer.trainer import Trainer

ModeId = Literal[
    "timed-1", "timed-3", "timed-5", "passage", "digits", "weak", "copy", "masked", "question", "certified"
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
_BY_ID: Final = {mode.id: mode for mode in MODES}
_CANDIDATES: Final = 500
_DUE: Final = 40
_SHORTEST, _LONGEST = 6, 120
_WHOLE: Final = {"zh": 120, "en": 320}
_MINUTE: Final = {"zh": 240, "en": 600}
"""Graphemes that nobody types in a minute."""
_HAN: Final = re.compile("[\u3400-\u9fff]")
_TYPEABLE: Final = re.compile("[\u3400-\u9fff -~，。？！、；：“”‘’（）…—～《》·℃°￥×]+")
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})


class Passage(NamedTuple):
    """What is to be typed in one run.

    lang: zh or en. cards: those that it was made from. question: what stands above it. hidden: places that are shown
    only once something has been typed for them. reviewed: the card that the run answers, empty for none.
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


def modes(*, weak: bool) -> tuple[Mode, ...]:
    """The kinds of runs on offer. weak: whether there are weak phrases to practise."""
    return tuple(mode for mode in MODES if weak or mode.id != "weak")


def passage(trainer: Trainer, mode: ModeId, seed: int, *, weak: Sequence[str] = ()) -> Passage:
    """A passage for a kind of run; weak and due cards are preferred but in certified runs.

    weak: the phrases to practise. ``UsageError`` where there is nothing to make one from.
    """
    rng = random.Random(f"{mode} {seed}")  # noqa: S311 - seeded, so that a run can be looked at again
    seconds = _BY_ID[mode].seconds
    made = Passage(mode, "", "zh", seed, None if seconds is None else seconds * 1000)
    if mode == "digits":
        return made._replace(text=_digits(rng), lang="en")
    if mode == "weak":
        return _practice(made, weak)
    if mode in ("copy", "masked", "question"):
        return _faded(made, trainer, rng)
    found = list(_sentences(_cards(trainer, rng, near=mode != "certified")))
    if not found:
        raise UsageError(Message("There are no sentences to type yet: add phrases or answers to the decks."))
    lang = "zh" if sum(bool(_HAN.search(text)) for _card, text in found) * 2 >= len(found) else "en"
    found = [pair for pair in found if bool(_HAN.search(pair[1])) == (lang == "zh")]
    wanted = _WHOLE[lang] if seconds is None else _MINUTE[lang] * seconds // 60
    chosen = _enough(found, wanted, rng)
    text = ("\n" if lang == "zh" else " ").join(text for _card, text in chosen)
    return made._replace(text=text, lang=lang, cards=tuple(dict.fromkeys(card for card, _text in chosen)))


def _cards(trainer: Trainer, rng: random.Random, *, near: bool) -> Iterator[Card]:
    """Cards in a drawn order. near: those that are due come first, the one most at risk at their head."""
    library = trainer.library
    due: list[str] = []
    if near:
        memories = trainer.journal.due(trainer.study_day())
        memories.sort(key=lambda memory: (memory.stability, memory.card))
        due = [memory.card for memory in memories[: 2 * _DUE] if memory.card in library]
        rng.shuffle(due)
    drawn = [library.ids[place] for place in rng.sample(range(len(library)), min(_CANDIDATES, len(library)))]
    for card in dict.fromkeys((*due[:_DUE], *drawn)):
        yield library.card(card)


def _sentences(cards: Iterable[Card]) -> Iterator[tuple[str, str]]:
    """Card and sentence: model replies, answers and reasons that hands can type, each once."""
    seen: set[str] = set()
    for card in cards:
        texts = card.back if card.kind in ("phrase", "recall", "typed") else ()
        for text in (*texts, card.why):
            sentence = _typeable(text)
            if sentence and sentence not in seen:
                seen.add(sentence)
                yield card.id, sentence


def _typeable(text: str) -> str:
    """A text as one sentence that ends as one; empty where it is too short, too long or has signs no keyboard has."""
    text = re.sub(" +", " ", clean_line(text)).strip()
    if not _HAN.search(text):
        text = text.translate(_PLAIN)
    if not _TYPEABLE.fullmatch(text) or not _SHORTEST <= len(text) <= _LONGEST:
        return ""
    end = "。" if _HAN.search(text) else "."
    return text if text[-1] in "。！？.!?…”～" else text + end


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


def _faded(made: Passage, trainer: Trainer, rng: random.Random) -> Passage:
    """One answer: in sight, half of it, or only what is asked."""
    for card in _cards(trainer, rng, near=True):
        sentence = _typeable(card.back[0]) if card.kind in ("phrase", "typed", "recall") and card.back else ""
        if not sentence or (made.mode == "question" and not (card.objective and card.kind in ("phrase", "typed"))):
            continue
        length = len(units(sentence))
        places = range(length)
        hidden = {"copy": (), "masked": tuple(sorted(rng.sample(places, length // 2))), "question": tuple(places)}
        return made._replace(
            text=sentence,
            lang="zh" if _HAN.search(sentence) else "en",
            cards=(card.id,),
            question=card.front,
            hidden=hidden[made.mode],
            reviewed=card.id if made.mode == "question" else "",
        )
    raise UsageError(Message("There are no replies to type yet: add phrases or typed cards to the decks."))


def _practice(made: Passage, weak: Sequence[str]) -> Passage:
    """Each weak phrase three times, the rounds after each other."""
    if not weak:
        raise UsageError(Message("There are no weak phrases yet: take a typing run first."))
    lang = "zh" if _HAN.search("".join(weak)) else "en"
    return made._replace(text=("\n" if lang == "zh" else " ").join([*weak] * 3), lang=lang)


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
