"""Two boxes of the ladder: a deck of one's own is submitted, a trainer confirms a level."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input

from kdeck.core.errors import KdeckError
from kdeck.language import _, render
from kdeck.trainer.levels import Looked, confirm, look_at, submit
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Entry, Text

_SHOWN: Final = 3


class SubmitModal(KdeckModal[bool]):
    """Asks for a file, tells what is in it, and keeps it as evidence with a second enter; ``True`` once it is kept."""

    CSS_PATH = "ladder.tcss"

    def __init__(self) -> None:
        super().__init__()
        self._looked: tuple[str, Looked] | None = None
        self._trouble: KdeckError | None = None

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("A deck of your own"), ""

    def body(self) -> ComposeResult:
        """What to give, where, and what was found in it."""
        yield Text(id="what")
        yield Entry(id="path", replace=False)
        yield Text(id="found")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        ready = self._looked is not None and not self._looked[1].errors
        return (
            Key("enter", "enter", _("submit") if ready else _("check"), ""),
            Key("escape", "esc", _("cancel"), "cancel"),
        )

    def on_mount(self) -> None:
        """The cursor stands in the path."""
        self.query_one(Entry).focus()

    def paint(self) -> None:
        """The texts."""
        self.query_one("#what", Text).show(_("The file of your deck, outside of the shop's folder:"))
        self.query_one("#found", Text).show(self._found())

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another file has to be looked at first."""
        event.stop()
        if self._looked is not None or self._trouble is not None:
            self._looked = self._trouble = None
            self.repaint()

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter looks into the file; once more keeps it."""
        event.stop()
        path = str(Path(event.value.strip()).expanduser())
        try:
            if self._looked is not None and self._looked[0] == path and not self._looked[1].errors:
                if self.blind:
                    return
                await self.kdeck.ask(submit, self.kdeck.trainer, path)
                self.dismiss(True)
                return
            self._looked = path, await self.kdeck.look(look_at, path)
            self.show_anew()
        except KdeckError as error:
            self._trouble = error
        self.repaint()

    def action_cancel(self) -> None:
        """Nothing is kept."""
        self.dismiss(False)

    def _found(self) -> Content:
        if self._trouble is not None:
            parts = [plain("✗ " + render(self._trouble.message), "bold $wrong")]
            return joined([*parts, *([plain(render(self._trouble.hint))] if self._trouble.hint else [])])
        if self._looked is None:
            return Content("")
        looked = self._looked[1]
        if looked.errors:
            head = _("✗ It does not pass the check; errors: {count}").format(count=len(looked.errors))
            shown = (f"{error.line}:{error.column} {render(error.message)}" for error in looked.errors[:_SHOWN])
            return joined([plain(head, "bold $wrong"), *map(plain, shown)])
        text = _("✓ “{title}”: cards of its own {cards}, kinds {kinds}, copied ones {copied}")
        return plain(text.format(**looked._asdict()), "bold $right")


class ConfirmModal(KdeckModal[bool]):
    """Asks for the trainer's name; ``True`` once it is kept."""

    CSS_PATH = "ladder.tcss"

    def __init__(self, dan: int) -> None:
        super().__init__()
        self._dan = dan
        self._trouble: KdeckError | None = None

    def heading(self) -> tuple[str, str]:
        """What the box is for."""
        return _("Confirm dan {dan}").format(dan=self._dan), ""

    def body(self) -> ComposeResult:
        """The question, where the name goes, and what is wrong with it."""
        yield Text(id="what")
        yield Entry(id="name", replace=False)
        yield Text(id="fault")

    def keys_now(self) -> Sequence[Key]:
        """Text is typed here."""
        return (Key("enter", "enter", _("confirm"), ""), Key("escape", "esc", _("cancel"), "cancel"))

    def on_mount(self) -> None:
        """The cursor stands in the name."""
        self.query_one(Entry).focus()

    def paint(self) -> None:
        """The question."""
        text = _(
            "For the trainer: you have seen that {learner} can do this. Your name is kept in the journal and stands on "
            "the certificate."
        )
        self.query_one("#what", Text).show(text.format(learner=self.kdeck.trainer.learner))
        fault = Content("") if self._trouble is None else plain("✗ " + render(self._trouble.message), "bold $wrong")
        self.query_one("#fault", Text).show(fault)

    async def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the name."""
        event.stop()
        try:
            await self.kdeck.ask(confirm, self.kdeck.trainer, self._dan, event.value)
        except KdeckError as error:
            self._trouble = error
            self.repaint()
            return
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Nothing is kept."""
        self.dismiss(False)
