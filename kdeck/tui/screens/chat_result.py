"""What a chat drill came to: how many customers can be served, the figures, then every reply with what it lacked."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from kdeck.core.chat.drill import Drill
from kdeck.core.errors import KdeckError
from kdeck.language import _, render
from kdeck.trainer.chat import ChatResult, Kind
from kdeck.trainer.chat.words import figure_lines, kind_name, standing, verdict
from kdeck.tui.chat_words import review
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckScreen
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text

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


class ChatResultScreen(KdeckScreen[Next]):
    """The figures of one drill; gives what to do next, ``None`` to go back."""

    CSS_PATH = "chat_result.tcss"

    def __init__(self, report: ChatReport) -> None:
        super().__init__()
        self._report = report

    def heading(self) -> tuple[str, str]:
        """Which drill it was."""
        return kind_name(self._report.kind, self._report.drill.plan.chats), _("Result")

    def body(self) -> ComposeResult:
        """From what matters most to what may be looked at."""
        with VerticalScroll(id="page"):
            yield Text(id="headline")
            yield Text(id="verdict")
            yield Text(id="figures")
            yield Text(id="review-title")
            yield Text(id="review")

    def keys_now(self) -> Sequence[Key]:
        """On, again, or up the ladder."""
        keys = [Key("enter,escape,q", "enter", _("done"), "done"), Key("r", "r", _("again"), "again")]
        if self._report.trouble is not None:
            keys.insert(0, Key("s", "s", _("store again"), "store"))
        elif self._report.kind == "chat":
            text = _("ladder: {chats} at once").format(chats=self._report.rung)
            keys.append(Key("n", "n", text, "on"))
        return [*keys, Key("up,down,pageup,pagedown", "↑↓", _("scroll"), ""), Key("?,f1", "?", _("help"), "help")]

    def on_mount(self) -> None:
        """The arrow keys scroll."""
        self.query_one("#page").focus()

    def paint(self) -> None:
        """All texts."""
        report, result = self._report, self._report.result
        self.query_one("#headline", Text).show(self._headline())
        if result is not None:
            held = result.sustained or result.kind == "respond"
            self.query_one("#verdict", Text).show(plain(verdict(result), "" if held else "$changed"))
            *first, last = figure_lines(result)
            self.query_one("#figures", Text).show(joined([*map(line, first), line(last, "$quiet")]))
        ended = report.drill.ended
        faults = [one for one in ended if one.missing or one.forbidden or one.lost]
        title = _("Replies with something missing or forbidden: {count} of {all}")
        self.query_one("#review-title", Text).show(plain(title.format(count=len(faults), all=len(ended)), "bold"))
        worst_first = sorted(ended, key=lambda one: one not in faults)
        self.query_one("#review", Text).show(joined([part for one in worst_first for part in review(one)]))

    def action_done(self) -> None:
        """Back to where the drill was chosen."""
        self.dismiss(None)

    def action_again(self) -> None:
        """The same once more, with other customers."""
        self.dismiss("again")

    def action_on(self) -> None:
        """The next step of the ladder."""
        self.dismiss("on")

    def action_store(self) -> None:
        """Try once more to store the drill."""
        self.dismiss("store")

    def _headline(self) -> Content:
        report = self._report
        if report.trouble is None:
            return plain(standing(report.number), "bold $accent")
        parts = [plain(f"✗ {render(report.trouble.message)}", "bold $wrong")]
        if report.trouble.hint is not None:
            parts.append(plain(render(report.trouble.hint)))
        return joined([*parts, plain(_("The drill is still here: s tries again to store it."))])
