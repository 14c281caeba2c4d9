"""Chats: which drill to take, the ladder from one customer to five, and all that comes after a drill."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from textual import events
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.chat.drill import Drill
from kdeck.core.chat.plan import MOST_CHATS, RESPOND_TURNS, turns_of_run
from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.chat import ChatResult, Kind, begin, history, next_rung, record, sustainable
from kdeck.trainer.chat.quick import quick_replies
from kdeck.trainer.chat.words import kind_name, seconds, standing
from kdeck.trainer.trainer import Trainer
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.chat_result import ChatReport, ChatResultScreen, Next
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text, fitted

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


class ChatsScreen(KdeckScreen[None]):
    """The drills, and how many customers the learner can serve."""

    CSS_PATH = "chats.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._known: Known | None = None
        self._offered: tuple[Choice, ...] = ()

    def heading(self) -> tuple[str, str]:
        """The title, and how many customers there are."""
        count = _("customers in the decks: {count}").format(count=self._known.customers) if self._known else ""
        return _("Chats"), count

    def body(self) -> ComposeResult:
        """Where one stands, then the drills."""
        yield Text(id="standing")
        yield Menu(id="drills", markup=False)
        yield Text(id="empty")

    def keys_now(self) -> Sequence[Key]:
        """Choose, look back, leave."""
        ways = [Key("up,down", "↑↓", _("move"), ""), Key("enter", "enter", _("start"), "")] if self._offered else []
        return (
            *ways,
            Key("h", "h", _("history"), "history"),
            Key("f", "f", _("quick replies"), "quick"),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape,q", "esc", _("home"), "close"),
        )

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """The arrow keys choose."""
        self.query_one(Menu).focus()
        await self._look()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """A drill may have been added."""
        if self._known is not None:
            await self._look()

    def on_resize(self, event: events.Resize) -> None:
        """What a drill is about fits, or does not."""
        super().on_resize(event)
        self.call_after_refresh(self.repaint)

    def paint(self) -> None:
        """Where one stands, and the drills; the cursor stays on its line."""
        known = self._known
        if known is None:
            return
        self.query_one("#standing", Text).show(self._standing(known))
        self._offered = _offers(known) if known.customers else ()
        choices = self.query_one(Menu)
        here, width = choices.highlighted or 0, self.size.width - 6 - GUTTER
        choices.display = bool(self._offered)
        choices.clear_options()
        choices.add_options([Option(_label(choice, width)) for choice in self._offered])
        choices.highlighted = min(here, len(self._offered) - 1) if self._offered else None
        nobody = _("The decks hold no chats yet. `kdeck new chat --deck FILE` writes a first example.")
        self.query_one("#empty", Text).show("" if self._offered else nobody)

    async def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take this drill."""
        event.stop()
        try:
            await self._take(self._offered[event.option_index])
        except KdeckError as error:
            self.kdeck.tell(error)

    def action_history(self) -> None:
        """Drills so far."""
        from kdeck.tui.screens.chat_history import ChatHistoryScreen

        self.app.push_screen(ChatHistoryScreen())

    def action_quick(self) -> None:
        """Change the texts behind the F-keys."""
        from kdeck.tui.screens.quick_replies import QuickRepliesScreen

        self.app.push_screen(QuickRepliesScreen())

    def action_close(self) -> None:
        """Back to Home."""
        self.dismiss(None)

    async def _look(self) -> None:
        try:
            self._known = await self.kdeck.ask(_known, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
        self.repaint()

    async def _take(self, choice: Choice) -> None:
        trainer = self.kdeck.trainer
        drill = await self.kdeck.ask(begin, trainer, choice.kind, choice.chats)
        quick = await self.kdeck.ask(quick_replies, trainer)

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

    def _standing(self, known: Known) -> Content:
        first, average = self.kdeck.trainer.library.shop.respond
        text = _("Your shop: first response within {first} s, replies within {average} s on average.")
        targets = text.format(first=seconds(first * 1000), average=seconds(average * 1000))
        return joined([plain(standing(sustainable(known.drills)), "bold"), plain(targets, "$quiet")])


def _known(trainer: Trainer) -> Known:
    return Known(tuple(history(trainer, _RECENT)), len(trainer.library.chats()), quick_replies(trainer))


def _kept(trainer: Trainer, choice: Choice, drill: Drill) -> ChatReport:
    """The drill, stored if that can be; on the trainer's thread."""
    try:
        result = record(trainer, choice.kind, drill)
    except KdeckError as error:
        return ChatReport(choice.kind, drill, None, trouble=error)
    drills = history(trainer, _RECENT)
    return ChatReport(choice.kind, drill, result, sustainable(drills), next_rung(drills))


def _offers(known: Known) -> tuple[Choice, ...]:
    """The next step of the ladder, the response drill, then every number of chats."""
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
