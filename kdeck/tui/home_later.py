"""What Home shows a moment after its first paint: what takes longer to find out, and the lines that tell it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from textual.content import Content

from kdeck.core.plan.day import DayPlan
from kdeck.core.plan.path import Place
from kdeck.language import _
from kdeck.text.chats import last_line as chats_line
from kdeck.text.exams import exam_name
from kdeck.text.levels import home_line
from kdeck.text.typing import last_line
from kdeck.trainer import forecast
from kdeck.trainer.chat import history as chat_drills
from kdeck.trainer.chat import sustainable
from kdeck.trainer.exam import running
from kdeck.trainer.levels import in_hand
from kdeck.trainer.news import News, news
from kdeck.trainer.path import place_of
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import dan_grade, grades, history
from kdeck.tui.content import line, plain
from kdeck.tui.widgets.text import apart, core

if TYPE_CHECKING:
    from kdeck.core.plan.forecast import Forecast

_MOST_NEWS: Final = 40
_TYPED: Final = 20
_CHATTED: Final = 100
_FACTS_SHOWN: Final = 2
_FACT_CELLS: Final = 24


class Later(NamedTuple):
    """What home shows a moment after its first paint, because it takes longer to find out."""

    tomorrow: int
    changed: int
    news: tuple[News, ...]
    broken: int
    typing: str = ""
    place: Place | None = None
    next: DayPlan | None = None
    exam: str = ""
    dan: str = ""
    chats: str = ""
    can_undo: bool = False

    def alarms(self, *, short: bool = False) -> list[Content]:
        """What asks to be looked at today. short: one line each."""
        notes = []
        if self.broken:
            text = _("! Deck files with errors: {count}. `kdeck check` shows them; their other cards are here.")
            notes.append(plain(text.format(count=self.broken), "$wrong"))
        if self.exam:
            notes.append(plain(_("! An exam is running (x): {name}").format(name=self.exam), "$changed"))
        if self.changed:
            notes += _changed(self)[: 1 if short else None]
        return notes

    def standing(self) -> list[Content]:
        """How far one is: the level in hand first, it is what the others count for."""
        notes = [plain(self.dan)] if self.dan else []
        if self.typing:
            notes.append(plain(_("Typing (t): {last}").format(last=self.typing)))
        if self.chats:
            notes.append(plain(_("Chats (c): {last}").format(last=self.chats)))
        return notes


def find_out(trainer: Trainer, today: DayPlan) -> Later:
    """Everything that home shows later; on the trainer's thread."""
    broken = {finding.file for finding in trainer.library.findings if finding.level == "error"}
    changed = trainer.changed()
    told = news(trainer, _MOST_NEWS) if changed else ()
    tomorrow, place = trainer.tomorrow()[1], place_of(trainer, today.day)
    following = None if place is None else trainer.next_study(today)
    typed, sitting, level = _typed(trainer), _sitting(trainer), _level(trainer)
    chatted, can_undo = _chatted(trainer), trainer.undoable() is not None
    return Later(tomorrow, len(changed), told, len(broken), typed, place, following, sitting, level, chatted, can_undo)


def forecasting(trainer: Trainer) -> Callable[[], tuple[bool, Forecast | None]]:
    """What gives a little of the forecast each time it is called: whether that was the last of it, and it."""
    return partial(forecast.go_on, forecast.forecasting(trainer))


def _typed(trainer: Trainer) -> str:
    """The newest typing run over sentences against the first dan, empty where there is none yet."""
    if not trainer.journal.recent("typing", 1):
        return ""
    figures = next((run.figures for run in history(trainer, _TYPED) if run.measures), None)
    return last_line(figures, dan_grade(grades(trainer.library.shop, figures.unit))) if figures else ""


def _sitting(trainer: Trainer) -> str:
    """The exam that is running, empty where none is."""
    newest = trainer.journal.recent("exam", 1)
    if not newest or newest[0].body["step"] == "ended":
        return ""
    record = running(trainer)
    return "" if record is None else exam_name(record.paper)


def _level(trainer: Trainer) -> str:
    """The level in hand and what it lacks; empty where the shop asks for none."""
    if not trainer.library.shop.dans:
        return ""
    lines = [home_line(in_hand(trainer))]
    if (newest := trainer.journal.recent("dan", 1)) and newest[0].day == trainer.study_day():
        text = _("✓ Dan {dan} was reached today: p shows the certificate")
        lines.insert(0, text.format(dan=newest[0].card.partition("/")[2]))
    return "\n".join(filter(None, lines))


def _chatted(trainer: Trainer) -> str:
    """How many customers can be served at once, empty where there was no drill yet."""
    if not (trainer.journal.recent("chat", 1) or trainer.journal.recent("respond", 1)):
        return ""
    drills = chat_drills(trainer, _CHATTED)
    return chats_line(sustainable(drills), drills[0]) if drills else ""


def _changed(later: Later) -> list[Content]:
    """What changed, each difference once however many cards depend on it; three lines at most."""
    facts: dict[tuple[str, str], list[News]] = {}
    for item in later.news:
        facts.setdefault(core(item.old, item.new), []).append(item)
    lines = [plain(_("! Facts changed; cards to confirm today: {count} (w)").format(count=later.changed), "$changed")]
    shown = list(facts.values())
    if len(shown) > _FACTS_SHOWN:
        shown = shown[: _FACTS_SHOWN - 1]
    for items in shown:
        old, new = apart(items[0].old, items[0].new, _FACT_CELLS)
        lines.append(line("  " + _("{old} → {new}").format(old=old, new=new)))
    if len(facts) > len(shown):
        lines.append(line("  " + _("… and {count} more").format(count=len(facts) - len(shown)), "$quiet"))
    return lines
