"""A certificate held against a journal: what of it holds, what does not, and what no journal can tell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kdeck import __version__
from kdeck.core.events.event import Event, in_time
from kdeck.core.ident import deck_of
from kdeck.core.levels import evidence as of
from kdeck.core.levels.evidence import Evidence, Found
from kdeck.core.levels.judge import adds_up, cards_short, fixes_allowed, judge
from kdeck.core.levels.need import Need, RecallNeed, TypingNeed, asked_of, is_as_hard
from kdeck.core.levels.record import SLACK, Attained, Certificate, Shown, as_it_was, head, level_of
from kdeck.core.levels.words import asks, name_of
from kdeck.core.message import Message, counted, series
from kdeck.core.moment import Moment
from kdeck.core.shop import Shop
from kdeck.core.typing.score import Unit
from kdeck.decks.library import Library, library_of
from kdeck.journal.codec import to_line
from kdeck.journal.sqlite import SqliteJournal
from kdeck.language import current, use
from kdeck.trainer.certificate import is_page, is_simulated
from kdeck.trainer.levels.standing import bounds, confirmed_by_exams, proven, results
from kdeck.trainer.merge import merge
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import unit_of_shop
from kdeck.trainer.upkeep import SIMULATED


class Check(NamedTuple):
    """One thing that was looked at. holds: ``None`` where it cannot be told.

    compared: false where the journal could tell, and this version of kdeck cannot compare it.
    """

    name: str
    holds: bool | None
    text: Message
    compared: bool = True


Page = Callable[[Certificate], str]


def check(
    certificate: Certificate, text: str, events: Iterable[Event], library: Library | None = None, *, page: Page
) -> tuple[Check, ...]:
    """Everything that can be told of a certificate.

    text: the file it was read from. library: to hold it against. page: makes a page in the language in use.
    """
    held = sorted(events, key=lambda event: event.order)
    found = [_page(certificate, text, page), _learner(certificate, held), *_simulated(certificate, held)]
    event = next((event for event in in_time(held) if event.id == certificate.event), None)
    found += _level(certificate, event)
    if event is not None:
        chain = certificate.chain
        known = any(event.id == chain.last for event in held)
        then = as_it_was(held, chain.last, chain.streams) if known else []
        found += _chain(certificate, held, then)
        found.append(_issued(certificate, then))
        found += _evidence(certificate, event, [each for each in in_time(then) if each.order <= event.order])
    found += _shop(certificate.record, library)
    if library is not None:
        found += _decks(certificate.record, library)
    return tuple(found)


def _page(certificate: Certificate, text: str, page: Page) -> Check:
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
    if certificate.kdeck == __version__:
        return Check("page", False, Message("The text of the page was altered: it is not what its data say."))
    told = Message(
        "The page says it was made by kdeck {version}. kdeck {own} cannot compare its text. To make it anew: kdeck "
        "certificate --dan {dan} --html FILE",
        version=certificate.kdeck,
        own=__version__,
        dan=certificate.record.dan,
    )
    return Check("page", None, told, compared=False)


def _learner(certificate: Certificate, events: Sequence[Event]) -> Check:
    names = {event.learner for event in events}
    if names == {certificate.learner}:
        return Check("learner", True, Message("The journal is that of {learner}.", learner=certificate.learner))
    other = series(sorted(names)) if names else "–"
    text = Message("The journal is that of {other}, not of {learner}.", other=other, learner=certificate.learner)
    return Check("learner", False, text)


def _simulated(certificate: Certificate, events: Sequence[Event]) -> Iterator[Check]:
    """Whether the certificate says of its journal's time what the journal says."""
    simulated = is_simulated(events)
    if simulated != certificate.simulated:
        text = Message("The certificate and the journal do not agree on whether time was simulated.")
        yield Check("simulated", False, text)
    elif simulated:
        yield Check("simulated", None, SIMULATED)


