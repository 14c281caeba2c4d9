"""Copies of a journal: made once a day, thinned with age, put back without losing what stood there."""

from __future__ import annotations

import datetime as dt
import os
import re
import sqlite3
from collections.abc import Iterable
from typing import NamedTuple

from kdeck.core.errors import JournalConflict, JournalError
from kdeck.core.message import Message
from kdeck.core.moment import Moment, date_of, day_of
from kdeck.journal import connect, files
from kdeck.journal.base import Journal
from kdeck.journal.database import Database
from kdeck.journal.files import WriterLock, system_trouble
from kdeck.journal.folder import on_network, quote, unquote
from kdeck.journal.sqlite import SqliteJournal

_DAILY = 7
_WEEKLY = _DAILY + 8 * 7
_MONTHLY = _WEEKLY + 366
_NAME = re.compile(r"(?P<learner>[^.]+)\.(?P<date>\d{4}-\d{2}-\d{2})\.db")


class Backup(NamedTuple):
    """An automatic backup. day: the study day on which it was made."""

    path: str
    learner: str
    day: int


class Restored(NamedTuple):
    """What ``restore`` put back. events: valid ones; unfit: rows that are none and are passed over.

    aside: where the file that stood there is now, ``None`` where there was none.
    """

    learner: str
    events: int
    aside: str | None
    unfit: int = 0


def keep(days: Iterable[int], today: int) -> set[int]:
    """The study days whose backups stay: all of the last 7 days, then one a week for 8 weeks, one a month for a year.

    The oldest of its calendar week stays, and of those the oldest of its month, so that thinning every day ends
    where thinning once would.
    Days after ``today`` stay: a clock that was put back is no reason to lose a backup.
    """
    kept: set[int] = set()
    weeks: set[int] = set()
    months: set[tuple[int, int]] = set()
    for day in sorted(set(days)):
        age, date = today - day, date_of(day)
        week, month = (day + 3) // 7, (date.year, date.month)  # day 0 was a Thursday; weeks begin on Monday
        weekly = week not in weeks
        monthly = weekly and month not in months
        if age < _DAILY or (weekly and age < _WEEKLY) or (monthly and age < _MONTHLY):
            kept.add(day)
        weeks.add(week)
        if weekly:
            months.add(month)
    return kept


def back_up(journal: Journal, folder: str, now: Moment, *, anew: bool = False) -> str | None:
    """Today's automatic backup of a journal: its path, or ``None`` where there is one already. Older ones are thinned.

    anew: today's earlier one gives way to it.

    The copy is checked before it takes its name: ``JournalDamaged`` where it is unsound, and nothing is thinned.
    """
    path = os.path.join(folder, f"{quote(journal.learner)}.{date_of(now.day).isoformat()}.db")
    try:
        if os.path.lexists(path) and not anew:
            return None
        os.makedirs(folder, mode=0o700, exist_ok=True)
        journal.backup(path)
        mine = [backup for backup in list_backups(folder) if backup.learner == journal.learner]
        kept = keep((backup.day for backup in mine), now.day)
        for backup in mine:
            if backup.day not in kept:
                os.remove(backup.path)
    except OSError as error:
        raise system_trouble(error, folder) from error
    return path


def list_backups(folder: str) -> list[Backup]:
    """The automatic backups in a folder, newest first; empty where there is no such folder."""
    try:
        names = os.listdir(folder)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise system_trouble(error, folder) from error
    found = []
    for name in names:
        match = _NAME.fullmatch(name)
        learner = unquote(match["learner"]) if match else None
        if match and learner is not None:
            try:
                day = day_of(dt.date.fromisoformat(match["date"]))
            except ValueError:  # such as 2026-02-31: not a name that back_up gave
                continue
            found.append(Backup(os.path.join(folder, name), learner, day))
    return sorted(found, key=lambda backup: (-backup.day, backup.learner))


