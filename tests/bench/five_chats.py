"""A drill with five chats open, all of them waiting, on its own. ``READY`` is shown once the last customer is there."""

from __future__ import annotations

import os
import sys
from itertools import count

READY = "问 5"
NAMES = ("甲", "乙", "丙", "丁", "戊")


def main() -> int:
    """Run the app until it is ended."""
    os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"  # read at the first import of Textual
    from kdeck.core.chat.drill import Drill, Plan
    from kdeck.core.chat.scenario import Scenario, Turn
    from kdeck.core.moment import Moment
    from kdeck.decks.library import library_of
    from kdeck.journal.sqlite import SqliteJournal
    from kdeck.trainer.trainer import Trainer
    from kdeck.tui.app import KdeckApp
    from kdeck.tui.launch import run_app
    from kdeck.tui.screens.chat_drill import ChatDrillScreen

    ticks = count()
    trainer = Trainer(
        library_of([]), SqliteJournal.blank("bench"), lambda: Moment(next(ticks)), device="bench", entropy=os.urandom
    )
    people = tuple(
        Scenario(f"d/{place}", name, (Turn(f"问 {place}", (("好",),)),), 3_600.0) for place, name in enumerate(NAMES, 1)
    )
    drill = Drill(Plan(5, 1, people, (50,) * 5), 20_000)
    app = KdeckApp(trainer, language="en")
    app.call_later(lambda: app.push_screen(ChatDrillScreen("bench", drill, ("您好",))))
    return run_app(app)


if __name__ == "__main__":
    sys.exit(main())
