"""What a typing run came to: the figure that matters, the speed over time, the mistakes, what to practise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, Literal, NamedTuple

from rich.cells import cell_len
from textual.content import Content

from kdeck.core.cards.card import Prompt, Verdict
from kdeck.core.errors import KdeckError
from kdeck.core.message import Message, counted
from kdeck.core.rounding import percent
from kdeck.core.typing.run import Run
from kdeck.core.typing.score import Figures, Flag, Unit
from kdeck.language import _, labelled, render
from kdeck.text.typing import Goal, counts, flag_note, headline, in_own_words, mode_name, speeds, standing
from kdeck.trainer.trainer import Trainer
from kdeck.trainer.typing import Grade, RunResult, best_two_of_three, dan_grade, grades, history, reaches
from kdeck.tui.content import joined, line, painted, plain
from kdeck.tui.screens.frames import EntryModal, HistoryScreen, PageScreen, scroll_key
from kdeck.tui.typing_lines import mistakes, speed_chart
from kdeck.tui.widgets.feedback import feedback
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import fitted

Next = Literal["again", "weak", "fade", "store"]
_WIDEST: Final = 72


class Report(NamedTuple):
    """A run that has ended, as it is shown.

    void: why it counts for nothing. flags: what a trainer should look at. goal: the next grade. weak: phrases worth
    practising. trouble: why it could not be stored; it can be tried again. fade: what the same reply can be typed from
    next, empty for nothing. answered: how the reply was judged, where the run was the answer to a card.
    """

    title: str
    run: Run
    void: Message | None = None
    flags: tuple[Flag, ...] = ()
    goal: Goal | None = None
    weak: tuple[str, ...] = ()
    trouble: KdeckError | None = None
    fade: str = ""
    answered: tuple[Prompt, Verdict] | None = None


class TypingResultScreen(PageScreen[Next]):
    """The figures of one run; gives what to do next, ``None`` to go back."""

    PARTS = ("headline", "notes", "chart", "mistakes-title", "mistakes", "weak", "details")

    def __init__(self, report: Report) -> None:
        super().__init__()
        self._report = report
        run = report.run
        self._steps = run.steps(whole=run.milliseconds is None)
        self._figures: Figures | None = run.figures() if run.typed and run.ended else None

    def heading(self) -> tuple[str, str]:
        """Which kind of run it was."""
        return self._report.title, _("Result")

    def keys_now(self) -> Sequence[Key]:
        """On, again, or practise."""
        keys = [Key("enter,escape,q", "enter", _("done"), "close"), Key("r", "r", _("again"), "give:again")]
        if self._report.trouble is not None:
            keys.insert(0, Key("s", "s", _("store again"), "give:store"))
        if self._report.fade:
            keys.insert(0, Key("n", "n", self._report.fade, "give:fade"))
        if self._report.weak:
            keys.append(Key("w", "w", _("practise these phrases"), "give:weak"))
        return [*keys, scroll_key(), Key("?,f1", "?", _("help"), "help")]

    def paint(self) -> None:
        """All texts."""
        report, run, width = self._report, self._report.run, self._width
        if self._figures is None:
            self.write("headline", plain(_("Nothing was typed."), "bold"))
            return
        style = "bold $wrong" if report.void is not None else "bold $accent"
        said = in_own_words(self._figures, len(run.typed)) if run.free else headline(self._figures, report.goal)
        self.write("headline", plain(said, style))
        self.write("notes", self._notes())
        rows = 3 if self.size.height >= 20 else 1
        self.write("chart", speed_chart(run, self._steps, width=width, rows=rows))
        self.write("mistakes-title", plain(self._what_follows(), "bold"))
        self.write("mistakes", mistakes(run, self._steps, width))
        self.write("weak", self._weak())
        more = () if run.free else (*counts(run.score(), lenient=run.lenient), *speeds(self._figures))
        self.write("details", joined(list(map(painted, more))))

    @property
    def _width(self) -> int:
        return max(20, min(_WIDEST, self.size.width - 9))

    def _notes(self) -> Content:
        report, parts = self._report, list[Content]()
        if report.trouble is not None:
            parts.append(plain(f"✗ {render(report.trouble.message)}", "bold $wrong"))
            if report.trouble.hint is not None:
                parts.append(plain(render(report.trouble.hint)))
            parts.append(plain(_("The run is still here: s tries again to store it.")))
        if report.void is not None:
            reason = labelled(_("This run does not count"), render(report.void))
            parts.append(plain(f"✗ {reason}", "bold $wrong"))
        parts += [painted(flag_note(flag), "! ") for flag in report.flags]
        if report.answered is not None:
            parts.append(feedback(*report.answered))
        return joined(parts)

    def _what_follows(self) -> str:
        wrong = self._report.run.score().incorrect
        if self._report.run.free:
            return _("Your reply:")
        if not wrong:
            return _("No mistakes were left:")
        return _("Mistakes: {count}; underlined: wrong, struck: too many, _: left out").format(count=wrong)

    def _weak(self) -> Content:
        if not self._report.weak:
            return Content("")
        title = plain(_("Worth practising (w):"), "bold")
        return joined([title, *(line(f"  {phrase}", "$accent") for phrase in self._report.weak)])


class WitnessModal(EntryModal[str]):
    """Asks who has watched a certified run; empty when nobody has."""

    WAY_OUT = Message("no witness")
    WORD = Message("store the run")
    HEAD = Message("Witness")

    def question(self) -> str:
        """Who."""
        return _("Has somebody watched this run? Their name (may stay empty):")

    async def take(self, text: str) -> None:
        """The name."""
        self.dismiss(text)


_MODE, _NARROW_MODE = 18, 9
_NARROW: Final = 60
_LEAST_BAR: Final = 8
_WIDEST_RUN: Final = 100


class TypingHistoryScreen(HistoryScreen[RunResult]):
    """A line a run: when, which kind, speed and accuracy, and a bar against the first dan."""

    def titles(self, count: int) -> tuple[str, str]:
        """Of typing, counted in runs."""
        return _("Typing: history"), render(counted("{count} run", "{count} runs", count))

    def read(self, trainer: Trainer) -> list[RunResult]:
        """The runs."""
        return history(trainer)

    def nothing(self) -> str:
        """How to begin."""
        return _("No run yet. Go back and choose one: a minute is enough to begin.")

    def standing(self, items: Sequence[RunResult]) -> Content:
        """How far the first dan is, by unit where several were typed in."""
        lines = []
        for unit in _units(items):
            runs, dan = [run for run in items if run.figures.unit == unit], self._dan(unit)
            lines.append(plain(standing(dan, unit, *best_two_of_three(runs, dan)), "bold"))
        legend = _("│ first dan   ✓ reached   ◆ certified   ✗ does not count")
        return joined([*lines, plain(legend, "$quiet")])

    def rows(self, items: Sequence[RunResult], width: int) -> Iterable[Content]:
        """A line a run, the bars of one unit to one scale."""
        top = {unit: max(run.figures.net for run in items if run.figures.unit == unit) for unit in _units(items)}
        for run in items:
            unit = run.figures.unit
            yield self._row(run, max(top[unit], self._dan(unit).speed), min(_WIDEST_RUN, width))

    def _dan(self, unit: Unit) -> Grade:
        return dan_grade(grades(self.kdeck.trainer.library.shop, unit))

    def _row(self, run: RunResult, top: float, width: int) -> Content:
        dan, figures = self._dan(run.figures.unit), run.figures
        reached = reaches(figures, dan) and run.void is None
        signs = ("✗" if run.void else "✓" if reached else " ") + ("◆" if run.mode == "certified" else " ")
        speed = f"{figures.net:>4.0f} {figures.unit}"
        wide = width >= _NARROW
        when = run.at.minute[5 : 16 if wide else 10]
        mode = fitted(mode_name(run.mode), _MODE if wide else _NARROW_MODE)
        head = f"{signs} {when}  {mode} {fitted(speed, 10)} {percent(figures.accuracy):>4}"
        style = "$wrong" if run.void else "$right" if reached else ""
        room = width - cell_len(head) - 2
        bar = _bar(figures.net, dan.speed, top, room) if room >= _LEAST_BAR else Content("")
        parts = [line(head, style), Content("  "), bar]
        if run.witness:
            parts.append(line("\n     " + labelled(_("Witness"), run.witness), "$quiet"))
        return Content("").join(parts)


def _units(runs: Sequence[RunResult]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(run.figures.unit for run in runs))


def _bar(speed: float, dan: float, top: float, width: int) -> Content:
    """The speed as a line, the first dan as a stroke across it."""
    filled, mark = round(speed / top * (width - 1)), round(dan / top * (width - 1))
    cells = ["━" if place < filled else " " for place in range(width)]
    cells[mark] = "│"
    text = "".join(cells)
    return Content.assemble((text[:mark], "$accent"), ("│", "bold $changed"), (text[mark + 1 :], "$accent"))
