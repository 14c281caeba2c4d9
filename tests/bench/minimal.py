"""The floor of every app: the least that Textual can do. ``minimal.py HEADING COUNT``: a line, and a count of keys."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult
from textual.events import Key
from textual.widgets import Static


class Minimal(App[None]):
    """One line that says it is there, one that counts keys."""

    def __init__(self, heading: str, label: str) -> None:
        super().__init__()
        self.heading, self.label, self.count = heading, label, 0

    def compose(self) -> ComposeResult:
        """Two lines."""
        yield Static(self.heading)
        yield Static(f"{self.label}0", id="count")

    def on_key(self, event: Key) -> None:
        """Count, or end on ``q``."""
        if event.key == "q":
            self.exit()
        self.count += 1
        self.query_one("#count", Static).update(f"{self.label}{self.count}.")


if __name__ == "__main__":
    Minimal(*sys.argv[1:]).run()
