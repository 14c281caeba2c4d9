"""The exams of the shop: which there are, where one stands with each, and the one that is running."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList

from kdeck.core.exam.paper import Paper
from kdeck.core.exam.record import Record
from kdeck.core.message import Message
from kdeck.core.rounding import clock
from kdeck.language import _
from kdeck.text.exams import exam_name, rules, shortfall, terms
from kdeck.text.exams import standing as stands
from kdeck.trainer.exam import Standing, begin, resume, running, standings, trial, usual
from kdeck.trainer.exam.sitting import Exam, require_open
from kdeck.trainer.path import deck_order
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.screens.frames import MenuScreen, PageScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import Menu
from kdeck.tui.widgets.text import Text, fitted

_WIDEST = 76
_STYLES: Final = {"good": "$right", "warn": "$changed", "bad": "$wrong"}


class Known(NamedTuple):
    """What the journal says when the menu opens. left: milliseconds of the running exam."""

    standings: tuple[Standing, ...]
    running: Record | None
    left: int


class ExamScreen(MenuScreen[Known]):
    """The menu; everything that an exam goes through starts and ends here."""

    ENTER = Message("choose")
    HEAD = Message("Exams")
    HISTORY = "exam history"

    def on_mount(self) -> None:
        """Back into the exam out of which an error of the app has thrown somebody."""
        if self.kdeck.sitting is not None:
            self._sit(self.kdeck.sitting, _("Something unexpected happened. The exam goes on with the same question."))

    def read(self, trainer: Trainer) -> Known:
        """The exams, and how much time is left of the one that is running."""
        record = running(trainer)
        gone = 0 if record is None else max(record.elapsed, (trainer.now().at - record.wall) // 1000)
        left = 0 if record is None else max(0, record.paper.milliseconds - gone)
        return Known(standings(trainer), record, left)

    def standing(self, known: Known) -> Content:
        """What is running."""
        if known.running is None:
            return plain(_("An exam asks what can be judged, in cases you have not seen, under a clock."), "$quiet")
        text = _("Running: {name}, {time} left. Its clock does not stop.")
        return plain(text.format(name=exam_name(known.running.paper), time=clock(known.left, up=True)), "$changed")

    def choices(self, known: Known, width: int) -> Sequence[Content]:
        """The exam that is running, those of the shop, a practice exam."""
        go_on = [line(_("Go on with the exam that is running"), "bold $accent")] if known.running is not None else []
        exams = (_choice(standing, min(_WIDEST, width)) for standing in known.standings)
        return [*go_on, *exams, _trial_choice()]

    async def take(self, place: int) -> None:
        """Go on with an exam, or get ready for one."""
        known = self.known
        if known is None:
            return
        if known.running is not None:
            if place == 0:
                await self._resume()
                return
            place -= 1
        if place == len(known.standings):
            self._ask_decks(trial(()))
            return
        standing = known.standings[place]
        if standing.paper.dan is None:
            self._ask_decks(usual(()))
        else:
            await self._get_ready(standing.paper)

    def _ask_decks(self, paper: Paper) -> None:
        async def chosen(decks: tuple[str, ...] | None) -> None:
            if decks is not None:
                with self.kdeck.telling():
                    await self._get_ready(trial(decks) if paper.trial else usual(decks))

        self.app.push_screen(ExamDecksModal(), chosen)

    async def _get_ready(self, paper: Paper) -> None:
        """Say what is to come; Enter there begins."""
        questions = await self.kdeck.look(_questions, paper)

        async def started(yes: bool | None) -> None:
            if not yes:
                return
            with self.kdeck.telling():
                self._sit(await self.kdeck.ask(begin, self.kdeck.trainer, paper, self.kdeck.monotonic))

        self.app.push_screen(ExamStartModal(paper, questions), started)

    async def _resume(self) -> None:
        sitting = await self.kdeck.ask(resume, self.kdeck.trainer, self.kdeck.monotonic)
        if sitting is None:  # its time has run out in the meantime
            await self.look()
        else:
            self._sit(sitting, _("Going on. The question that was on the screen before is spent."))

    def _sit(self, sitting: Exam, note: str = "") -> None:
        def ended(over: bool | None) -> None:
            self.kdeck.sitting = None
            if over:
                self.kdeck.show("exam result", sitting.record)

        self.kdeck.sitting = sitting
        self.kdeck.show("exam sitting", sitting, note, then=ended)


def _trial_choice() -> Content:
    return Content.assemble(
        line("  " + _("Practice exam"), "bold"), "\n", line("  " + _("over any decks; counts for nothing"), "$quiet")
    )


def _questions(trainer: Trainer, paper: Paper) -> int:
    return min(paper.cards, len(require_open(trainer, paper)))


class ExamStartModal(KdeckModal[bool], PageScreen[bool]):
    """What everyone should know before beginning; gives ``True`` to begin. questions: as many as there will be."""

    UNSEEN = ("close",)
    PARTS = ("terms", "rules")

    def __init__(self, paper: Paper, questions: int) -> None:
        super().__init__()
        self._paper = paper
        self._questions = questions

    def heading(self) -> tuple[str, str]:
        """Which exam."""
        return exam_name(self._paper), ""

    def keys_now(self) -> Sequence[Key]:
        """Begin, or think better of it."""
        return (Key("enter", "enter", _("begin"), "give:yes"), Key("escape", "esc", _("back"), "close"))

    def paint(self) -> None:
        """All texts."""
        short = shortfall(self._paper, self._questions)
        lines = [plain(terms(self._paper, self._questions), "bold"), *([plain(short, "$changed")] if short else [])]
        self.write("terms", joined(lines))
        self.write("rules", joined([Content.assemble(("· ", "$accent"), line(rule)) for rule in rules()]))


class ExamDecksModal(KdeckModal[tuple[str, ...]]):
    """Gives the ids of the chosen decks, none for all of them; ``None`` when it was closed."""

    HEAD = Message("Over which decks?")
    CSS_PATH = "rooms.tcss"
    FOCUS = "#decks"

    def __init__(self) -> None:
        super().__init__()
        self._chosen: frozenset[str] = frozenset()

    def body(self) -> ComposeResult:
        """On, then the decks."""
        yield Menu(id="decks", markup=False)

    def keys_now(self) -> Sequence[Key]:
        """Choose decks, go on from the first line."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("choose"), ""),
            Key("space", _("space"), _("mark"), "mark"),
            Key("escape", "esc", _("back"), "close"),
        )

    def paint(self) -> None:
        """The decks with their marks; the cursor stays on its line."""
        count = len(self._chosen)
        first = _("Go on with the decks marked: {count}").format(count=count) if count else _("Go on with all decks")
        rows = (self._row(deck.id, deck.title) for deck in deck_order(self.kdeck.trainer.library))
        self.query_one(Menu).fill([line(first, "bold $accent"), *rows])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """The first line goes on, the others are marked."""
        event.stop()
        if event.option_index:
            self._mark(event.option_index)
        else:
            self.dismiss(tuple(deck.id for deck in deck_order(self.kdeck.trainer.library) if deck.id in self._chosen))

    def action_mark(self) -> None:
        """Mark the deck under the cursor, or take its mark away."""
        self._mark(self.query_one(Menu).highlighted or 0)

    def _mark(self, place: int) -> None:
        if place:
            self._chosen ^= {deck_order(self.kdeck.trainer.library)[place - 1].id}
            self.repaint()

    def _row(self, deck: str, title: str) -> Content:
        return line(("[x] " if deck in self._chosen else "[ ] ") + title)


