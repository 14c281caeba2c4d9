"""A certificate held against a journal: what of it holds, what does not, and what no journal can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kdeck import __version__
from kdeck.core.dan import found as of
from kdeck.core.dan.certificate import Certificate
from kdeck.core.dan.chain import as_it_was, chain, head
from kdeck.core.dan.judge import judge
from kdeck.core.dan.need import RecallNeed
from kdeck.core.dan.record import Attained, Shown, of_plain
from kdeck.core.dan.words import name_of
from kdeck.core.event import Event
from kdeck.core.ident import deck_of
from kdeck.core.keyboard.figures import Unit
from kdeck.core.message import Message, series
from kdeck.core.moment import Moment
from kdeck.decks.library import library_of
from kdeck.journal.lines import to_line
from kdeck.journal.ram import RamJournal
from kdeck.language import current, use
from kdeck.trainer.certificate import is_page
from kdeck.trainer.certificate_page import page
from kdeck.trainer.dan.gather import confirmed_by_exams, proven, results
from kdeck.trainer.merge import merge
from kdeck.trainer.today import recall_now
from kdeck.trainer.trainer import Trainer


class Check(NamedTuple):
    """One thing that was looked at. holds: ``None`` where it cannot be told."""

    name: str
    holds: bool | None
    text: Message


def check(certificate: Certificate, text: str, events: Iterable[Event], decks: str | None = None) -> tuple[Check, ...]:
    """Everything that can be told of a certificate. text: the file it was read from. decks: a library's folder."""
    held = sorted(events, key=lambda event: event.order)
    found = [_page(certificate, text), _learner(certificate, held)]
    event = next((event for event in held if event.id == certificate.event), None)
    found.append(_level(certificate, event))
    if event is None:
        return tuple(found)
    then = as_it_was(held, certificate.event, certificate.chain.streams)
    found += _chain(certificate, held, then)
    found += _evidence(certificate, then)
    if decks is not None:
        found += _decks(certificate.record, Path(decks))
    return tuple(found)


def _page(certificate: Certificate, text: str) -> Check:
    """Whether the page says what its data say: the same data make the same page, to the byte."""
    if not is_page(text):
        return Check("page", None, Message("These are the data of a certificate without its page."))
    language = current()
    try:
        use(certificate.lang)
        same = page(certificate) == text
    finally:
        use(language)
    if same:
        return Check("page", True, Message("The page says what its data say."))
    if certificate.kdeck != __version__:
        values = {"version": certificate.kdeck}
        return Check(
            "page", None, Message("The page was made by kdeck {version}; its text was not compared.", **values)
        )
    return Check("page", False, Message("The text of the page was altered: it is not what its data say."))


def _learner(certificate: Certificate, events: Sequence[Event]) -> Check:
    names = {event.learner for event in events}
    if names == {certificate.learner}:
        return Check("learner", True, Message("The journal is that of {learner}.", learner=certificate.learner))
    other = series(sorted(names)) if names else "–"
    text = Message("The journal is that of {other}, not of {learner}.", other=other, learner=certificate.learner)
    return Check("learner", False, text)


def _level(certificate: Certificate, event: Event | None) -> Check:
    """Whether the journal says of the level what the certificate says."""
    dan = certificate.record.dan
    if event is None or event.kind != "dan":
        return Check("level", False, Message("The journal has no event for dan {dan} of this id.", dan=dan))
    try:
        kept = of_plain(event.body)
    except ValueError:
        kept = None
    if kept != certificate.record or Moment(event.at, event.offset) != certificate.at:
        return Check("level", False, Message("The journal says something else of dan {dan}.", dan=dan))
    day = certificate.at.isoformat()[:10]
    return Check("level", True, Message("Dan {dan} was reached on {date}.", dan=dan, date=day))


