"""The only place that wires objects together: library, journal, clock and trainer, each made when first needed."""

from __future__ import annotations

import datetime as dt
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

from kdeck import language
from kdeck.cli import learners
from kdeck.cli.console import note
from kdeck.core.errors import KdeckError, LibraryError, UsageError
from kdeck.core.message import Message, series
from kdeck.core.moment import FIRST_YEAR, LAST_AT, LAST_YEAR, MICROSECONDS, ROLLOVER_SECONDS, Moment, moment_of

if TYPE_CHECKING:
    from argparse import Namespace

    from kdeck.decks.library import Library
    from kdeck.journal.base import Journal
    from kdeck.journal.sqlite import SqliteJournal
    from kdeck.trainer.trainer import Trainer


class Context:
    """What a command may ask for. options: the shared ones, parsed."""

    def __init__(self, options: Namespace) -> None:
        self.options = options
        self._reader: Journal | None = None
        self._clock: Clock | None = None

    @property
    def home(self) -> str:
        """The folder with all journals; made by whoever writes first."""
        return learners.home_folder(self.options.home)

    def clock(self, *, moving: bool = False) -> Clock:
        """The system's clock, or the one that ``--at`` sets."""
        if self._clock is None:
            self._clock = clock_of(self.options.at, moving=moving)
        return self._clock

    def clock_of(self, journal: Journal, *, moving: bool = False) -> Clock:
        """The clock by which a journal goes: without ``--at`` a simulated one begins where it ended."""
        if self.options.at is None and journal.simulated:
            from kdeck.journal.base import last_time

            last = last_time(journal)
            if last is not None:
                return clock_from(last._replace(at=min(last.at, _ROOM)), moving=moving)
        return self.clock(moving=moving)

    def day(self) -> int:
        """Today's study day, by the clock of the journal that is meant where there is one."""
        try:
            return self.clock_of(self.reader())().day
        except KdeckError:  # a learner who has no journal yet, say; who opens it tells what is wrong
            return self.clock()().day

    def require_simulated(self, learner: str) -> None:
        """``UsageError`` where a learner's journal goes by the clock: what writes at a time set by hand asks first."""
        from kdeck.journal.folder import path_of
        from kdeck.journal.sqlite import open_journal
        from kdeck.trainer.upkeep import require

        journal = open_journal(path_of(self.home, learner), learner, read_only=True)
        try:
            require(journal)
        finally:
            journal.close()

    @property
    def _simulating(self) -> bool:
        return self.options.at is not None or bool(self.options.simulated)

    def stopwatch(self) -> float:
        """Seconds that only grow, for thinking times."""
        return time.monotonic()

    def decks_folder(self) -> str:
        """The library's folder: ``--decks``, else ./decks, else the demo shop."""
        from kdeck.cli.console import working_folder
        from kdeck.decks.discover import default_library

        named: str | None = self.options.decks
        return default_library(named, "" if named is not None and os.path.isabs(named) else working_folder())

    def library(self, path: str | None = None, edition: language.Language | None = None) -> Library:
        """The library, from its index where nothing has changed; of several editions the one in the reader's language.

        edition: another one instead.

        ``LibraryError`` where there is none, or none with a card or a chat.
        """
        from kdeck.decks.library import open_library

        folder = path or self.decks_folder()
        library = open_library(folder, os.path.join(self.home, "cache"), edition or language.current())
        if not len(library) and not library.chats():
            raise LibraryError(
                Message("{folder} holds no cards", folder=folder),
                Message("kdeck check {folder} says why; kdeck init makes a library to start from.", folder=folder),
            )
        return library

    def require_deck(self, deck: str | None) -> None:
        """``UsageError`` with the nearest id when the library has no such deck; before any journal is made for it."""
        ids = [] if deck is None else [known.id for known in self.library().decks]
        if deck is None or deck in ids:
            return
        from difflib import get_close_matches

        near = get_close_matches(deck, ids, 1)
        hint = (
            Message("Did you mean {deck}?", deck=near[0])
            if near
            else Message("The decks are: {decks}", decks=series(ids))
        )
        raise UsageError(Message("There is no deck named {deck}", deck=deck), hint)

    def learner(self) -> str | None:
        """The learner whose journal exists and is meant; ``None`` when there is no journal at all and none named."""
        return learners.existing(self.home, learners.asked_name(self.options.learner))

    def learners(self) -> list[str]:
        """The learner named, else everybody who has a journal."""
        asked = learners.asked_name(self.options.learner)
        return learners.names(self.home) if asked is None else [learners.existing(self.home, asked) or asked]

    def reader(self) -> Journal:
        """The learner's journal, read-only; an empty one when nobody has studied here yet."""
        if self._reader is None:
            name = self.learner()
            if name is None:
                from kdeck.journal.sqlite import SqliteJournal

                self._reader = SqliteJournal.blank(learners.NOBODY, read_only=True)
            else:
                from kdeck.journal.folder import path_of
                from kdeck.journal.sqlite import open_journal

                self._reader = open_journal(path_of(self.home, name), name, read_only=True)
        return self._reader

    def reading(self, *, levels: bool = False) -> Trainer:
        """The trainer of a command that only looks: it sees what the next command will find. levels: see ``view``."""
        from kdeck.trainer.upkeep import view

        return view(self.trainer(self.reader(), self.library()), levels=levels)

    def trying(self) -> Trainer:
        """A trainer on a journal that holds nothing and is kept nowhere, to refuse what is wrong before one is made."""
        from kdeck.journal.sqlite import SqliteJournal

        return self.trainer(SqliteJournal.blank(learners.NOBODY, read_only=True), self.library(), moving=True)

    @contextmanager
    def writing(
        self, *, create: bool, library: bool = True, user: str | None = None, tell: Callable[[Message], None] = note
    ) -> Iterator[Trainer]:
        """The trainer of a session that writes, closed and backed up at its end.

        create: a learner who has no journal yet gets one, and is told so. library: whether it asks cards. user: the
        name of a first learner who was not named (default: the system's user). tell: says what the learner should know.
        ``UsageError`` where a time is set for a journal that goes by the clock.
        """
        from kdeck.decks.library import library_of
        from kdeck.journal.folder import path_of
        from kdeck.journal.sqlite import open_journal

        self.close()
        asked = learners.asked_name(self.options.learner)
        name = learners.wanted(self.home, asked, user) if create else learners.existing(self.home, asked)
        if name is None:
            raise learners.nobody()
        path = path_of(self.home, name)
        self.clock(moving=True)  # before the journal, as the decks: where the time is none, none is made
        decks = self.library() if library else library_of(())  # before the journal: without decks none is made
        new = not os.path.lexists(path)
        if not new and self._simulating:
            self.require_simulated(name)
        journal = open_journal(path, name, create=create)
        try:
            if new:
                tell(Message("A new journal was started for {name}.", name=name))
            if journal.mode_note is not None:
                tell(journal.mode_note)
            with self._session(self.trainer(journal, decks, moving=True), tell, whole=library) as trainer:
                yield trainer
        finally:
            self._close_writer(journal)

    @contextmanager
    def _session(self, trainer: Trainer, tell: Callable[[Message], None], *, whole: bool) -> Iterator[Trainer]:
        """A session of a trainer, begun and ended as each is. whole: it knows the library."""
        from kdeck.core.errors import JournalFull
        from kdeck.trainer.upkeep import catch_up, wrap_up

        if self._simulating:
            from kdeck.trainer.upkeep import mark

            mark(trainer)
        _look_again(trainer)
        if whole:
            try:
                catch_up(trainer)
            except JournalFull as error:  # nobody is kept from looking; the next sitting tries again
                tell(error.message)
            for dan in trainer.awards.made:
                tell(Message("Dan {dan} is reached.", dan=dan))
            trainer.awards.made.clear()
        yield trainer
        if whole:
            wrap_up(trainer)

    def speak(self) -> None:
        """Choose the language: ``--lang``, else the learner's setting, else what the environment asks for."""
        language.use(self.options.lang or self._language_setting() or language.preferred())

    def close(self) -> None:
        """Let go of what is open."""
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def trainer(self, journal: Journal, library: Library, *, moving: bool = False) -> Trainer:
        """The trainer of any journal and library."""
        from kdeck.trainer.trainer import Trainer

        return Trainer(library, journal, self.clock_of(journal, moving=moving), device=_device(), entropy=os.urandom)

    def _language_setting(self) -> language.Language | None:
        """The learner's own choice, where a journal can be read; its troubles are told by who needs it."""
        try:
            chosen = self.reader().setting("language")
        except KdeckError:
            return None
        return next((known for known in language.languages() if known == chosen), None)

    def _close_writer(self, journal: SqliteJournal) -> None:
        """Back the journal up once a day and let go of it; a failed backup is told, and loses nothing.

        Where its file is lost the backup is all there is of it: whoever opens it next is told how to put that back.
        """
        from kdeck.journal.backup import back_up
        from kdeck.journal.folder import backups_of

        try:
            if journal.count():
                lost = journal.lost
                file = back_up(journal, backups_of(self.home, journal.learner), system_clock(), anew=lost)
                if lost:
                    note(
                        Message(
                            "{file} is gone or replaced; all its answers are in {backup}",
                            file=journal.path,
                            backup=file,
                        )
                    )
        except KdeckError as error:
            note(Message("The daily backup failed: {reason}", reason=error.message))
        finally:
            journal.close()


