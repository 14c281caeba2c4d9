"""The response drill line by line: one customer at a time, for pipes and for screen readers.

While nothing is asked of the learner the clock is put forward: nobody has to sit through a customer's pause.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from kdeck.cli.console import say, say_text
from kdeck.cli.lines import LineInput
from kdeck.core.clean import clean_line
from kdeck.language import _, labelled
from kdeck.trainer.chat import begin, record
from kdeck.trainer.chat.words import faults, figure_lines, verdict
from kdeck.trainer.trainer import Trainer

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
        return round((self._stopwatch() - self._begun) * 1000) + self._ahead

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