Leaving = Literal["leave", "end"]


class ExamLeaveModal(KdeckModal[Leaving]):
    """Gives how the exam is to be left, ``None`` to go on with it."""

    UNSEEN = ("close",)

    def __init__(self, sitting: Exam) -> None:
        super().__init__()
        self._sitting = sitting

    def heading(self) -> tuple[str, str]:
        """The question."""
        return _("Leave the exam?"), _("{time} left").format(time=clock(self._sitting.left(), up=True))

    def body(self) -> ComposeResult:
        """What it means."""
        yield Text(id="what")

    def on_mount(self) -> None:
        """The clock runs here, too."""
        self.set_interval(1, self.repaint_heading)

    def keys_now(self) -> Sequence[Key]:
        """Text may still be on its way: no letter acts here."""
        return (
            Key("escape", "esc", _("go on with it"), "close"),
            Key("f2", "f2", _("leave, come back later"), "give:leave"),
            Key("f8", "f8", _("end the exam now"), "give:end"),
        )

    def paint(self) -> None:
        """What it means."""
        number, total = self._sitting.progress
        text = _(
            "The clock runs on while you are away. The question on the screen is spent and counts as not answered; "
            "not shown yet: {rest} of {total}. x at Home comes back to them."
        )
        self.write("what", text.format(total=total, rest=total - number))


def _choice(standing: Standing, width: int) -> Content:
    """One exam of the menu in two lines: its name and state, what it takes."""
    name, state = exam_name(standing.paper), stands(standing)
    sign = "✓ " if standing.passed is not None else "  "
    room = max(12, width - 2)
    head = Content.assemble((sign, "bold $right"), line(fitted(name, room).rstrip(), "bold"))
    about = terms(standing.paper, standing.available) if standing.available else ""
    parts = [line(about, "$quiet")] if about else []
    if state is not None:
        parts.append(line(state.text, _STYLES[state.role]))
    rest = joined(parts, "   ")
    lines = parts if about and rest.cell_length > room else [rest]
    return joined([head, *(Content.assemble("  ", each) for each in lines)])
