"""Chats: which drill to take, the ladder from one customer to five, and all that comes after a drill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual.content import Content

from kdeck.core.chat.drill import Drill
from kdeck.core.chat.plan import MOST_CHATS, RESPOND_TURNS, turns_of_run
from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.chat import ChatResult, Kind, begin, history, next_rung, record, sustainable
from kdeck.trainer.chat.quick import quick_replies
from kdeck.trainer.chat.words import kind_name, seconds, standing
from kdeck.trainer.trainer import Trainer
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.chat_result import ChatReport, ChatResultScreen, Next
from kdeck.tui.screens.menu import MenuScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

_NAME: Final = 26
_RECENT: Final = 100
_MINUTES: Final = {"respond": 3, "chat": 6}


class Known(NamedTuple):
    """What journal and decks say when the menu opens."""

    drills: tuple[ChatResult, ...]
    customers: int
    quick: tuple[str, ...]


class Choice(NamedTuple):
    """One drill on offer. ladder: it is the next step up."""

    kind: Kind
    chats: int
    ladder: bool = False


class ChatsScreen(MenuScreen[Known]):
    """The drills, and how many customers the learner can serve."""

    def heading(self) -> tuple[str, str]:
        """The title, and how many customers there are."""
        count = _("customers in the decks: {count}").format(count=self.known.customers) if self.known else ""
        return _("Chats"), count

    def read(self, trainer: Trainer) -> Known:
        """The newest drills, the customers and the quick replies."""
        return Known(tuple(history(trainer, _RECENT)), len(trainer.library.chats()), quick_replies(trainer))

    def standing(self, known: Known) -> Content:
        """How many customers can be served, and what the shop asks."""
        first, average = self.kdeck.trainer.library.shop.respond
        text = _("Your shop: first response within {first} s, replies within {average} s on average.")
        targets = text.format(first=seconds(first * 1000), average=seconds(average * 1000))
        return joined([plain(standing(sustainable(known.drills)), "bold"), plain(targets, "$quiet")])

    def choices(self, known: Known, width: int) -> Sequence[Content]:
        """The drills."""
        return [_label(choice, width) for choice in _offers(known)]

    def nothing(self) -> str:
        """How to begin."""
        return _("The decks hold no chats yet. `kdeck new chat --deck FILE` writes a first example.")

    def more_keys(self) -> Sequence[Key]:
        """Quick replies."""
        return (Key("f", "f", _("quick replies"), "quick"),)

    async def take(self, place: int) -> None:
        """Take this drill."""
        if self.known is not None:
            await self._take(_offers(self.known)[place])

    def action_history(self) -> None:
        """Drills so far."""
        from kdeck.tui.screens.chat_history import ChatHistoryScreen

        self.app.push_screen(ChatHistoryScreen())

    def action_quick(self) -> None:
        """Change the texts behind the F-keys."""
        from kdeck.tui.screens.quick_replies import QuickRepliesScreen

        self.app.push_screen(QuickRepliesScreen())

    async def _take(self, choice: Choice) -> None:
        trainer = self.kdeck.trainer
        drill = await self.kdeck.ask(begin, trainer, choice.kind, choice.chats)
        quick = await self.kdeck.look(quick_replies)

        async def taken(ended: Drill | None) -> None:
            if ended is not None and ended.ended:
                await self._keep(choice, ended)

        self.app.push_screen(ChatDrillScreen(kind_name(choice.kind, choice.chats), drill, quick), taken)

    async def _keep(self, choice: Choice, drill: Drill) -> None:
        """Store the drill and show what it came to; what could not be stored can be tried again from there."""
        report = await self.kdeck.ask(_kept, self.kdeck.trainer, choice, drill)

        async def then(following: Next | None) -> None:
            try:
                if following == "store":
                    await self._keep(choice, drill)
                elif following == "again":
                    await self._take(choice)
                elif following == "on":
                    await self._take(Choice("chat", report.rung))
            except KdeckError as error:
                self.kdeck.tell(error)

        self.app.push_screen(ChatResultScreen(report), then)


def _kept(trainer: Trainer, choice: Choice, drill: Drill) -> ChatReport:
    """The drill, stored if that can be; on the trainer's thread."""
    try:
        result = record(trainer, choice.kind, drill)
    except KdeckError as error:
        return ChatReport(choice.kind, drill, None, trouble=error)
    drills = history(trainer, _RECENT)
    return ChatReport(choice.kind, drill, result, sustainable(drills), next_rung(drills))


def _offers(known: Known) -> tuple[Choice, ...]:
    """The next step of the ladder, the response drill, then every number of chats; nothing without customers."""
    if not known.customers:
        return ()
    chats = tuple(Choice("chat", chats) for chats in range(1, MOST_CHATS + 1))
    return Choice("chat", next_rung(known.drills), ladder=True), Choice("respond", 1), *chats


def _label(choice: Choice, width: int) -> Content:
    name = kind_name(choice.kind, choice.chats)
    if choice.ladder:
        name = _("Ladder: {chats} at once").format(chats=choice.chats)
    if width < 66:
        return line(name)
    return Content.assemble(line(fitted(name, _NAME)), line(_about(choice), "$quiet"))


def _about(choice: Choice) -> str:
    if choice.ladder:
        return _("from 1 to 5: the next step up is the one after what you hold")
    if choice.kind == "respond":
        return _("one customer at a time, {turns} messages, about {minutes} min").format(
            turns=RESPOND_TURNS, minutes=_MINUTES["respond"]
        )
    return _("{turns} messages, about {minutes} min").format(turns=turns_of_run(choice.chats), minutes=_MINUTES["chat"])
