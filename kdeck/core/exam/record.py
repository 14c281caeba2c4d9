"""An exam as its events tell it: which questions were drawn, what became of each, and how much time was gone.

Every step is an event of kind ``exam``; its ``card`` is ``exam/NAME``, and its body has ``step`` and, but for the
first, ``exam``: the id of the event with which the exam was begun.
  begun: ``paper`` (by field), ``seed``, ``items`` (``{card, case, print}``), ``library`` (digest of all decks),
    ``content`` (SHA-256 of the cards drawn);
  shown: ``item`` (from 0), ``elapsed`` (milliseconds since the exam was begun), ``card``, ``question``, ``case``
    (value by input, where one was drawn). From here on the item is spent, whatever happens;
  answered: ``item``, ``elapsed``, ``answer`` (texts; none when it was left empty), ``right``, ``late`` (past the card's
    own limit), ``ms``, ``expected`` (texts);
  withdrawn: ``item``, ``elapsed``: the decks no longer held the card when it should have been asked;
  ended: ``reason``, ``elapsed``, ``items``, ``right``, ``passed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal, NamedTuple, get_args

from kdeck.core.events.event import Event
from kdeck.core.events.payload import (
    CASE,
    CLOCK,
    COUNT,
    MILLISECONDS,
    SEED,
    SHARE,
    TEXTS,
    Fault,
    Shape,
    frozen,
    listed,
    maybe,
    name,
    one_of,
    record,
    text,
    truth,
    whole,
)
from kdeck.core.exam.paper import Paper, needed
from kdeck.core.levels.need import DANS
from kdeck.core.moment import Moment
from kdeck.core.rounding import milliseconds
from kdeck.core.rules.table import Case

Fate = Literal["waiting", "spent", "answered", "withdrawn"]
"""Not shown yet; shown and not answered; answered, be it with nothing; gone from the decks before it was shown."""
Reason = Literal["done", "time", "left"]
"""Why an exam ended: its last question was answered, its time was up, its learner gave up."""
REASONS: Final[tuple[Reason, ...]] = get_args(Reason)


_MOST_ITEMS: Final = 10_000
_PLACE: Final = whole(0, _MOST_ITEMS)
_PAPER: Final = record(
    {
        "name": name,
        "decks": TEXTS,
        "cards": whole(1, _MOST_ITEMS),
        "minutes": whole(1, 7 * 24 * 60),
        "pass_mark": SHARE,
        "dan": maybe(whole(1, DANS)),
        "title": text,
        "trial": truth,
    }
)
_ITEM: Final = record({"card": name, "case": listed(COUNT), "print": text})
_OF_ITEM: Final = {"exam": name, "item": _PLACE, "elapsed": MILLISECONDS}
_STEPS: Final[Mapping[str, Shape]] = {
    "begun": record(
        {"paper": _PAPER, "seed": SEED, "items": listed(_ITEM, _MOST_ITEMS), "library": text, "content": text}, CLOCK
    ),
    "shown": record({**_OF_ITEM, "card": name, "question": text}, {"case": CASE, **CLOCK}),
    "answered": record(
        {**_OF_ITEM, "answer": TEXTS, "right": truth, "late": truth, "ms": MILLISECONDS, "expected": TEXTS}, CLOCK
    ),
    "withdrawn": record(_OF_ITEM, CLOCK),
    "ended": record(
        {"exam": name, "reason": one_of(*REASONS), "elapsed": MILLISECONDS},
        {"items": COUNT, "right": COUNT, "passed": truth, **CLOCK},
    ),
}
_STEP: Final = record({"step": one_of(*_STEPS)})


def STEP(body: Any) -> Fault | None:  # noqa: N802 - a shape, as the others are
    """What the body of an ``exam`` event has to be."""
    return _STEP(body) or _STEPS[body["step"]](body)


class Item(NamedTuple):
    """A question as it was drawn. print: of the card's contents, by which a change of the decks is noticed."""

    card: str
    case: Case = ()
    print: str = ""


class Asked(NamedTuple):
    """What became of an item. given: what was answered. late: past the card's own time limit. ms: thinking time.

    question, expected: as they stood when it was asked.
    """

    item: Item
    fate: Fate = "waiting"
    question: str = ""
    given: tuple[str, ...] = ()
    right: bool = False
    late: bool = False
    ms: int = 0
    expected: tuple[str, ...] = ()

    @property
    def counted(self) -> bool:
        """Whether it counts as right: answered rightly, and in time."""
        return self.fate == "answered" and self.right and not self.late


class Ended(NamedTuple):
    """The end of an exam. elapsed: milliseconds since it was begun."""

    at: Moment
    day: int
    reason: Reason
    elapsed: int


