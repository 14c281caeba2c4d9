"""The ladder: nine levels, the evidence that the one in hand still lacks, and the one next thing to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Input, OptionList

from kdeck.core.levels.judge import Judged
from kdeck.core.levels.ladder import CAREERS, Ladder, Rung, State
from kdeck.core.levels.need import RecallNeed
from kdeck.core.message import Message, counted
from kdeck.language import _, render
from kdeck.text.levels import SIGNS, about, blocks, how_far, need_lines, next_step, reached, stands
from kdeck.trainer.levels import Looked, confirm, look, look_at, submit
from kdeck.trainer.trainer import Trainer
from kdeck.tui.content import PAINT, joined, line, painted, plain, wrap
from kdeck.tui.screens.frames import EntryModal, MenuScreen
from kdeck.tui.shell import load
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

_WIDEST: Final = 100


class LadderScreen(MenuScreen[Ladder]):
    """A line a level; enter opens one with its evidence."""

    ENTER = Message("evidence")

    def heading(self) -> tuple[str, str]:
        """The title, and how far one is."""
        ladder = self.known
        return _("Levels"), "" if ladder is None else how_far(ladder)

    def read(self, trainer: Trainer) -> Ladder:
        """The levels as they stand."""
        return look(trainer)

    def standing(self, known: Ladder) -> Content:
        """The levels that have been reached since the app was opened, and the one next thing to do."""
        parts = [painted(reached(dan), "✓ ") for dan in self.kdeck.reached]
        step = next_step(known)
        if step is not None:
            parts.append(plain(step.text, "bold $accent"))
        elif any(rung.refresh for rung in known.rungs):
            parts.append(
                plain(_("Every level that the shop asks for is reached; some cards want refreshing."), "bold $accent")
            )
        elif known.reached:
            parts.append(plain(_("Every level that the shop asks for is reached."), "bold $accent"))
        else:
            parts.append(plain(_("This shop has no levels yet: `dans:` in shop.yaml says what each of them asks for.")))
        return joined(parts)

    def choices(self, known: Ladder, width: int) -> Sequence[Content]:
        """A line a level."""
        return _rungs(known.rungs, min(_WIDEST, width))

    def first(self, known: Ladder) -> int:
        """The level in hand."""
        return (known.current.dan if known.current else max(1, known.reached)) - 1

    def more_keys(self) -> Sequence[Key]:
        """Look elsewhere."""
        charts = Key("g", "g", _("charts"), "open:charts")
        return (*_certificate_key(self.known is not None and self.known.reached), charts)

    def way_out(self) -> Key:
        """The key that opened the ladder closes it, too."""
        return Key("escape,q,p", "esc", _("home"), "close")

    async def take(self, place: int) -> None:
        """Open a level."""
        self.app.push_screen(DanScreen(place + 1))

    def action_certificate(self) -> None:
        """The certificate of the highest level that is reached, or of the one under the cursor where that is."""
        if self.known is None:
            return
        rungs, here = self.known.rungs, self.here
        chosen = rungs[here] if here is not None and rungs[here].reached else rungs[self.known.reached - 1]
        self.kdeck.show("certificate", chosen.dan)


_WIDEST_LEVEL: Final = 76
_LEVEL_FRAME: Final = 2


class DanScreen(MenuScreen[Rung]):
    """The needs of a level; enter does what brings the chosen one further."""

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan

    def heading(self) -> tuple[str, str]:
        """Which level it is, and when it was reached."""
        if self.known is None:
            return _("Dan {dan}").format(dan=self._dan), ""
        title = _("Dan {dan}: {title}").format(dan=self._dan, title=render(self.known.name))
        reached = self.known.reached
        return title, _("reached on {date}").format(date=reached.at.date) if reached else ""

    def read(self, trainer: Trainer) -> Rung:
        """The level as it stands."""
        return look(trainer).rungs[self._dan - 1]

    def standing(self, known: Rung) -> Content:
        """How it stands."""
        return joined(list(map(painted, about(known))))

    def choices(self, known: Rung, width: int) -> Sequence[Content]:
        """Its needs."""
        titles = {deck.id: deck.title for deck in self.kdeck.trainer.library.decks}
        return [_need(need, titles, min(_WIDEST_LEVEL, width - _LEVEL_FRAME)) for need in known.needs]

    def first(self, known: Rung) -> int:
        """The first need that is missing."""
        return next((place for place, need in enumerate(known.needs) if not need.met), 0)

    def enter_word(self) -> str:
        """What Enter does with the need under the cursor; nothing where it is met and cannot lapse."""
        here, needs = self.here, self.known.needs if self.known else ()
        need = needs[here] if here is not None and here < len(needs) else None
        if need is None:
            return ""
        if need.need.kind == "recall":
            if need.refresh:
                return render(counted("refresh {count} card", "refresh {count} cards", len(need.refresh)))
            return _("study its decks")
        if need.met:
            return ""
        return {
            "typing": _("certified run"),
            "exam": _("exams"),
            "respond": _("chats"),
            "deck": _("submit a deck"),
            "witness": _("confirm as trainer"),
        }.get(need.need.kind, "")

    def more_keys(self) -> Sequence[Key]:
        """The certificate, once it is there."""
        return _certificate_key(self.known is not None and self.known.reached)

    def way_out(self) -> Key:
        """Back to the ladder."""
        return Key("escape,q", "esc", _("back"), "close")

    async def take(self, place: int) -> None:
        """Do what brings this need further."""
        if self.known is None or not self.enter_word():
            return
        need = self.known.needs[place]
        if isinstance(need.need, RecallNeed):
            await self._sit(need.need, need.refresh)
        elif need.need.kind == "typing":
            await load("typing run")(self.kdeck).begin("certified")
        elif need.need.kind == "witness":
            self.kdeck.show("confirm level", self._dan)
        else:
            self.kdeck.show({"respond": "chats", "deck": "submit deck"}.get(need.need.kind, need.need.kind))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Another need has another deed."""
        event.stop()
        self.repaint_keys()

    def action_certificate(self) -> None:
        """The certificate of this level."""
        self.kdeck.show("certificate", self._dan)

    async def _sit(self, need: RecallNeed, cards: tuple[str, ...]) -> None:
        """Refresh what has lapsed; where nothing has, study what today brings of the first deck that brings any."""
        if cards:
            await load("relearn")(self.kdeck, cards)
        elif not await load("study")(self.kdeck, *(need.decks or (None,))):
            text = _("Nothing of these decks is due today; new cards come with the day's study.")
            self.notify(text, timeout=5, markup=False)


