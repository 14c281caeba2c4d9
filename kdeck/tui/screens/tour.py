"""The tour: five example cards, answered as in any sitting, each with a sentence on how."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content

from kdeck.language import _
from kdeck.trainer.tour import tip
from kdeck.tui.content import joined, plain
from kdeck.tui.screens.study import StudyScreen
from kdeck.tui.widgets.keybar import Key

_OF_A_REAL_SITTING: Final = ("undo", "flag", "suspend")


class TourScreen(StudyScreen):
    """A sitting that counts for nothing; it ends without a summary."""

    def heading(self) -> tuple[str, str]:
        """That nothing counts, and how far it is."""
        return _("Try it: nothing here counts"), "{} / {}".format(*self.desk.session.progress)

    def keys_now(self) -> Sequence[Key]:
        """Those of a sitting that make sense for examples; Esc goes on to the next step."""
        keys = [key for key in super().keys_now() if key.action not in (*_OF_A_REAL_SITTING, "home")]
        return [*keys, Key("escape", "esc", _("skip"), "home")]

    def _said(self) -> Content:
        prompt = self.desk.prompt
        if prompt is None or self.desk.phase != "asking":
            return super()._said()
        return joined([part for part in (plain(tip(prompt.card), "$accent"), super()._said()) if part])

    async def _sum_up(self) -> None:
        self.dismiss(None)
