"""Answers that are dated in the future: both ways in which that can be wrong, and what to do in each."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult

from kdeck.core.errors import KdeckError
from kdeck.language import _
from kdeck.trainer.merge import redate
from kdeck.trainer.today import Today
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.base import KdeckModal
from kdeck.tui.widgets.keybar import Key
from kdeck.tui.widgets.text import Text


class DatesModal(KdeckModal[None]):
    """Says what is wrong, and mends the answers where the learner says that the clock is right."""

    def __init__(self, today: Today) -> None:
        super().__init__()
        self._today = today

    def heading(self) -> tuple[str, str]:
        """The question."""
        return _("Is the clock right?"), ""

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
        now = self._today.at.isoformat()[:16].replace("T", " ")
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
        self.query_one("#what", Text).show(joined([plain(part) for part in parts]))

    def action_close(self) -> None:
        """Back, with nothing changed."""
        self.dismiss(None)

    async def action_mend(self) -> None:
        """Give the answers their times."""
        try:
            count = await self.kdeck.ask(redate, self.kdeck.trainer)
        except KdeckError as error:
            self.kdeck.tell(error)
            return
        text = _("Answers that got their right times: {count}").format(count=count)
        self.notify(text, timeout=5, markup=False)
        self.dismiss(None)
