"""Settings: each one with what it does in a sentence, changes apply at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.widgets import Input

from kdeck.core.errors import KdeckError, UsageError
from kdeck.core.moment import date_of
from kdeck.language import _, languages, own_name, preferred, render
from kdeck.trainer.path import parse_goal
from kdeck.trainer.settings import LIMITS, Settings, parse
from kdeck.tui.content import line
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.screens.help import places
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import Options
from kdeck.tui.widgets.text import Entry, Text

ChoiceName = Literal["language", "theme", "four_buttons", "show_timer", "typing_width"]
NumberName = Literal["new_per_day", "reviews_per_day", "target_characters", "target_words"]
GoalName = Literal["live", "minutes"]
_LAID_OUT_SECONDS: Final = 0.05
_LONGEST_DATE: Final = 10
CHOICES: Final[tuple[ChoiceName, ...]] = ("language", "theme", "four_buttons", "show_timer", "typing_width")
NUMBERS: Final[tuple[NumberName, ...]] = ("new_per_day", "reviews_per_day", "target_characters", "target_words")
GOALS: Final[tuple[GoalName, ...]] = ("live", "minutes")
ENTRIES: Final = (*NUMBERS, *GOALS)


class SettingsScreen(KdeckScreen[None]):
    """One row a setting: its name, its choices, and below them the sentence."""

    CSS_PATH = "rooms.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-tight"), (72, "-narrow"), (112, "-wide")]  # noqa: RUF012 - Textual's own

    def __init__(self) -> None:
        super().__init__()
        self._wrong: dict[str, str] = {}

    def heading(self) -> tuple[str, str]:
        """The title, and that nothing needs saving."""
        return _("Settings"), _("changes apply at once")

    def body(self) -> ComposeResult:
        """The rows, then where the data lie."""
        with VerticalScroll(id="page", can_focus=False):
            for name in (*CHOICES, *ENTRIES):
                with Horizontal(classes="row"):
                    yield Text(id=f"label-{name}", classes="label")
                    yield (
                        Options(id=name)
                        if name in CHOICES
                        else Entry(id=name, classes="date" if name == "live" else "number")
                    )
                yield Text(id=f"note-{name}", classes="note")
            yield Text(id="places")

    def keys_now(self) -> Sequence[Key]:
        """Up and down between the rows; the rest depends on the row."""
        typing = isinstance(self.focused, Entry)
        return (
            Key("up,shift+tab", "↑↓", _("move"), "previous"),
            Key("down", "", "", "next"),
            Key("enter", "enter", _("keep the number")) if typing else Key("left,right,space", "←→", _("change")),
            Key("?,f1", "?", _("help"), "help") if not typing else Key("f1", "f1", _("help"), "help"),
            Key("escape", "esc", _("back"), "keep"),
        )

    def on_mount(self) -> None:
        """The stored numbers, and the first row."""
        for name in ENTRIES:
            entry = self._entry(name)
            entry.max_length = _LONGEST_DATE if name == "live" else 6
            entry.value = self._kept(name)
        self.query_one("#language").focus()

    def paint(self) -> None:
        """Names, choices, sentences."""
        for name, (label, note) in _rows().items():
            here = self.focused is not None and self.focused.id == name
            self.query_one(f"#label-{name}", Text).show(("▸ " if here else "  ") + label)
            self._paint_note(name, note)
        for choice in CHOICES:
            value = getattr(self._settings, choice)
            text = ("yes" if value else "no") if isinstance(value, bool) else str(value)
            self.query_one(f"#{choice}", Options).show(_choices(choice), text)
        self.write("places", places(self.kdeck))

    def action_previous(self) -> None:
        """One row up."""
        self.focus_previous()

    def action_next(self) -> None:
        """One row down."""
        self.focus_next()

    async def action_keep(self) -> None:
        """Keep the numbers that are right, and go back."""
        for name in ENTRIES:
            await self._keep(name)
        self.dismiss(None)

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Other keys act now, and the sentence below the row must be in sight."""
        self.call_after_refresh(self.repaint)
        self._later_into_sight(event.widget.id or "")

    async def on_options_changed(self, event: Options.Changed) -> None:
        """Store a choice and let it act."""
        event.stop()
        name = event.options.id or ""
        if not await self._store(name, event.value):
            return
        if name == "language":
            self.kdeck.switch_language(preferred() if self._settings.language == "auto" else self._settings.language)
        elif name == "theme":
            self.kdeck.switch_theme(self._settings.theme)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Say at once what is wrong with a number."""
        event.stop()
        name = event.input.id or ""
        try:
            self._check(name, event.value.strip())
        except UsageError as error:
            self._wrong[name] = self._complaint(name, error)
        else:
            self._wrong.pop(name, None)
        self._paint_note(name, _rows()[name][1])
        if event.input.has_focus:
            self._later_into_sight(name)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Store a number and go on to the next row."""
        event.stop()
        if await self._keep(event.input.id or ""):
            self.focus_next()

    async def on_input_blurred(self, event: Input.Blurred) -> None:
        """Store a number that is left behind; one that is wrong gives way to the one that holds."""
        event.stop()
        name = event.input.id or ""
        if not await self._keep(name):
            event.input.value = self._kept(name)

    @property
    def _settings(self) -> Settings:
        return self.kdeck.trainer.settings

    def _kept(self, name: str) -> str:
        """What an entry holds as it is stored; no date where it is the shop's."""
        if name not in GOALS:
            return str(getattr(self._settings, name))
        goal = self.kdeck.trainer.goal
        if name == "minutes":
            return str(goal.minutes)
        return date_of(goal.live).isoformat() if goal.own and goal.live is not None else ""

    def _check(self, name: str, text: str) -> None:
        """``UsageError`` where an entry cannot be stored as it stands; a date that has passed may stay."""
        if name not in GOALS:
            parse(name, text)
        elif text != self._kept(name):
            parse_goal(name, text, self.kdeck.trainer.now().day)

    def _complaint(self, name: str, error: UsageError) -> str:
        if name in GOALS:
            return render(error.message)
        low, high = LIMITS[name]
        template = _("A whole number from {low} to {high}, please. Until then {kept} holds.")
        return template.format(low=low, high=high, kept=self._kept(name))

    def _entry(self, name: str) -> Entry:
        return self.query_one(f"#{name}", Entry)

    def _later_into_sight(self, name: str) -> None:
        """Scroll when the sentence and the footer, which may both have grown, have been laid out anew."""
        self.set_timer(_LAID_OUT_SECONDS, lambda: self._into_sight(name))

    def _into_sight(self, name: str) -> None:
        """Scroll so that a row and its sentence are both seen."""
        row, note = self.query_one(f"#label-{name}").parent, self.query_one(f"#note-{name}")
        if isinstance(row, Horizontal):
            both = row.virtual_region.union(note.virtual_region)
            self.query_one("#page", VerticalScroll).scroll_to_region(both, animate=False)

    def _paint_note(self, name: str, note: str) -> None:
        wrong = self._wrong.get(name)
        self.query_one(f"#note-{name}", Text).show(line(f"✗ {wrong}", "$wrong") if wrong else note)

    async def _keep(self, name: str) -> bool:
        """Store the number of an entry unless it is stored already; whether it holds now."""
        text = self._entry(name).value.strip()
        if name in self._wrong:
            return False
        return text == self._kept(name) or await self._store(name, text)

    async def _store(self, name: str, value: str) -> bool:
        trainer = self.kdeck.trainer
        try:
            if name in GOALS:
                await self.kdeck.ask(trainer.set_goal, {name: parse_goal(name, value, trainer.now().day)})
            else:
                await self.kdeck.ask(trainer.change_setting, name, value)
        except KdeckError as error:
            self.kdeck.tell(error)
            self.repaint()
            return False
        return True


