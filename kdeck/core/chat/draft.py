"""What stands in a window's input and is not sent yet, and how long it took to type."""

from __future__ import annotations

from typing import Final, NamedTuple

from kdeck.core.keyboard.graphemes import graphemes

THINKING_MS: Final = 2_000
"""A longer pause between two keys is thought, not typing: so much of it counts."""


class Draft(NamedTuple):
    """touched: when it was last changed. expanded: graphemes that quick replies put in; quick: whether any did."""

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

    def with_quick(self, at: int, text: str, snippet: str) -> Draft:
        """The draft with another text, into which a quick reply was put."""
        added = self.expanded + len(graphemes(snippet))
        return self._replace(text=text, touched=at, expanded=added, quick=True)

    def typed(self, text: str) -> int:
        """Graphemes of a text made from this draft that were typed by hand."""
        return max(0, len(graphemes(text)) - self.expanded)
