"""The first minutes: five example cards, one of each feel, on a journal that goes with them.

They are the program's own, in the language in use, so that they are short, right for any shop, and touch no schedule.
"""

from __future__ import annotations

from typing import Final

from kdeck.core.cards.card import Card
from kdeck.core.cards.choice import Choice
from kdeck.core.cards.phrase import Phrase
from kdeck.core.cards.recall import Recall
from kdeck.core.cards.rule import Outcome
from kdeck.core.cards.typed import Typed
from kdeck.core.plan import Plan
from kdeck.core.rules.table import Comparison, Input, Row, Table, Test
from kdeck.core.shop import Deck
from kdeck.decks.library import library_of
from kdeck.journal.ram import RamJournal
from kdeck.language import _, current
from kdeck.trainer.session import Session
from kdeck.trainer.trainer import Trainer

DECK: Final = "tour"
_CUTOFF: Final = 16 * 60


def tour(trainer: Trainer) -> Session:
    """A sitting over the example cards that leaves the learner's own journal alone."""
    cards = _cards()
    deck = Deck(DECK, _("Examples"), current(), "", (), "", 0, 0)
    library = library_of(cards, trainer.library.shop._replace(stages=(), dans=()), [deck])
    journal = RamJournal(trainer.learner)
    own = Trainer(library, journal, trainer.now, device="tour", entropy=trainer.random)
    own.settings = trainer.settings
    return _Once(own, Plan(tuple(card.id for card in cards)), "practice")


class _Once(Session):
    """A sitting that asks every card once, whatever the answer."""

    def _settle(self, card: str, _back_at: int | None) -> None:
        super()._settle(card, None)


def tip(card: Card) -> str:
    """How a card of this feel is answered, in a sentence."""
    return {
        "recall": _("You judge this one yourself: think, press space, then 3 if you knew it or 1 if not."),
        "choice": _("Choose: press the number of the right answer."),
        "typed": _("Type the answer, then press Enter. Width and spaces do not matter."),
        "rule": _("A rule: every time another case, most often at its edge. Press a number."),
        "phrase": _("Write to the customer as you would at work, then press Enter."),
    }.get(card.kind, "")


def _cards() -> list[Card]:
    return [
        Card(
            f"{DECK}/unsure",
            DECK,
            _("A customer asks something about an item that you are not sure of. What do you do?"),
            Recall(_("Look it up, then answer. Never guess.")),
            why=_("A wrong promise costs more than a minute of looking it up."),
        ),
        Card(
            f"{DECK}/link",
            DECK,
            _("A customer sends a link and says: “I cannot order, please open this.” What do you do?"),
            Choice(
                (_("Do not open it; ask for the item in the cart"),),
                (_("Open it and look"), _("Log in through it to help")),
            ),
            why=_("Such links are made to take over the shop's account."),
        ),
        Card(
            f"{DECK}/days",
            DECK,
            _("Within how many days can a customer usually return an item without giving a reason?"),
            Typed("7", (_("seven"),), "number", _("days")),
            hint=_("As many as a week has."),
        ),
        Card(
            f"{DECK}/cutoff/tomorrow",
            DECK,
            _("Orders paid before 16:00 leave today. A customer pays at {paid}. When does it leave?").replace(
                "{paid}", "{" + _("paid at") + "}"
            ),
            Outcome(_cutoff(), 1, (_("Today"),), _("Orders paid before 16:00 leave today.")),
        ),
        Card(
            f"{DECK}/pinch",
            DECK,
            _("“The shoes pinch!” Answer without the customer's own word, and promise nothing."),
            Phrase(
                (_("Half a size up will be more comfortable. May I change it for you?"),),
                (_("pinch"), _("guarantee")),
                ((_("half a size"), _("bigger"), _("exchange")),),
            ),
            why=_("Say what helps instead of repeating what hurts."),
        ),
    ]


def _cutoff() -> Table:
    """When a parcel leaves: two outcomes, of which the case decides one."""
    paid = Input(_("paid at"), "time", 0, 1, 24 * 60, label=_("paid at"))
    early = Row("today", _("Today"), "", (Test("< 16:00", ((0, _CUTOFF - 1),), (Comparison("<", "16:00"),)),))
    return Table((paid,), (early, Row("tomorrow", _("Tomorrow"), "", (None,))))
