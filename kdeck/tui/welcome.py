"""What the first run needs from whoever starts the app. No widgets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, NamedTuple

from kdeck.core.message import Message
from kdeck.trainer.trainer import Trainer

Then = Literal["study", "home"]
"""Where the first run ends."""


class Begun(NamedTuple):
    """A journal that has been opened. note: what to say about it at Home."""

    trainer: Trainer
    journal_file: str
    note: Message | None = None


class Welcome(NamedTuple):
    """A first run.

    begin: opens the journal of a name, or of the learner who is meant anyway for ``None``; on the trainer's thread, and
    with ``UsageError`` for what can be no name. Nothing is written before it is called. name: what the learner may be
    called, for a start; ``None`` where that is settled.
    """

    begin: Callable[[str | None], Begun]
    name: str | None = None
