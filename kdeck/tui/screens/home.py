"""Home: what there is to do today, and the ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.content import Content

from kdeck.core.errors import KdeckError
from kdeck.core.message import counted
from kdeck.core.plan.day import DayPlan
from kdeck.language import _, render
from kdeck.trainer.trainer import DeckProgress, Trainer
from kdeck.tui.content import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.shell import load
from kdeck.tui.widgets.home import DeckList, Way, ahead
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Bar, Pane, Text

if TYPE_CHECKING:
    from kdeck.core.plan.forecast import Forecast
    from kdeck.tui.home_later import Later


_CALM_SECONDS = 0.3
_DAY_SECONDS = 20.0
"""How often Home looks whether it is still the day that it shows."""
_HEAD_LINES, _GAPS = 2, 4
"""Lines of the counts and their bar; empty lines between the parts, which are given up where there is much to say."""


class HomeScreen(KdeckScreen[None]):
    """Today's counts, what asks to be looked at, the way ahead, how far one is; then the decks.

    Slower facts follow the first paint. What matters less stands further down, and gives way where there is no room.
    """

    def __init__(self) -> None:
        super().__init__()
        self._today: DayPlan | None = None
        self._decks: tuple[DeckProgress, ...] = ()
        self._later: Later | None = None
        self._forecast: Forecast | None = None
        self._opened = False

    def heading(self) -> tuple[str, str]:
        """The shop and the learner; how much of today's is done."""
        trainer = self.kdeck.trainer
        left = " · ".join(part for part in (trainer.library.shop.name, trainer.learner) if part)
        if self._today is None:
            return left, ""
        return left, _("done {done} of {total}").format(done=self._today.met, total=self._today.whole)

    def body(self) -> ComposeResult:
        """Today on one side, decks below or beside it."""
        with Pane(id="now", can_focus=False):
            yield Text(id="counts")
            yield Bar(id="progress")
            yield Text(id="alarms")
            yield Way(2 if self.kdeck.trainer.library.shop.stages else 0, id="way")
            yield Text(id="notes")
        with Pane(id="decks", can_focus=False):
            yield Text(id="decks-title")
            yield DeckList()

    def keys_now(self) -> Sequence[Key]:
        """The ways on. Studying ahead comes first only when nothing else is left to study."""
        ahead_key = Key("a", "a", _("study ahead"), "practise")
        keys = [Key("s", "s", _("study"), "study")] if self._today is None or self._today.total else []
        return [
            *keys,
            *([] if keys else [ahead_key]),
            Key("enter", "enter", _("this deck")),
            Key("t", "t", _("typing"), "open:typing"),
            Key("c", "c", _("chats"), "open:chats"),
            Key("x", "x", _("exam"), "open:exam"),
            Key("p", "p", _("progress"), "open:ladder"),
            Key("b", "b", _("browse"), "open:browse"),
            *self._occasional_keys(),
            *([ahead_key] if keys else []),
            Key("comma", ",", _("settings"), "open:settings"),
            Key("?,f1", "?", _("help"), "help"),
            Key("q", "q", _("quit"), "quit"),
        ]

    def _occasional_keys(self) -> list[Key]:
        later = self._later
        return [
            *([Key("d", "d", _("dates"), "dates")] if self._today is not None and self._today.misdated else []),
            *([Key("w", "w", _("what changed"), "changes")] if later is not None and later.changed else []),
            *([Key("u", "u", _("undo"), "undo")] if later is not None and later.can_undo else []),
        ]

    async def on_mount(self) -> None:  # type: ignore[override] # Textual calls every class's own, and awaits
        """Show what the app has counted before the first paint; everything slower comes after it."""
        self.query_one(DeckList).focus(scroll_visible=False)  # a long list would lose its heading
        if self.kdeck.overview is not None:
            self._today, self._decks = self.kdeck.overview
        if self.kdeck.start == "study":
            await self._sit("study", self.kdeck.start_deck)
        elif self.kdeck.start != "home":
            self.kdeck.show(self.kdeck.start)
        self.set_timer(_CALM_SECONDS, self._look_around)
        self.set_interval(_DAY_SECONDS, self.keep_the_day)

    async def keep_the_day(self) -> None:
        """Count anew where the clock stands in another study day than what is painted: it turned, or was put right.

        What was answered under a wrong clock may lie in the future from now on.
        """
        if not self._on_top or self._today is None:
            return
        if await self.kdeck.look(Trainer.study_day) != self._today.day:
            with self.kdeck.telling():
                await self.kdeck.ask(self.kdeck.trainer.heed_clock)
            await self._count()
            self._find_out()

    async def on_screen_resume(self, _event: events.ScreenResume) -> None:
        """Count again when another screen has closed."""
        first, self._opened = not self._opened, True
        if not first:
            await self._count()
            self._find_out()

    def paint(self) -> None:
        """All texts."""
        today = self._today
        if today is None:
            return
        self.write("counts", _counts(today))
        self.query_one("#progress", Bar).show(today.met, today.whole)
        place, following = (self._later.place, self._later.next) if self._later else (None, None)
        titles = {deck.id: deck.title for deck in self._decks}
        self.query_one("#way", Way).show(ahead(place, following, self._forecast, today, titles))
        alarms = [note for note in (self._advice(today), *self._alarms(today)) if note]
        self._tell("#alarms", alarms)
        self._tell("#notes", notes := self._later.standing() if self._later else [])
        said = _HEAD_LINES + len(joined([*alarms, *notes]).plain.splitlines()) + len(self.query_one(Way).lines)
        self.query_one("#body").set_class(said + _GAPS > self.size.height // 2, "-full")
        self.write("decks-title", plain(_("Decks"), "bold"))
        self.query_one(DeckList).show(self._decks)

    def _tell(self, place: str, notes: list[Content]) -> None:
        text = self.query_one(place, Text)
        text.display = bool(notes)
        text.show(joined(notes))

    async def on_deck_list_opened(self, event: DeckList.Opened) -> None:
        """Study one deck."""
        event.stop()
        await self._sit("study", event.deck)

    async def action_study(self) -> None:
        """Study everything that is due."""
        await self._sit("study", None)

    async def action_undo(self) -> None:
        """Take back the newest thing done today, whichever sitting it was in."""
        try:
            event = await self.kdeck.ask(self.kdeck.trainer.undo)
        except KdeckError as error:
            self.kdeck.tell(error)
            return
        if event is None:
            text = _("There is nothing to undo today.")
        else:
            text = _("Taken back: {card}").format(card=event.card)
        self.notify(text, timeout=5, markup=False)
        await self._count()
        await self.look_further()

    def action_practise(self) -> None:
        """Choose what to study ahead or to practise."""

        async def chosen(cards: Sequence[str] | None) -> None:
            if cards:
                await self._sit("practise", cards)

        self.kdeck.show("practice", then=chosen)

    def action_changes(self) -> None:
        """Which facts have changed."""

        async def seen(study: bool | None) -> None:
            if study:
                await self.action_study()

        self.kdeck.show("changes", then=seen)

    def action_dates(self) -> None:
        """What to do about answers that are dated in the future."""
        self.kdeck.show("dates", self._today)

    def action_quit(self) -> None:
        """Leave."""
        self.app.exit()

    @property
    def _on_top(self) -> bool:
        """Whether no other screen lies above this one. Textual's own ``is_current`` also counts what shines through."""
        return self.is_attached and self.app.screen_stack[-1:] == [self]

    async def _count(self) -> None:
        self._today, self._decks = await self.kdeck.look(Trainer.overview)
        self.repaint()

    def _look_around(self) -> None:
        if self._on_top:  # else it is done when this screen is the one on top again
            self._find_out()

    def _find_out(self) -> None:
        # Given as a function, one that gives way before it began leaves no coroutine behind that nobody awaits.
        self.run_worker(self.look_further, exclusive=True)  # type: ignore[arg-type] # mypy takes it for its own result

    async def look_further(self) -> None:
        """Find out what takes longer, and get ready for the first answer; not while the first keys are pressed."""
        if self._today is None:
            return
        with self.kdeck.telling():
            find_out = await self.kdeck.ask(load, "home later")
            self._later = await self.kdeck.look(find_out, self._today)
        self.repaint()
        await self._foresee()
        self.set_timer(_CALM_SECONDS, self._warm_up)

    async def _foresee(self) -> None:
        """Reckon what will be remembered on the go-live date, a little at a time, so that no key has to wait for it."""
        ask = self.kdeck.ask
        if self._today is None or self._today.state.ahead is None:
            self._forecast = None
            return
        step = load("home forecast")(self.kdeck.trainer)
        while self._on_top:
            ended, found = await ask(step)
            if ended:
                self._forecast = found
                self.repaint()
                return

    async def _warm_up(self) -> None:
        """Get ready while the learner reads, so that the first answer need not wait for it."""
        with self.kdeck.telling():
            await self.kdeck.ask(self.kdeck.trainer.get_ready)

    async def _sit(self, route: str, what: Sequence[str] | str | None) -> None:
        if not await load(route)(self.kdeck, what):
            self.notify(_("Nothing is due here now. Study ahead or practise with a."), timeout=5, markup=False)

    def _advice(self, today: DayPlan) -> Content:
        """One sentence on what to do next, where the counts do not say it already."""
        if not len(self.kdeck.trainer.library):
            return plain(_("This library has no cards yet. `kdeck check` tells what is wrong with its files."))
        if today.total:
            return Content("")
        if self._later is not None and self._later.tomorrow:
            text = _("All done for today. Come back tomorrow (reviews then: {count}), or study ahead with a.")
            return plain(text.format(count=self._later.tomorrow))
        return plain(_("All done for today. Come back tomorrow, or practise with a."))

    def _alarms(self, today: DayPlan) -> list[Content]:
        """What else there is to know today, each with a sign of its own."""
        notes = []
        if self.kdeck.home_note is not None:
            notes.append(plain(render(self.kdeck.home_note)))
        if today.backlog:
            notes.append(plain(_backlog(today, today.days_to_clear), "$changed"))
        if today.misdated:
            text = _(
                "! Answers dated in the future: {count}. They do not count until then. Is the clock right ({now})? d "
                "says what to do."
            )
            now = today.state.now.minute
            notes.append(plain(text.format(count=today.misdated, now=now), "$changed"))
        if self._later is None:
            return notes
        return [*notes, *self._later.alarms(short=self.has_class("-low"))]


def _counts(today: DayPlan) -> Content:
    parts = [
        Content.styled(_("Today"), "bold"),
        line(_("due {count}").format(count=len(today.reviews))),
        *([line(_("learning {count}").format(count=len(today.learning)))] if today.learning else []),
        line(_("new {count}").format(count=len(today.new))),
    ]
    if today.total:
        parts.append(line(_("about {minutes} min").format(minutes=today.minutes), "$quiet"))
    return joined(parts, "  ")


def _backlog(today: DayPlan, days: int) -> str:
    return _(
        "! {waiting} waited during your absence: today the {now} most at risk, the rest over the next {days}. New "
        "cards pause meanwhile."
    ).format(
        waiting=render(counted("{count} card", "{count} cards", today.backlog + len(today.reviews))),
        now=len(today.reviews),
        days=render(counted("{count} day", "{count} days", days)),
    )
