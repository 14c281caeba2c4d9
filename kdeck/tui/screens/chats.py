"""Chats: which drill to take, the ladder from one customer to five, what a drill came to, and those so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from textual.content import Content

from kdeck.core.chat.drill import MOST_CHATS, RESPOND_TURNS, Drill, turns_of_run
from kdeck.core.chat.scenario import Exchange
from kdeck.core.errors import KdeckError
from kdeck.core.message import counted
from kdeck.core.reply import Found, find
from kdeck.core.rounding import percent
from kdeck.language import _, labelled, render
from kdeck.text.chats import faults, figure_lines, kind_name, seconds, short_name, standing, verdict
from kdeck.trainer.chat import ChatResult, Kind, begin, history, next_rung, record, sustainable
from kdeck.trainer.chat.runs import quick_replies
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.chat_drill import ChatDrillScreen
from kdeck.tui.screens.frames import HistoryScreen, MenuScreen, PageScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted


def review(exchange: Exchange) -> list[Content]:
    """One customer's message, what was sent, what was missing, and how it could have been said."""
    found = faults(exchange)
    sign, style = ("✗", "bold $wrong") if found else ("✓", "bold $right")
    wait = _("no reply") if exchange.wait is None else _("{seconds} s").format(seconds=seconds(exchange.wait))
    name = line(f" {exchange.scenario.name}  ", "bold")
    return [
        Content.assemble((sign, style), name, line(wait, "$quiet")),
        plain(exchange.turn.text),
        *(Content.assemble(("› ", "$accent"), _marked(sent.text, sent.forbidden)) for sent in exchange.sent),
        *(line(f"✗ {fault}", "$wrong") for fault in found),
        *(plain(labelled(_("for example"), text), "$right") for text in exchange.turn.say),
        *([plain(exchange.turn.because, "$quiet")] if exchange.turn.because else []),
        Content(""),
    ]


def _marked(text: str, forbidden: Sequence[str]) -> Content:
    """A message with what must not be said struck out."""
    found: list[Found] = sorted(place for word in dict.fromkeys(forbidden) for place in find(text, word))
    parts, last = list[Content](), 0
    for place in found:
        if place.start >= last:
            parts += [plain(text[last : place.start]), plain(text[place.start : place.end], "strike $wrong")]
            last = place.end
    return Content("").join([*parts, plain(text[last:])])


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

    HISTORY = "chat history"

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
        return (Key("f", "f", _("quick replies"), "open:quick replies"),)

    async def take(self, place: int) -> None:
        """Take this drill."""
        if self.known is not None:
            await self._take(_offers(self.known)[place])

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
            with self.kdeck.telling():
                if following == "store":
                    await self._keep(choice, drill)
                elif following == "again":
                    await self._take(choice)
                elif following == "on":
                    await self._take(Choice("chat", report.rung))

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


_KIND, _NARROW_KIND = 24, 13
_NARROW: Final = 64


class ChatHistoryScreen(HistoryScreen[ChatResult]):
    """A line a drill: when, how many chats, waits, facts, who was lost."""

    def titles(self, count: int) -> tuple[str, str]:
        """Of chats, counted in drills."""
        return _("Chats: history"), render(counted("{count} drill", "{count} drills", count))

    def read(self, trainer: Trainer) -> list[ChatResult]:
        """The drills."""
        return history(trainer)

    def nothing(self) -> str:
        """How to begin."""
        return _("No drill yet. Go back and choose one: three minutes are enough.")

    def standing(self, items: Sequence[ChatResult]) -> Content:
        """How many can be served at once, and what the columns are."""
        legend = _("90% of replies within, in time, facts right, ✓ held   ✗ not held")
        return joined([plain(standing(sustainable(items)), "bold"), plain(legend, "$quiet")])

    def rows(self, items: Sequence[ChatResult], width: int) -> Iterable[Content]:
        """A line a drill."""
        return (_row(drill, width) for drill in items)


def _row(drill: ChatResult, width: int) -> Content:
    wide = width >= _NARROW
    sign, style = ("✓", "$right") if drill.sustained else ("✗", "") if drill.kind == "chat" else (" ", "")
    when = drill.at.minute[5:]
    named = kind_name if wide else short_name
    name = fitted(named(drill.kind, drill.chats), _KIND if wide else _NARROW_KIND)
    in_time = percent(drill.share_within(drill.within))
    text = f"{sign} {when}  {name} {seconds(drill.p90):>4} s {in_time:>5} {percent(drill.right):>5}"
    if wide and drill.lost:
        text += "  " + _("lost {count}").format(count=drill.lost)
    if wide and not drill.complete:
        text += "  " + _("left early")
    return line(text, style)


Next = Literal["again", "on", "store"]


class ChatReport(NamedTuple):
    """A drill that has ended, as it is shown.

    result: ``None`` where it could not be stored; then ``trouble`` says why. number: how many can be served now.
    rung: the next step of the ladder.
    """

    kind: Kind
    drill: Drill
    result: ChatResult | None
    number: int | None = None
    rung: int = 1
    trouble: KdeckError | None = None


class ChatResultScreen(PageScreen[Next]):
    """The figures of one drill; gives what to do next, ``None`` to go back."""

    PARTS = ("headline", "verdict", "figures", "review-title", "review")

    def __init__(self, report: ChatReport) -> None:
        super().__init__()
        self._report = report

    def heading(self) -> tuple[str, str]:
        """Which drill it was."""
        return kind_name(self._report.kind, self._report.drill.plan.chats), _("Result")

    def keys_now(self) -> Sequence[Key]:
        """On, again, or up the ladder."""
        keys = [Key("enter,escape,q", "enter", _("done"), "close"), Key("r", "r", _("again"), "give:again")]
        if self._report.trouble is not None:
            keys.insert(0, Key("s", "s", _("store again"), "give:store"))
        elif self._report.kind == "chat":
            text = _("ladder: {chats} at once").format(chats=self._report.rung)
            keys.append(Key("n", "n", text, "give:on"))
        return [*keys, scroll_key(), Key("?,f1", "?", _("help"), "help")]

    def paint(self) -> None:
        """All texts."""
        report, result = self._report, self._report.result
        self.write("headline", self._headline())
        if result is not None:
            held = result.sustained or result.kind == "respond"
            self.write("verdict", plain(verdict(result), "" if held else "$changed"))
            *first, last = figure_lines(result)
            self.write("figures", joined([*map(line, first), line(last, "$quiet")]))
        ended = report.drill.ended
        faults = [one for one in ended if one.missing or one.forbidden or one.lost]
        title = _("Replies with something missing or forbidden: {count} of {all}")
        self.write("review-title", plain(title.format(count=len(faults), all=len(ended)), "bold"))
        worst_first = sorted(ended, key=lambda one: one not in faults)
        self.write("review", joined([part for one in worst_first for part in review(one)]))

    def _headline(self) -> Content:
        report = self._report
        if report.trouble is None:
            return plain(standing(report.number), "bold $accent")
        parts = [plain(f"✗ {render(report.trouble.message)}", "bold $wrong")]
        if report.trouble.hint is not None:
            parts.append(plain(render(report.trouble.hint)))
        return joined([*parts, plain(_("The drill is still here: s tries again to store it."))])
