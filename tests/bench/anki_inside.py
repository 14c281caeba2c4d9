"""What is measured within Anki's own backend (PyPI ``anki``, a tool for benchmarks only): seconds, as lists."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from tests.bench.inside import Times, timed
from tests.bench.material import TOPICS, serial

QUERIES = ("顾客", "tag:退货", "is:due", "prop:r<0.8", "运费 tag:运费 is:review prop:r<0.9 -is:suspended")


def installed() -> bool:
    """Whether there is an Anki to measure."""
    return find_spec("anki") is not None


def prepare(folder: str, cards: int, due: int) -> None:
    """A collection like ``inside.prepare``'s library: 60% of the cards reviewed, FSRS on, so many due."""
    _csv(Path(folder) / "cards.csv", cards)
    with _collection(folder) as collection:
        _import(collection, folder)
        _live(collection, due)


def imports(folder: str, cards: int) -> float:
    """Reading so many cards from a CSV file into a new collection."""
    _csv(Path(folder) / "cards.csv", cards)
    (Path(folder) / "collection.anki2").unlink(missing_ok=True)
    with _collection(folder) as collection:
        return timed(lambda: _import(collection, folder))


def answers(folder: str, count: int) -> Times:
    """Good for the first card of the queue, and its undo, in turns."""
    times: Times = {"answer": [], "undo": []}
    with _collection(folder) as collection:
        good = import_module("anki.scheduler.v3").CardAnswer.GOOD
        for _turn in range(count + 1):
            queued = collection.sched.get_queued_cards(fetch_limit=1).cards[0]
            card = collection.get_card(queued.card.id)
            card.start_timer()
            answer = collection.sched.build_answer(card=card, states=queued.states, rating=good)
            times["answer"].append(timed(lambda answer=answer: collection.sched.answer_card(answer)))  # type: ignore[misc]
            times["undo"].append(timed(collection.undo))
    return {name: values[1:] for name, values in times.items()}


def searches(folder: str, repeats: int) -> Times:
    """The same searches as ``inside.searches``, in Anki's words, in the same order."""
    times: Times = {}
    with _collection(folder) as collection:
        for query in QUERIES:
            if not collection.find_cards(query):
                raise ValueError(f"{query} finds nothing")
        for _turn in range(repeats):
            for query in QUERIES:
                times.setdefault(query, []).append(timed(lambda query=query: collection.find_cards(query)))  # type: ignore[misc]
    return times


@contextmanager
def _collection(folder: str) -> Iterator[Any]:
    collection = import_module("anki.collection").Collection(str(Path(folder) / "collection.anki2"))
    try:
        yield collection
    finally:
        collection.close()


def _csv(path: Path, cards: int) -> None:
    rows = (
        f"{serial(number)}订单，顾客问冲锋衣的{TOPICS[number % len(TOPICS)]}，怎么答复？\t按店铺规则 {number}\t"
        f"{TOPICS[number % len(TOPICS)]}"
        for number in range(cards)
    )
    path.write_text("#separator:tab\n#tags column:3\n" + "\n".join(rows) + "\n", encoding="utf-8")


def _import(collection: Any, folder: str) -> None:
    request = import_module("anki.collection").ImportCsvRequest
    path = str(Path(folder) / "cards.csv")
    collection.import_csv(request(path=path, metadata=collection.get_csv_metadata(path, None)))


def _live(collection: Any, due: int) -> None:
    collection.set_config("fsrs", True)
    rng, today = random.Random(1), collection.sched.today
    cards = list(collection.db.list("select id from cards"))
    rows = []
    for place, card in enumerate(rng.sample(cards, round(len(cards) * 0.6))):
        stability, ago = rng.uniform(2, 60), rng.randint(1, 40)
        memory = {"s": round(stability, 4), "d": round(rng.uniform(1, 9), 3), "dr": 0.9, "decay": 0.1542}
        memory["lrt"] = int(collection.sched.day_cutoff) - ago * 86_400
        day = today if place < due else today + rng.randint(1, 60)
        rows.append((day, max(1, round(stability)), json.dumps(memory, separators=(",", ":")), card))
    collection.db.executemany(
        "update cards set type = 2, queue = 2, due = ?, ivl = ?, factor = 2500, reps = 4, data = ? where id = ?", rows
    )