class Record(NamedTuple):
    """One exam.

    id: of the event that began it; at, day: when that was; wall: by the machine's clock, microseconds UTC; device: on
    which machine. elapsed: milliseconds that were gone at its last step. library, content: digests of the decks and of
    what was drawn.
    """

    id: str
    at: Moment
    day: int
    wall: int
    device: str
    paper: Paper
    seed: int
    asked: tuple[Asked, ...]
    library: str
    content: str
    elapsed: int = 0
    ended: Ended | None = None

    @property
    def next(self) -> int | None:
        """The place of the next item that has not been shown; ``None`` when there is none."""
        return next((place for place, asked in enumerate(self.asked) if asked.fate == "waiting"), None)

    @property
    def items(self) -> int:
        """How many questions count."""
        return sum(asked.fate != "withdrawn" for asked in self.asked)

    @property
    def right(self) -> int:
        """How many were answered rightly and in time."""
        return sum(asked.counted for asked in self.asked)

    @property
    def needed(self) -> int:
        """How many must be right."""
        return needed(self.items, self.paper.pass_mark)

    @property
    def passed(self) -> bool:
        """Whether enough were right, whether it has ended or not."""
        return bool(self.items) and self.right >= self.needed

    @property
    def counts(self) -> bool:
        """Whether it can prove anything: no trial, and asked as it was drawn."""
        return not self.paper.trial and self.items == len(self.asked)

    def over(self, wall: int) -> bool:
        """Whether its time is up by the machine's clock, microseconds UTC."""
        return (wall - self.wall) // 1000 >= self.paper.milliseconds


def fold(events: Iterable[Event]) -> list[Record]:
    """The exams that events tell of, the newest first; events in any order.

    Of two answers to one item, which only two machines can give, the first one counts; after the end nothing does.
    """
    found: dict[str, Record] = {}
    for event in sorted(events, key=lambda event: event.order):
        if event.body["step"] == "begun":
            found[event.id] = _begun(event)
        elif (record := found.get(event.body["exam"])) is not None and record.ended is None:
            found[record.id] = after(record, event)
    return sorted(found.values(), key=lambda record: (record.at.at, record.id), reverse=True)


def after(record: Record, event: Event) -> Record:
    """An exam that has not ended, one step further."""
    body = event.body
    if body["step"] != "ended":
        return stepped(record, body)
    elapsed = max(record.elapsed, body["elapsed"])
    end = Ended(Moment(event.at, event.offset), event.day, body["reason"], elapsed)
    return record._replace(elapsed=elapsed, ended=end)


def stepped(record: Record, body: Mapping[str, Any]) -> Record:
    """The same for what becomes of an item, of which the body tells everything; one it does not have stays nothing."""
    asked = list(record.asked)
    for place in range(len(asked))[body["item"] : body["item"] + 1]:
        asked[place] = _moved(asked[place], body)
    return record._replace(elapsed=max(record.elapsed, body["elapsed"]), asked=tuple(asked))


def plain_paper(paper: Paper) -> dict[str, Any]:
    """A paper as the body of an event holds it."""
    return {**paper._asdict(), "decks": list(paper.decks)}


def plain_item(item: Item) -> dict[str, Any]:
    """An item as the body of an event holds it."""
    return {"card": item.card, "case": list(item.case), "print": item.print}


def step_of(event: Event) -> Record | Mapping[str, Any]:
    """What an ``exam`` event says: the exam that it begins, else the step that its exam takes."""
    return _begun(event) if event.body["step"] == "begun" else event.body


def _begun(event: Event) -> Record:
    body = event.body
    return Record(
        id=event.id,
        at=Moment(event.at, event.offset),
        day=event.day,
        wall=body.get("clock", event.at),
        device=event.device,
        paper=Paper(**{field: frozen(body["paper"][field]) for field in Paper._fields}),
        seed=body["seed"],
        asked=tuple(Asked(Item(one["card"], tuple(one["case"]), one["print"])) for one in body["items"]),
        library=body["library"],
        content=body["content"],
    )


def _moved(asked: Asked, body: Mapping[str, Any]) -> Asked:
    step = body["step"]
    if step == "shown":
        question = asked.question or body["question"]
        return asked._replace(fate="spent" if asked.fate == "waiting" else asked.fate, question=question)
    if step == "withdrawn":
        return asked._replace(fate="withdrawn") if asked.fate == "waiting" else asked
    if asked.fate in ("answered", "withdrawn"):
        return asked
    return asked._replace(
        fate="answered",
        given=tuple(body["answer"]),
        right=body["right"],
        late=body["late"],
        ms=body["ms"],
        expected=tuple(body["expected"]),
    )


class ExamClock(NamedTuple):
    """How much of an exam's time is gone, whatever the machine's clocks do.

    The wall's clock counts what passes while nobody sits there; a second clock, which is never set, sees to it that
    turning the first one back gains nothing, and ``base`` that it does not between two sittings either. Where the two
    disagree the one that is further on counts: after a suspension of the machine that is the wall's.

    limit: milliseconds in all. begun: when it was begun by the wall's clock, microseconds UTC. base: milliseconds that
    were gone for certain when this sitting began. since: seconds of the other clock at that moment.
    """

    limit: int
    begun: int
    base: int
    since: float

    def elapsed(self, wall: int, monotonic: float) -> int:
        """Milliseconds gone. wall: microseconds UTC. monotonic: seconds of the clock that is never set."""
        sat = milliseconds(monotonic - self.since)
        return max(self.base + max(0, sat), (wall - self.begun) // 1000)

    def left(self, wall: int, monotonic: float) -> int:
        """Milliseconds that are left; 0 when the time is up."""
        return max(0, self.limit - self.elapsed(wall, monotonic))