def restore(backup: str, target: str, now: Moment, *, learner: str | None = None) -> Restored:
    """Put a backup in the place of the journal at ``target``; the file that stands there is kept aside.

    Raises ``JournalDamaged`` or ``JournalTooNew`` for an unfit backup, ``JournalConflict`` where it is not that of
    ``learner`` (else of whom the present file belongs to), ``JournalBusy`` while somebody writes: nothing is changed.
    """
    backup, target = os.path.abspath(backup), os.path.abspath(target)
    if os.path.realpath(backup) == os.path.realpath(target):
        raise JournalError(Message("{file} is the journal itself, not a backup of it.", file=backup))
    stamp = dt.datetime.fromtimestamp(now.at // 1_000_000, dt.UTC).strftime("%Y%m%dT%H%M%SZ")
    try:
        os.makedirs(os.path.dirname(target), mode=0o700, exist_ok=True)
        lock = WriterLock(target)
        try:
            with files.whole(target, mode=files.PRIVATE) as fresh:
                found, events, unfit = _copy_checked(backup, fresh, learner or _owner(target))
                aside = set_aside(target, f"before-restore-{stamp}")
        finally:
            lock.release()
    except OSError as error:
        raise system_trouble(error, target) from error
    return Restored(found, events, aside, unfit)


def _copy_checked(backup: str, fresh: str, learner: str | None) -> tuple[str, int, int]:
    connect.must_exist(backup, learner or "?")
    source = connect.reader(backup)
    try:
        found, _ = connect.identify(source, backup)
        if learner is not None and found != learner:
            raise JournalConflict(
                Message(
                    "{file} is the journal of {found}, not of {learner}.", file=backup, found=found, learner=learner
                )
            )
        connect.check(source, backup)
        connect.copy(source, fresh)
        journal = SqliteJournal(Database(source, backup, found), found)
        return found, sum(1 for _event in journal.events()), sum(1 for _row in journal.unfit())
    finally:
        source.close()


def _owner(path: str) -> str | None:
    """Whose journal a file is, where it can still tell."""
    try:
        connect.must_exist(path, "?")
        connection = connect.reader(path)
    except JournalError:
        return None
    try:
        return connect.identify(connection, path)[0]
    except JournalError:
        return None
    finally:
        connection.close()


def put_back(
    source: sqlite3.Connection, path: str, learner: str, lock: WriterLock
) -> tuple[sqlite3.Connection, Message | None]:
    """Write an open journal whose file is lost to its place again, and open that in its stead: see ``connect.writer``.

    A file that has taken its name is kept aside. Where anything fails ``source`` stays open, and this can be repeated.
    """
    folder = os.path.dirname(os.path.abspath(path))
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        lock.renew()
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # lest its log is taken for that of the file there now
        set_aside(path, "replaced")
        connect.copy(source, path)
    except OSError as error:
        raise system_trouble(error, path) from error
    network = on_network(folder)
    connection, _version, note = connect.writer(path, learner, network)
    lock.claim(exact=not network)
    source.close()
    return connection, note


def set_aside(target: str, why: str) -> str | None:
    """Copy what stands at ``target``, with its log, to a name of its own, and take the log away; that name.

    The file itself stays until another takes its name, so that at no moment there is none.
    """
    import shutil

    logs = [log for log in ("-wal", "-journal") if os.path.exists(target + log) and os.path.getsize(target + log)]
    if not os.path.lexists(target) and not logs:
        return None
    aside, number = f"{target}.{why}", 1
    while os.path.lexists(aside):
        number += 1
        aside = f"{target}.{why}-{number}"
    for suffix in ("", *logs):
        if os.path.lexists(target + suffix):
            with files.whole(aside + suffix, mode=files.PRIVATE) as fresh:
                shutil.copyfile(target + suffix, fresh)
    for suffix in ("-wal", "-journal", "-shm"):
        if os.path.lexists(target + suffix):
            os.remove(target + suffix)
    return aside
