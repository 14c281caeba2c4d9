"""What is typed, made from the shop's own cards, and what it takes for a grade; one seed, one passage."""

from __future__ import annotations

import random
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Final, Literal, NamedTuple

from kdeck.core.cards.card import Card
from kdeck.core.errors import UsageError
from kdeck.core.events.payload import review_of
from kdeck.core.memory import Rating
from kdeck.core.message import Message
from kdeck.core.shop import Shop
from kdeck.core.strings import Writing, clean_line, writing_of, written_in
from kdeck.core.typing.record import run_of
from kdeck.core.typing.score import UNITS, Figures, Unit, units
from kdeck.language import N_
from kdeck.trainer.trainer import Trainer

DAN: Final = "first-dan"
"""The key in ``shop.yaml`` of the grade that the first dan asks for."""


class Grade(NamedTuple):
    """name: its key in ``shop.yaml``. speed: net. accuracy: least, fixes: greatest share taken back; both 0..1."""

    name: str
    speed: float
    accuracy: float
    fixes: float | None = None


_USUAL: Final[dict[Unit, tuple[Grade, ...]]] = {
    "字/分": (
        Grade("pass", 40, 0.95),
        Grade(DAN, 50, 0.97, 0.15),
        Grade("good", 60, 0.97),
        Grade("excellent", 80, 0.98),
    ),
    "WPM": (Grade("pass", 30, 0.95), Grade(DAN, 40, 0.97, 0.15), Grade("good", 50, 0.97), Grade("excellent", 65, 0.98)),
}
WORDS: Final = {"pass": N_("pass"), DAN: N_("first dan"), "good": N_("good"), "excellent": N_("excellent")}
"""What the usual grades are called; a shop's own are called as it calls them."""


def grades(shop: Shop, unit: Unit) -> tuple[Grade, ...]:
    """All grades, the slowest first. The shop's apply to the unit of its language and replace those of their name."""
    found = {grade.name: grade for grade in _USUAL[unit]}
    if unit == unit_of_shop(shop):
        for own in shop.typing:
            usual = found.get(own.name, Grade(own.name, own.speed, 0.95))
            least = usual.accuracy if own.accuracy is None else own.accuracy
            found[own.name] = Grade(own.name, own.speed, least, usual.fixes if own.fixes is None else own.fixes)
    return tuple(sorted(found.values(), key=lambda grade: (grade.speed, grade.accuracy)))


def unit_of_shop(shop: Shop) -> Unit:
    """In what a shop's own grades are: characters where its language is Chinese or not said, else words."""
    return UNITS[writing_of(shop.lang or "zh")]


def reaches(figures: Figures, grade: Grade) -> bool:
    """Whether a run reaches a grade."""
    allowed = grade.fixes is None or figures.fix_share <= grade.fixes
    return figures.net >= grade.speed and figures.accuracy >= grade.accuracy and allowed


def next_grade(figures: Figures, of: Iterable[Grade]) -> Grade | None:
    """The first grade that a run does not reach, ``None`` where it reaches all."""
    return next((grade for grade in of if not reaches(figures, grade)), None)


def dan_grade(of: Iterable[Grade]) -> Grade:
    """The grade of the first dan."""
    return next(grade for grade in of if grade.name == DAN)


_CANDIDATES: Final = 500
_NEAR: Final = 40
_REVIEWS: Final = 300
_SHORTEST: Final = 6
_LONGEST: Final[dict[Writing, int]] = {"zh": 120, "en": 280}
_END: Final[dict[Writing, str]] = {"zh": "。", "en": "."}
_BETWEEN: Final[dict[Writing, str]] = {"zh": "\n", "en": " "}
_TYPEABLE: Final = re.compile("[\u3400-\u9fff -~，。？！、；：“”‘’（）…—～《》·℃°￥×]+")
_PLAIN: Final = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "."})


def candidates(trainer: Trainer, rng: random.Random, *, near: bool, last: Iterable[str] = ()) -> list[Card]:
    """Cards in a drawn order, every other one a reply as long as there are any; those of ``last`` at the end.

    near: those that were forgotten of late or are due, the ones most at risk, come first.
    """
    library = trainer.library
    first = _weak_and_due(trainer) if near else []
    rng.shuffle(first)
    drawn = rng.sample(range(len(library)), min(_CANDIDATES, len(library)))
    others = [library.card_at(place) for place in drawn]
    replies = [card for card in others if card.content.mode == "reply"]
    rest = [card for card in others if card.content.mode != "reply"]
    mixed = [card for pair in zip_longest(replies, rest) for card in pair if card is not None]
    known = frozenset(last)
    mixed.sort(key=lambda card: card.id in known)
    return list({card.id: card for card in (*map(library.card, first[:_NEAR]), *mixed)}.values())