def _look_again(trainer: Trainer) -> None:
    """Let a kdeck that is new to this journal look at the lines that another one set aside."""
    from kdeck import __version__

    if lines := trainer.journal.aside(unless=__version__):
        from kdeck.trainer.merge import retake

        retake(trainer, lines)


def _device() -> str:
    """The machine's name, for telling journals of several machines apart."""
    if hasattr(os, "uname"):
        return os.uname().nodename or "unknown"
    return os.environ.get("COMPUTERNAME", "unknown")


Clock = Callable[[], Moment]

_FIRST = FIRST_YEAR + 1
_ROOM: Final = LAST_AT - 366 * 86_400 * MICROSECONDS
"""Where a simulation goes on at the latest: beyond lies room for what is studied then. µs since 1970."""


def system_clock() -> Moment:
    """Now, with the local zone's offset now."""
    at = time.time_ns() // 1000
    return Moment(at, time.localtime(at // 1_000_000).tm_gmtoff)


def clock_of(text: str | None, *, moving: bool) -> Clock:
    """The clock for ``--at TEXT``: standing still there, or moving on from there."""
    return system_clock if text is None else clock_from(moment_at(text), moving=moving)


def clock_from(start: Moment, *, moving: bool) -> Clock:
    """A clock that stands still at a moment, or moves on from there."""
    if not moving:
        return lambda: start
    begun = time.monotonic_ns()
    return lambda: start._replace(at=start.at + (time.monotonic_ns() - begun) // 1000)


def moment_at(text: str) -> Moment:
    """The moment that ``--at`` names (ISO 8601); ``UsageError`` for anything else.

    Without a zone it is local time; a date alone is the start of its study day, 04:00.
    """
    try:
        when = dt.datetime.fromisoformat(text.strip())
        if _is_date(text.strip()):
            when += dt.timedelta(seconds=ROLLOVER_SECONDS)
        if not _FIRST <= when.year <= LAST_YEAR:
            raise ValueError(text)
        return moment_of(when if when.tzinfo else when.astimezone())
    except (ValueError, OverflowError, OSError) as error:
        raise UsageError(
            Message("{text} is not a time that kdeck understands", text=text),
            Message(
                "Write 2026-11-11, 2026-11-11T16:00 or 2026-11-11T16:00+08:00, years {first} to {last}.",
                first=_FIRST,
                last=LAST_YEAR,
            ),
        ) from error


def _is_date(text: str) -> bool:
    try:
        dt.date.fromisoformat(text)
    except ValueError:
        return False
    return True
