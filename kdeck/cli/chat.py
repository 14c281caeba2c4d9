"""``kdeck chat``: reply to customers, in the app or line by line; the drills so far."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from kdeck.cli.console import say, say_json, say_text
from kdeck.cli.lines import LineInput
from kdeck.core.rounding import milliseconds, percent
from kdeck.core.strings import clean_line
from kdeck.language import N_, _, labelled
from kdeck.text.chats import faults, figure_lines, verdict
from kdeck.trainer.chat import begin, record
from kdeck.trainer.trainer import Trainer

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from kdeck.cli.context import Context
    from kdeck.trainer.chat import ChatResult
    from kdeck.trainer.trainer import Trainer


DETAILS = N_(
    "Without a word: open the drills in the app. history: the drills so far; JSON: a list of {id, at, kind, chats, "
    "complete, sustained, ms, average, p90, longest, share, within, right, forbidden, lost, wrong_window, speed, unit, "
    "seed}. --plain: the response drill, line by line; an empty line lets the customer go on, :q leaves."
)


def configure(parser: ArgumentParser) -> None:
    """What to do."""
    parser.add_argument("what", choices=["drill", "history"], nargs="?", default="drill", help=_("drill or history"))
    parser.add_argument("--plain", action="store_true", help=_("the response drill line by line, for screen readers"))
    parser.add_argument("--seed", metavar="N", type=int, help=_("the same customers as another drill with this seed"))


def run(args: Namespace, context: Context) -> int:
    """Drill, or list the drills."""
    if args.what == "history":
        return _history(context.reading(), args.format)
    if not args.plain:
        from kdeck.cli.app import open_app

        return open_app(context, start="chats")
    from kdeck.cli.lines import LineInput

    with context.writing(create=True) as trainer:
        PlainChat(trainer, args.seed, LineInput(), time.monotonic).run()
    return 0


def _history(trainer: Trainer, form: str) -> int:
    from kdeck.text.chats import kind_name, seconds, standing
    from kdeck.trainer.chat import history, sustainable

    drills = history(trainer)
    if form == "json":
        say_json([_plain(drill) for drill in drills])
        return 0
    say(standing(sustainable(drills)))
    for number, drill in enumerate(drills, 1):
        when = drill.at.minute
        waits = _("90% within {p90} s, {share} in time, {right} of facts right").format(
            p90=seconds(drill.p90),
            share=percent(drill.share_within(drill.within)),
            right=percent(drill.right),
        )
        notes = [_("held")] if drill.sustained else [] if drill.complete else [_("left early")]
        say("  ".join([f"{number:>3}", when, kind_name(drill.kind, drill.chats), waits, *notes]))
    return 0


def _plain(drill: ChatResult) -> dict[str, Any]:
    kept = ("kind", "chats", "complete", "sustained", "p90", "longest", "within", "right", "forbidden", "lost")
    return {
        "id": drill.id,
        "at": drill.at.isoformat(),
        **{name: getattr(drill, name) for name in (*kept, "wrong_window", "unit", "seed")},
        "ms": drill.milliseconds,
        "average": round(drill.average, 1),
        "share": round(drill.share_within(drill.within), 4),
        "speed": None if drill.speed is None else round(drill.speed, 1),
    }


_QUIT: Final = (":q", "：q")


class PlainChat:
    """One drill on standard output and input. stopwatch: seconds of a clock that never goes back."""

    def __init__(self, trainer: Trainer, seed: int | None, lines: LineInput, stopwatch: Callable[[], float]) -> None:
        self._trainer = trainer
        self._lines = lines
        self._stopwatch = stopwatch
        self._drill = begin(trainer, "respond", seed=seed)
        self._begun = stopwatch()
        self._ahead = 0
        self._told = 0
        self._came = 0
        self._judged = 0

    def run(self) -> None:
        """Ask until all customers have been served, the learner quits or the input ends; what was done is kept."""
        drill = self._drill
        while not drill.over:
            if drill.here.waiting(drill.now) is None and drill.due is not None:
                self._ahead += max(0, drill.due - self._now)
            drill.tick(self._now)
            self._tell()
            if drill.here.waiting(drill.now) is not None:
                self._reply()
        self._tell()
        result = self._lines.stored(lambda: record(self._trainer, "respond", drill))
        if result is None:
            return
        say()
        say(verdict(result))
        for text in figure_lines(result):
            say(text)

    @property
    def _now(self) -> int:
        return milliseconds(self._stopwatch() - self._begun) + self._ahead

    def _reply(self) -> None:
        """Read one line and send it; an empty one lets the customer go on."""
        drill, text = self._drill, self._lines.read()
        if text is None or text.strip().lower() in _QUIT:
            drill.leave(self._now)
            return
        drill.tick(self._now)
        if not text.strip():
            self._ahead += max(0, (drill.due or 0) - self._now)
        elif drill.send(self._now, text) is not None and drill.here.state == "partial":
            say(_("The customer waits for more; an empty line goes on without."))

    def _tell(self) -> None:
        """What became of the last replies, then what the customer has written since."""
        drill, window = self._drill, self._drill.here
        for exchange in drill.ended[self._judged :]:
            for fault in faults(exchange):
                say(f"  ✗ {fault}")
            if faults(exchange):
                for text in exchange.turn.say:
                    say("  " + labelled(_("for example"), text))
        self._judged = len(drill.ended)
        if window.came != self._came:
            self._came, self._told = window.came, 0
        for said in window.lines[self._told :]:
            if said.who == "customer" and window.customer is not None:
                say_text(labelled(clean_line(window.customer.name), said.text))
        self._told = len(window.lines)
