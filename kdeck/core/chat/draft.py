"""What stands in a window's input and is not sent yet, and how long it took to type."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.keyboard.graphemes import graphemes

THINKING_MS: Final = 2_000
"""A longer pause between two keys is thought, not typing: so much of it counts."""


class Draft(NamedTuple):
    """touched: when it was last changed. expanded: graphemes put in without typing; quick: whether by a quick reply."""

    text: str = ""
    touched: int | None = None
    typing_ms: int = 0
    expanded: int = 0
    quick: bool = False

    def written(self, at: int, text: str, since: int) -> Draft:
        """The draft with another text, changed by hand. since: from when on it could be typed."""
        begun = since if self.touched is None else max(since, self.touched)
        took = min(THINKING_MS, max(0, at - begun))
        if not text:  # all is taken back: nothing of a quick reply is left either
            return Draft(touched=at)
        return self._replace(text=text, touched=at, typing_ms=self.typing_ms + took)

    def inserted(self, at: int, snippet: str, *, quick: bool) -> Draft:
        """The draft into which something is put now that is not typed: a quick reply, or a paste."""
        added = self.expanded + len(graphemes(snippet))
        return self._replace(touched=at, expanded=added, quick=quick or self.quick)

    def typed(self, text: str) -> int:
        """Graphemes of a text made from this draft that were typed by hand."""
        return max(0, len(graphemes(text)) - self.expanded)
