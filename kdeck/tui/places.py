"""Where a learner's data lie, said on the settings and the help screen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.content import Content

from kdeck.language import _, labelled
from kdeck.tui.safe import joined, line

if TYPE_CHECKING:
    from kdeck.tui.app import KdeckApp


def places(app: KdeckApp) -> Content:
    """One line a place: whose journal, the decks, the journal's file."""
    known: list[tuple[str, str]] = [(_("Learner"), app.trainer.learner)]
    if app.trainer.library.root:
        known.append((_("Decks"), app.trainer.library.root))
    if app.journal_file:
        known.append((_("Journal"), app.journal_file))
    return joined([line(labelled(label, path), "$quiet") for label, path in known])