def _certificate_key(reached: object) -> list[Key]:
    return [Key("c", "c", _("certificate"), "certificate")] if reached else []


_SHOWN: Final = 3


class SubmitModal(EntryModal[bool]):
    """Asks for a file, tells what is in it, and keeps it as evidence with a second enter; ``True`` once it is kept."""

    HEAD = Message("A deck of your own")

    def __init__(self) -> None:
        super().__init__()
        self._looked: tuple[str, Looked] | None = None

    def question(self) -> str:
        """Where it is."""
        return _("The file of your deck, outside of the shop's folder:")

    def word(self) -> str:
        """Enter looks into the file; once more keeps it."""
        return _("submit") if self._looked is not None and not self._looked[1].errors else _("check")

    async def take(self, text: str) -> None:
        """Look into the file; keep it when what was found has been seen."""
        path = str(Path(text).expanduser())
        if self._looked is not None and self._looked[0] == path and not self._looked[1].errors:
            if not self.blind:
                await self.kdeck.ask(submit, self.kdeck.trainer, path)
                self.dismiss(True)
            return
        self._looked = path, await self.kdeck.look(look_at, path)
        self.show_anew()

    def fault(self) -> Content:
        """What was found in it, or what is wrong."""
        if self.trouble is not None:
            hint = [plain(render(self.trouble.hint))] if self.trouble.hint else []
            return joined([super().fault(), *hint])
        if self._looked is None:
            return Content("")
        looked = self._looked[1]
        if looked.errors:
            head = _("✗ It does not pass the check; errors: {count}").format(count=len(looked.errors))
            shown = (f"{error.line}:{error.column} {render(error.message)}" for error in looked.errors[:_SHOWN])
            return joined([plain(head, "bold $wrong"), *map(plain, shown)])
        text = _("✓ “{title}”: cards of its own {cards}, kinds {kinds}, copied ones {copied}")
        return plain(text.format(**looked._asdict()), "bold $right")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file has to be looked at first."""
        event.stop()
        if self._looked is not None or self.trouble is not None:
            self._looked = self.trouble = None
            self.repaint()


class ConfirmModal(EntryModal[bool]):
    """Asks for the trainer's name; ``True`` once it is kept."""

    WORD = Message("confirm")

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Confirm dan {dan}").format(dan=self._dan), ""

    def question(self) -> str:
        """What a name stands for."""
        text = _(
            "For the trainer: you have seen that {learner} can do this. Your name is kept in the journal and stands on "
            "the certificate."
        )
        return text.format(learner=self.kdeck.trainer.learner)

    async def take(self, text: str) -> None:
        """Keep the name."""
        await self.kdeck.ask(confirm, self.kdeck.trainer, self._dan, text)
        self.dismiss(True)


_STYLES: Final[dict[State, str]] = {"reached": "$right", "now": "bold", "to come": "$quiet", "unset": "$quiet"}
_NARROW: Final = 64
_CAREER: Final = 13


def _rungs(rungs: Sequence[Rung], width: int) -> list[Content]:
    """The levels, a line of ``width`` cells each: sign, career where one begins, needs met, name, and how it stands."""
    careers = _CAREER + 1 if width >= _NARROW else 0
    met = max(len(rung.needs) for rung in rungs) + 1
    longest = max(cell_len(render(rung.name)) for rung in rungs)
    names = min(longest, (width - careers - met - 4) // 2)
    return [_rung(rung, width, careers, met, names) for rung in rungs]


def _rung(rung: Rung, width: int, careers: int, met: int, names: int) -> Content:
    begins = next((render(career.name) for career in CAREERS if career.dan == rung.dan), "")
    head = f"{SIGNS[rung.state]} {rung.dan} {fitted(begins, careers)}{fitted(blocks(rung), met)}"
    room, rest, style = width - cell_len(head), stands(rung), _STYLES[rung.state]
    if not rest:
        return Content.assemble(line(head, style), line(fitted(render(rung.name), room), style))
    tail = line(" " + fitted(rest, max(0, room - names - 1)), "$changed" if rung.refresh else "$quiet")
    return Content.assemble(line(head, style), line(fitted(render(rung.name), names), style), tail)


def _need(judged: Judged, titles: Mapping[str, str], width: int) -> Content:
    """A need in lines of at most ``width`` cells, those after the first set in. titles: of decks by id."""
    name, asked, *more = need_lines(judged, titles)
    head = Content.assemble(line(name.text, "bold"), line(f" · {asked.text}"))
    rows = [row for part in (head, *map(painted, more)) for row in wrap(part, width - 2)]
    sign = line("✓ " if judged.met else "✗ ", PAINT[name.role])
    return joined([Content.assemble(sign, rows[0]), *(Content.assemble("  ", row) for row in rows[1:])])
