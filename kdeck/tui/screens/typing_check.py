"""The check before a certified run: whether what the input method commits arrives as it is."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from kdeck.core.keyboard.echo import SAMPLE, Echo, listen
from kdeck.language import _, render
from kdeck.tui.safe import joined, line, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text


class InputCheckModal(KdeckModal[bool]):
    """Asks for a short text; gives ``True`` once it has arrived code point by code point."""

    def __init__(self, text: str = "") -> None:
        """text: what is asked, with ``{sample}`` for what is to be typed; else that of a certified run."""
        super().__init__()
        self._text = text
        self._heard: tuple[str, Echo] | None = None

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Input method"), ""

    def body(self) -> ComposeResult:
        """What to type, where, and what is wrong with it."""
        yield Text(id="what")
        yield Entry(id="echo", replace=False)
        yield Text(id="fault")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (
            Key("enter", "enter", _("check"), ""),
            Key("escape", "esc", _("skip") if self._text else _("cancel"), "cancel"),
        )

    def on_mount(self) -> None:
        """The cursor stands where it is typed."""
        self.query_one(Entry).focus()

    def paint(self) -> None:
        """The texts."""
        text = self._text or _("Before a certified run: type “{sample}” with your input method, then press Enter.")
        self.query_one("#what", Text).show(text.format(sample=SAMPLE))
        self.query_one("#fault", Text).show(self._fault())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Listen to what arrived; a right one starts the run."""
        event.stop()
        echo = listen(event.value)
        if echo is None:
            self.dismiss(True)
            return
        self._heard = event.value.strip(), echo
        event.input.value = ""
        self.repaint()

    def action_cancel(self) -> None:
        """No run."""
        self.dismiss(False)

    def _fault(self) -> Content:
        if self._heard is None:
            return Content("")
        text, echo = self._heard
        lines = [plain("✗ " + render(echo.advice), "bold $wrong")]
        if text:
            arrived = _("Arrived: {text} ({points})").format(text=text, points=echo.points)
            lines.append(line(arrived))
        lines.append(plain(_("If it stays so, run `kdeck doctor` in this terminal: it tells more."), "$quiet"))
        return joined(lines)