def _weak_and_due(trainer: Trainer) -> list[str]:
    """Cards whose newest answer was wrong, then due ones by how soon they are forgotten; twice what is drawn."""
    newest: dict[str, bool] = {}
    for event in trainer.journal.recent("review", _REVIEWS):
        newest.setdefault(event.card, review_of(event).rating == Rating.AGAIN)
    memories = sorted(trainer.journal.due(trainer.study_day()), key=lambda memory: (memory.stability, memory.card))
    both = dict.fromkeys((*(card for card, weak in newest.items() if weak), *(memory.card for memory in memories)))
    return [card for card in both if card in trainer.library][: 2 * _NEAR]


def sentences(cards: Sequence[Card], rng: random.Random) -> Iterator[tuple[str, str]]:
    """Card and sentence, each sentence once: one of every card, then another one of every card that has more."""
    queues = [_of_card(card, rng) for card in cards]
    seen: set[str] = set()
    for texts in zip_longest(*queues):
        for card, text in zip(cards, texts, strict=True):
            if text is not None and text not in seen:
                seen.add(text)
                yield card.id, text


def _of_card(card: Card, rng: random.Random) -> list[str]:
    """The answers of a card in a drawn order, then why they are so."""
    answers = list(card.answer) if card.content.spoken else []
    rng.shuffle(answers)
    return list(filter(None, map(typeable, (*answers, card.why))))


def typeable(text: str) -> str:
    """A text as one sentence that ends as one; empty where it is too short, too long or has signs no keyboard has."""
    text = re.sub(" +", " ", clean_line(text)).strip()
    writing = written_in(text)
    if writing == "en":
        text = text.translate(_PLAIN)
    if not _TYPEABLE.fullmatch(text) or not _SHORTEST <= len(text) <= _LONGEST[writing]:
        return ""
    return text if text[-1] in "。！？.!?…”～" else text + _END[writing]


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
_WHOLE: Final[dict[Writing, int]] = {"zh": 120, "en": 320}
_MINUTE: Final[dict[Writing, int]] = {"zh": 240, "en": 600}
"""Graphemes that hardly anybody types in a minute; who does has reached the end of the passage and of the run."""
_RUNS: Final = 200
_NEWEST: Final = 5
_TRIES: Final = 20
"""Passages that are made until one has not been typed before."""


class Passage(NamedTuple):
    """What is to be typed in one run.

    lang: how it is written. cards: those that it was made from. question: what stands above it. hidden: places that are
    shown only once something has been typed for them. reviewed: the card that the run answers in one's own words, empty
    for none; the text is not shown then.
    """

    mode: ModeId
    text: str
    lang: Writing
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
        return UNITS[self.lang]

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
        return _made(mode, seed)._replace(
            text=_digits(_random(mode, seed)), lang=writing_of(trainer.library.shop.lang or "zh")
        )
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


def _of_sentences(trainer: Trainer, mode: ModeId, seed: int, last: Collection[str] = ()) -> Passage:
    """Sentences of the language that most of them are in, of cards in ``last`` only where others do not suffice."""
    rng = _random(mode, seed)
    found = list(sentences(candidates(trainer, rng, near=mode != "certified", last=last), rng))
    if not found:
        raise UsageError(Message("There are no sentences to type yet: add phrases or answers to the decks."))
    writings = [written_in(text) for _card, text in found]
    lang: Writing = "zh" if writings.count("zh") * 2 >= len(found) else "en"
    found = [pair for pair, writing in zip(found, writings, strict=True) if writing == lang]
    found.sort(key=lambda pair: pair[0] in last)
    seconds = _BY_ID[mode].seconds
    wanted = _WHOLE[lang] if seconds is None else _MINUTE[lang] * seconds // 60
    chosen = _enough(found, wanted, rng)
    text = _BETWEEN[lang].join(text for _card, text in chosen)
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
                lang=written_in(sentence),
                cards=(each.id,),
                question=each.front,
                hidden=tuple(sorted(rng.sample(places, len(places) // 2))) if mode == "masked" else (),
                reviewed=each.id if mode == "question" else "",
            )
    raise UsageError(Message("There are no replies to type yet: add phrases or typed cards to the decks."))


def reply_of(card: Card, *, from_memory: bool) -> str:
    """The answer of a card that can be typed as a reply, empty for none. from_memory: and that can be judged."""
    whole = card.content.spoken and card.content.mode != "pick" and (card.objective or not from_memory)
    return typeable(card.answer[0]) if whole and card.answer else ""


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
