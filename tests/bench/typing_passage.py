"""A typing run over a long passage, on its own: ``typing_passage.py PASSAGE``. ``READY`` is shown once keys count."""

from __future__ import annotations

import os
import sys
from itertools import count

READY = "finish"


def main() -> int:
    """Run the app until it is ended."""
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"  # read at the first import of Textual
    from kdeck.core.moment import Moment
    from kdeck.decks.library import library_of
    from kdeck.journal.sqlite import SqliteJournal
    from kdeck.trainer.trainer import Trainer
    from kdeck.tui.app import KdeckApp
    from kdeck.tui.launch import run_app
    from kdeck.tui.screens.typing_run import Task, TypingRunScreen

    ticks = count()
    trainer = Trainer(
        library_of([]), SqliteJournal.blank("bench"), lambda: Moment(next(ticks)), device="bench", entropy=os.urandom
    )
    app = KdeckApp(trainer, language="en")
    app.call_later(lambda: app.push_screen(TypingRunScreen(Task("passage", sys.argv[1], None))))
    return run_app(app)


if __name__ == "__main__":
    sys.exit(main())