def _chain(certificate: Certificate, held: Sequence[Event], then: Sequence[Event]) -> Iterator[Check]:
    stated, now = certificate.chain, chain(held, certificate.event, to_line)
    if (now.head, now.events) == (stated.head, stated.events):
        yield Check("chain", True, Message("The chain of {count} events is the same.", count=stated.events))
    elif len(then) == stated.events and head(map(to_line, then)) == stated.head:
        text = Message("The chain of {count} events is the same without those that came later.", count=stated.events)
        yield Check("chain", True, text)
        added = now.events - stated.events
        text = Message("Events of other machines that were merged in since: {count}", count=added)
        yield Check("merged", None, text)
    else:
        values = {"now": now.events, "stated": stated.events}
        text = Message("The chain differs: events were changed, removed or added ({now}, stated {stated}).", **values)
        yield Check("chain", False, text)


def _evidence(certificate: Certificate, then: Sequence[Event]) -> Iterator[Check]:
    trainer = _trainer_then(certificate, then)
    by_card: dict[str, list[Event]] = {}
    for event in then:
        by_card.setdefault(event.card, []).append(event)
    for shown in certificate.record.shown:
        name = name_of(shown.need.kind)
        if isinstance(shown.found, of.RecallFound) and isinstance(shown.need, RecallNeed):
            yield from _recall(shown.need, shown.found, trainer, by_card)
        elif _holds(shown, trainer, certificate.record.dan):
            yield Check(shown.need.kind, True, Message("{name}: the journal shows the same.", name=name))
        else:
            text = Message("{name}: the journal does not show what is stated.", name=name)
            yield Check(shown.need.kind, False, text)


def _trainer_then(certificate: Certificate, then: Sequence[Event]) -> Trainer:
    """The learner at the moment when the level was reached, with the journal as it was."""
    journal = RamJournal(certificate.learner)
    trainer = Trainer(library_of(()), journal, lambda: certificate.at, device="", entropy=bytes)
    merge(trainer, (event for event in then if event.learner == certificate.learner))
    return trainer


def _holds(shown: Shown, trainer: Trainer, dan: int) -> bool:
    """Judge a need anew on what the journal held then; the figures have to be the same."""
    evidence = results(trainer)
    if isinstance(shown.found, of.TypingFound):
        unit: Unit = "WPM" if shown.found.unit == "WPM" else "字/分"
        most = shown.found.most_fixes
        evidence = evidence._replace(unit=unit, fixes=() if most is None else ((0.0, most),))
    again = judge(shown.need, evidence, dan)
    return again.met and again.found == shown.found and again.proofs == shown.proofs


def _recall(
    need: RecallNeed, found: of.RecallFound, trainer: Trainer, by_card: Mapping[str, Sequence[Event]]
) -> Iterator[Check]:
    """Count the cards anew. How many cards the decks held is not in a journal: it is stated alone.

    by_card: the events of then.
    """
    reached = shown = 0
    confirmed = confirmed_by_exams(trainer)
    for memory in trainer.journal.memories():
        if need.decks and deck_of(memory.card) not in need.decks:
            continue
        if memory.learning or recall_now(memory, trainer.now()) < need.at_least:
            continue
        reached += 1
        events = [event for name in trainer.renames.names(memory.card) for event in by_card.get(name, ())]
        shown += proven(events, confirmed.get(memory.card, 0))
    values = {"name": name_of(need.kind), "count": reached, "stated": found.reached}
    if reached >= found.reached and shown >= found.judged_reached:
        yield Check("recall", True, Message("{name}: the journal shows {count} cards, stated {stated}.", **values))
    else:
        text = Message("{name}: the journal shows only {count} cards, stated {stated}.", **values)
        yield Check("recall", False, text)
    text = Message("How many cards the decks held ({count}) is stated; a journal does not tell.", count=found.cards)
    yield Check("cards", None, text)


def _decks(record: Attained, folder: Path) -> Iterator[Check]:
    """Whether the decks at hand are those of then."""
    for deck in record.decks:
        if _digest(folder, deck.file) == deck.digest:
            yield Check("deck", True, Message("{file} is as it was.", file=deck.file))
        else:
            yield Check("deck", None, Message("{file} is no longer what it was.", file=deck.file))


def _digest(folder: Path, name: str) -> str:
    """SHA-256 of a file within a folder; empty where there is none, or the name leads out of it."""
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.is_file()
        return sha256(path.read_bytes()).hexdigest() if inside else ""
    except (OSError, ValueError):
        return ""