def _level(certificate: Certificate, event: Event | None) -> Iterator[Check]:
    """Whether the journal says of the level what the certificate says, and whether that is anything."""
    dan = certificate.record.dan
    if not certificate.record.shown:
        yield Check("needs", False, Message("The certificate names no requirement: nothing proves dan {dan}.", dan=dan))
    if event is None or event.kind != "dan":
        yield Check("level", False, Message("The journal has no event for dan {dan} of this id.", dan=dan))
        return
    if level_of(event) != certificate.record or Moment(event.at, event.offset) != certificate.at:
        yield Check("level", False, Message("The journal says something else of dan {dan}.", dan=dan))
    else:
        yield Check("level", True, Message("Dan {dan} was reached on {date}.", dan=dan, date=certificate.at.date))


def _chain(certificate: Certificate, held: Sequence[Event], then: Sequence[Event]) -> Iterator[Check]:
    """Whether the events that the journal held when the certificate was issued are the same, and what came since."""
    stated, place = certificate.chain, {event.id: place for place, event in enumerate(held)}
    same = len(then) == stated.events and head(map(to_line, then)) == stated.head
    if not same or certificate.event not in {event.id for event in then}:
        now = place.get(stated.last, -1) + 1
        text = Message(
            "The chain differs: events were changed, removed or added ({now}, stated {stated}).",
            now=now,
            stated=stated.events,
        )
        yield Check("chain", False, text)
        return
    text = counted("The chain of {count} event is the same.", "The chain of {count} events is the same.", stated.events)
    yield Check("chain", True, text)
    until = place[stated.last] + 1
    if merged := until - len(then):
        text = Message("Events of other machines that were merged in since: {count}", count=merged)
        yield Check("merged", None, text)
    if later := len(held) - until:
        text = Message("Later events, of which the certificate says nothing: {count}", count=later)
        yield Check("later", None, text)


def _issued(certificate: Certificate, then: Sequence[Event]) -> Check:
    """Whether the certificate can have been issued when it says: not before what it covers."""
    newest = max([certificate.at, *(Moment(event.at, event.offset) for event in then[-1:])])
    values = {"date": certificate.issued.date, "last": newest.date}
    if certificate.issued.at + SLACK < newest.at:
        text = Message("It cannot have been issued on {date}: it covers events up to {last}.", **values)
        return Check("issued", False, text)
    return Check("issued", True, Message("It was issued on {date}; what it covers ends on {last}.", **values))


def _evidence(certificate: Certificate, level: Event, then: Sequence[Event]) -> Iterator[Check]:
    """Judge anew what the certificate states. then: the journal up to the level."""
    trainer = _trainer_then(certificate, then)
    by_card: dict[str, list[Event]] = {}
    for event in then:
        by_card.setdefault(event.card, []).append(event)
    everything = results(trainer)
    own = {event.id for event in then if event.device == level.device}
    for shown in certificate.record.shown:
        name = name_of(shown.need.kind)
        if isinstance(shown.found, of.RecallFound) and isinstance(shown.need, RecallNeed):
            yield from _recall(shown.need, shown.found, trainer, by_card)
        elif _holds(shown, everything, own, certificate.record.dan):
            yield Check(shown.need.kind, True, Message("{name}: the journal shows the same.", name=name))
        else:
            text = Message("{name}: the journal does not show what is stated.", name=name)
            yield Check(shown.need.kind, False, text)


def _trainer_then(certificate: Certificate, then: Sequence[Event]) -> Trainer:
    """The learner at the moment when the level was reached, with the journal as it was."""
    journal = SqliteJournal.blank(certificate.learner)
    trainer = Trainer(library_of(()), journal, lambda: certificate.at, device="", entropy=bytes)
    merge(trainer, (event for event in then if event.learner == certificate.learner))
    return trainer