def _rows() -> dict[str, tuple[str, str]]:
    """What each setting is called, and what it does."""
    return {
        "language": (_("Language"), _("The language of the app. Cards stay as they were written.")),
        "theme": (_("Theme"), _("Light text on dark, or dark text on light.")),
        "four_buttons": (_("Buttons"), _("Two: forgot, got it. Four add hard and easy; most people need two.")),
        "show_timer": (_("Timer"), _("Shows how long you have been thinking. Time limits hold either way.")),
        "typing_width": (
            _("Typing: width"),
            _("Whether , for ， is a mistake in typing runs. Certified runs are always strict."),
        ),
        "new_per_day": (_("New cards a day"), _("New cards each day. Until you set it, the shop's path decides.")),
        "reviews_per_day": (
            _("Reviews a day"),
            _("What is due beyond this waits for the next days, the safest cards last."),
        ),
        "target_characters": (
            _("Typing: 字/分"),
            _("The speed to reach when you practise Chinese; 0: the next grade."),
        ),
        "target_words": (_("Typing: WPM"), _("The speed to reach when you practise English; 0: the next grade.")),
        "live": (_("Go-live date"), _("The day you begin to serve customers. Left empty, the shop's holds.")),
        "minutes": (_("Minutes a day"), _("How long you study a day. Home says whether that will do.")),
    }


def _choices(name: ChoiceName) -> tuple[tuple[str, str], ...]:
    if name == "language":
        return ("auto", _("auto")), *((known, own_name(known)) for known in languages())
    if name == "theme":
        return ("dark", _("dark")), ("light", _("light"))
    if name == "four_buttons":
        return ("no", _("two")), ("yes", _("four"))
    if name == "typing_width":
        return ("strict", _("strict")), ("lenient", _("forgiven"))
    return ("yes", _("shown")), ("no", _("hidden"))
