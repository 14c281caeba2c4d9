"""Boxes above Home: what changed, answers that are dated in the future, what to go over beside the day's work."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from kdeck.core.message import Message
from kdeck.core.plan.day import DayPlan
from kdeck.language import _
from kdeck.trainer.browse import Cram, crams
from kdeck.trainer.merge import redate
from kdeck.trainer.news import News, confirmed_today, news
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import asks, joined, line, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.screens.frames import PageScreen, ReadingScreen, scroll_key
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.menu import GUTTER, Menu
from kdeck.tui.widgets.text import Text, apart, fitted

_MOST = 200


class ChangesModal(KdeckModal[bool], PageScreen[bool], ReadingScreen[bool, tuple[News, ...]]):
    """Gives ``True`` when the learner wants to study now."""

    READS_AGAIN = False

    def heading(self) -> tuple[str, str]:
        """The title, and how many are still to be confirmed."""
        waiting = sum(not item.confirmed for item in self.known or ())
        return _("What changed"), _("to confirm: {count}").format(count=waiting) if waiting else ""

    def keys_now(self) -> Sequence[Key]:
        """Scroll, study, leave."""
        keys = [scroll_key()]
        if any(not item.confirmed for item in self.known or ()):
            keys.append(Key("s", "s", _("study"), "give:study"))
        return [*keys, Key("escape,q,w,enter", "esc", _("close"), "close")]

    def read(self, trainer: Trainer) -> tuple[News, ...]:
        """What is to be confirmed, then what has been today."""
        return (*news(trainer, _MOST + 1), *confirmed_today(trainer))

    def paint(self) -> None:
        """The whole list."""
        if self.known is None:
            return
        shown = self.known[:_MOST]
        parts = [_item(item) for item in shown] or [plain(_("No fact has changed since you last answered it."))]
        if len(self.known) > _MOST:
            parts.append(line(_("… and {count} more").format(count=len(self.known) - _MOST), "$quiet"))
        self.write("text", joined(parts))


def _item(item: News) -> Content:
    old, new = apart(item.old, item.new)
    state = ("✓ ", "bold $right") if item.confirmed else ("! ", "bold $changed")
    word = line(_("confirmed today") if item.confirmed else _("due today"), "$quiet")
    change = line(_("{old} → {new}").format(old=old, new=new), "$changed")
    return Content.assemble(state, word, "  ", line(asks(item.card)), "\n    ", change)


class DatesModal(KdeckModal[None]):
    """Says what is wrong, and mends the answers where the learner says that the clock is right."""

    HEAD = Message("Is the clock right?")

    def __init__(self, today: DayPlan) -> None:
        super().__init__()
        self._today = today

    def body(self) -> ComposeResult:
        """What it means."""
        yield Text(id="what")

    def keys_now(self) -> Sequence[Key]:
        """One for each answer."""
        return (
            Key("escape,q,d,enter", "esc", _("wrong: I set it"), "close"),
            Key("f8", "f8", _("right: mend the answers"), "mend"),
        )

    def paint(self) -> None:
        """Both cures."""
        now = self._today.state.now.minute
        says = _("This computer's clock says {now}. Answers dated later: {count}. They are kept, but do not count.")
        parts = [
            says.format(now=now, count=self._today.misdated),
            "",
            _("If the clock is wrong: set date and time in the system's settings, and all is well."),
            "",
            _(
                "If the clock is right: f8 gives these answers the times that they kept, else times between those of "
                "the answers before and after. This cannot be taken back."
            ),
        ]
        self.write("what", joined([plain(part) for part in parts]))

    async def action_mend(self) -> None:
        """Give the answers their times."""
        count = await self.kdeck.ask(redate, self.kdeck.trainer)
        text = _("Answers that got their right times: {count}").format(count=count)
        self.notify(text, timeout=5, markup=False)
        self.dismiss(None)


_WIDEST = 76
_FRAME = 6 + GUTTER
"""Cells that border, padding and scroll bar take from the box."""
_COUNT = 9


class PracticeModal(KdeckModal[tuple[str, ...]], ReadingScreen[tuple[str, ...], tuple[Cram, ...]]):
    """Gives the ids of the chosen cards, ``None`` when nothing was chosen."""

    HEAD = Message("Practice")
    FOCUS = "#choices"
    FLOWS = True
    READS_AGAIN = False

    def body(self) -> ComposeResult:
        """What practice is, then the choices with their counts."""
        yield Text(id="about")
        yield Menu(id="choices", markup=False)
        yield Text(id="empty")

    def keys_now(self) -> Sequence[Key]:
        """Choose or leave."""
        return (
            Key("up,down", "↑↓", _("move"), ""),
            Key("enter", "enter", _("practise"), ""),
            Key("?,f1", "?", _("help"), "help"),
            Key("escape", "esc", _("back"), "close"),
        )

    def read(self, trainer: Trainer) -> tuple[Cram, ...]:
        """What there is to go over."""
        return crams(trainer)

    def paint(self) -> None:
        """Every text; the choices keep the one under the cursor."""
        self.write("about", _("Practice never touches the schedule: no due day moves, whatever you answer."))
        if self.known is None:
            return
        width = min(_WIDEST, self.size.width) - _FRAME
        some = [place for place, cram in enumerate(self.known) if cram.cards]
        rows = (Option(_choice(cram, width), disabled=not cram.cards) for cram in self.known)
        self.query_one(Menu).fill(rows, next(iter(some), None))
        self.write(
            "empty", "" if some else _("There is nothing to practise yet: add decks, or study some cards first.")
        )

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """These cards."""
        event.stop()
        if self.known is not None:
            self.dismiss(self.known[event.option_index].cards)


def _choice(cram: Cram, width: int) -> Content:
    return line(fitted(_label(cram), width - _COUNT) + f"{len(cram.cards):>{_COUNT},}")


def _label(cram: Cram) -> str:
    if cram.kind == "ahead":
        if cram.days == 1:
            return _("Ahead: due tomorrow")
        return _("Ahead: due within {days} days").format(days=cram.days)
    if cram.kind == "deck":
        return _("Deck: {title}").format(title=cram.title)
    return {
        "weak": _("Weak: recall below 80%"),
        "flagged": _("Flagged cards"),
        "leech": _("Leeches: forgotten again and again"),
    }[cram.kind]
