"""The app that previews a deck: the learner's own screens and colours, and nothing that could be stored."""

from __future__ import annotations

from textual.screen import Screen

from kdeck.language import Language
from kdeck.trainer.preview import Preview
from kdeck.trainer.trainer import Trainer
from kdeck.tui.app import KdeckApp
from kdeck.tui.screens.preview import PreviewScreen


class PreviewApp(KdeckApp):
    """Begins with the preview. trainer: of an empty journal, for settings and help."""

    CSS_PATH = ["app.tcss", "screens/preview.tcss", "screens/question.tcss"]  # noqa: RUF012 - Textual's own

    def __init__(self, trainer: Trainer, preview: Preview, *, language: Language) -> None:
        super().__init__(trainer, language=language)
        self._preview = preview

    def get_default_screen(self) -> Screen[None]:
        """The preview."""
        return PreviewScreen(self._preview)