def _holds(shown: Shown, evidence: Evidence, own: Set[str], dan: int) -> bool:
    """Judge a need anew on what the journal held then; the figures have to be the same.

    The machine on which the level was reached may not have known then what others had: what it did itself (``own``) and
    what is stated as proof is judged alone as well.
    """
    if isinstance(shown.found, of.TypingFound):
        unit: Unit = "WPM" if shown.found.unit == "WPM" else "字/分"
        most = shown.found.most_fixes
        evidence = evidence._replace(unit=unit, fixes=() if most is None else ((0.0, most),))
    known = own | {proof.id for proof in shown.proofs}
    for each in (evidence, evidence.only(known)):
        again = judge(shown.need, each, dan)
        if again.met and again.found == shown.found and again.proofs == shown.proofs:
            return True
    return False


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
        if memory.learning or memory.recall(trainer.now().at) < need.at_least:
            continue
        reached += 1
        events = [event for name in trainer.renames.names(memory.card) for event in by_card.get(name, ())]
        shown += proven(events, confirmed.get(memory.card, 0))
    values = {
        "name": name_of(need.kind),
        "cards": counted("{count} card", "{count} cards", reached),
        "stated": found.reached,
    }
    if cards_short(need, found) > 0 or not adds_up(found):
        text = Message("{name}: the figures that are stated do not meet what is asked.", **values)
        yield Check("recall", False, text)
    elif reached >= found.reached and shown >= found.judged_reached:
        yield Check("recall", True, Message("{name}: the journal shows {cards}, stated {stated}.", **values))
    else:
        text = Message("{name}: the journal shows only {cards}, stated {stated}.", **values)
        yield Check("recall", False, text)
    text = Message("How many cards the decks held ({count}) is stated; a journal does not tell.", count=found.cards)
    yield Check("cards", None, text)


def _shop(record: Attained, library: Library | None) -> Iterator[Check]:
    """Whether the level asks what the shop asks for it: less proves less."""
    if library is None:
        text = Message("The shop's own requirements were not at hand; --decks DIR compares them.")
        yield Check("shop", None, text)
        return
    shop = library.shop
    if shop.id != record.shop:
        text = Message(
            "The certificate is of the shop {shop}, the decks are of {other}.", shop=record.shop, other=shop.id
        )
        yield Check("shop", False, text)
        return
    asked = [need for level in asked_of(shop.dans) if level.dan == record.dan for need in level.needs]
    titles = {deck.id: deck.title or deck.id for deck in library.decks}
    easier = [need for need in asked if not any(_is_as_hard(shown, need, shop) for shown in record.shown)]
    for need in easier:
        text = Message(
            "{name}: these decks ask for more than the certificate: {asked}",
            name=name_of(need.kind),
            asked=asks(need, _nothing_yet(need, shop), titles),
        )
        yield Check("shop", False, text)
    for shown in record.shown:
        if shown.need not in asked and not any(need.kind == shown.need.kind for need in easier):
            text = Message(
                "{name}: the certificate asks for more than these decks: {asked}",
                name=name_of(shown.need.kind),
                asked=asks(shown.need, shown.found, titles),
            )
            yield Check("shop", None, text)
    if not easier:
        yield Check("shop", True, Message("These decks ask for no more than the certificate shows."))


def _is_as_hard(shown: Shown, need: Need, shop: Shop) -> bool:
    """Whether what was shown meets what a shop asks, the bounds of its typing grades included."""
    if not is_as_hard(shown.need, need):
        return False
    nothing, found = _nothing_yet(need, shop), shown.found
    if not (isinstance(nothing, of.TypingFound) and isinstance(found, of.TypingFound)):
        return True
    if nothing.unit != found.unit:
        return False
    return nothing.most_fixes is None or (found.most_fixes is not None and found.most_fixes <= nothing.most_fixes)


def _nothing_yet(need: Need, shop: Shop) -> Found:
    """What stands for the evidence of a need before there is any; it knows the shop's standards."""
    if not isinstance(need, TypingNeed):
        return of.WitnessFound()
    return of.TypingFound(unit=unit_of_shop(shop), most_fixes=fixes_allowed(need, bounds(shop)))


def _decks(record: Attained, library: Library) -> Iterator[Check]:
    """Whether the decks at hand are those of then."""
    root = Path(library.root)
    folder = root if root.is_dir() else root.parent
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
