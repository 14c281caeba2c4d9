"""Events as JSON Lines: what ``kdeck log`` prints and merges; and events out of another journal's file.

What comes from outside is checked before it becomes an event, and no character of it acts on a terminal.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final, NamedTuple

from kdeck.core.errors import JournalError, reason_of
from kdeck.core.events.event import Event
from kdeck.core.events.kinds import fault_of
from kdeck.core.message import Message
from kdeck.core.moment import day_of
from kdeck.core.strings import clean, clean_line
from kdeck.journal import connect, files
from kdeck.journal.codec import EPOCH, KEYS, LONGEST, MICROSECOND, event_of
from kdeck.journal.database import Database
from kdeck.journal.files import system_trouble
from kdeck.journal.sqlite import SqliteJournal

_SQLITE: Final = b"SQLite format 3\0"
_LONGEST: Final = 4 * LONGEST + (1 << 16)
"""Bytes of one line: of the longest body, and of what stands before it."""
_PATIENCE: Final = 16
"""How many times as much is read in search of a long line's end."""
_MOST_BYTES: Final = 1 << 30
_MOST_LINES: Final = 1_000_000
"""What is read of another journal: a hundred years of study, and an end to what has none."""
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_END: Final = 253_370_764_800 * 1_000_000
"""The beginning of the year 9999, the last of all years."""


class Line(NamedTuple):
    """What one line of a log came to. where: its place. text: as it stood, kept only where it is no event.

    reason: why it is no event. learner: whose it claims to be where it has the look of one, such as a newer kdeck's.
    """

    where: Message | str
    text: str
    event: Event | None
    reason: Message | None = None
    learner: str | None = None


class _BadError(Exception):
    """Why a line is no event; its place is added where it is known."""

    def __init__(self, message: Message, value: object = None) -> None:
        super().__init__(str(message))
        self.message = message
        self.value = value


def from_line(text: str, where: str) -> Event:
    """The event in a line of JSON; ``JournalError`` naming ``where`` (``file:line``) for anything else."""
    return _event_in(line_in(text, where))


def line_in(text: str, where: Message | str) -> Line:
    """What a line of JSON comes to."""
    try:
        return Line(where, "", _event(_parse(text), pure=_pure(text)))
    except _BadError as error:
        return Line(where, text, None, error.message, _claimed(error.value))


def lines_in(stream: BinaryIO, name: str | None = None) -> Iterator[Line]:
    """What the lines of a stream (UTF-8, with or without a BOM) come to; blank ones are passed over.

    name: of the file, ``None`` for standard input.
    """
    number = 0
    while raw := _read(stream, name):
        number += 1
        where = Message("standard input, line {number}", number=number) if name is None else f"{name}:{number}"
        if number > _MOST_LINES:
            raise JournalError(Message("{where}: more than {most} lines are not read.", where=where, most=_MOST_LINES))
        if len(raw) == _LONGEST and not raw.endswith(b"\n"):
            yield Line(where, "", None, Message("the line is too long for an event."))
            if not _goes_on(stream, name):
                return
            continue
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8").strip()
        except UnicodeDecodeError:
            yield Line(where, "", None, Message("this is not UTF-8 text."))
            continue
        if text:
            yield line_in(text, where)


def _goes_on(stream: BinaryIO, name: str | None) -> bool:
    """Whether there is a further line after a long one, whose end is looked for, but not for ever."""
    for _turn in range(_PATIENCE):
        rest = _read(stream, name)
        if rest.endswith(b"\n"):
            return True
        if not rest:
            return False
    return False


def _read(stream: BinaryIO, name: str | None) -> bytes:
    try:
        return stream.readline(_LONGEST)
    except OSError as error:
        raise system_trouble(error, name or "-") from error


def lines_of(path: str, *, aside: bool = True) -> Iterator[Line]:
    """What another journal comes to: its database or JSON Lines, told apart by content; nothing is written.

    aside: what a database has set aside, too.
    """
    try:
        file = files.opened(path, _MOST_BYTES)
    except OSError as error:
        raise JournalError(Message("{file} cannot be read: {reason}", file=path, reason=reason_of(error))) from error
    with file:
        if file.read(len(_SQLITE)) != _SQLITE:
            file.seek(0)
            yield from lines_in(file, path)
            return
    yield from _database(path, aside=aside)


def events_of(path: str) -> Iterator[Event]:
    """The events of another journal; ``JournalError`` with its place at the first line or row that is none."""
    return map(_event_in, lines_of(path, aside=False))


def _event_in(line: Line) -> Event:
    if line.event is None:
        raise JournalError(Message("{where}: {reason}", where=line.where, reason=line.reason))
    return line.event


def _database(path: str, *, aside: bool) -> Iterator[Line]:
    connection = connect.reader(path)
    try:
        learner, _version = connect.identify(connection, path)
        connection = connect.up_to_date(connection, learner, path)
        journal = SqliteJournal(Database(connection, path, learner), learner)
        for row in journal.written_rows():
            found = event_of(learner, row)
            if isinstance(found, Event):
                pure = _pure(f"{found.device}{found.card}{learner}{row[-1]}")
                yield Line("", "", found if pure else _cleaned(found))
        for row_in_line in journal.unfit():
            yield line_in(row_in_line.line, f"{path}:{row_in_line.origin}")
        for kept in journal.aside() if aside else ():
            yield line_in(kept.line, kept.origin)
    finally:
        connection.close()


def _parse(text: str) -> Mapping[str, Any]:
    try:
        value = _DECODE(text)
    except RecursionError as error:
        raise _BadError(Message("the JSON is nested too deeply.")) from error
    except ValueError as error:
        raise _BadError(Message("this is no line of JSON ({reason}).", reason=clean_line(str(error)))) from error
    if not isinstance(value, dict):
        raise _BadError(Message("an event is a JSON object."))
    for key in KEYS:
        if key not in value:
            raise _BadError(Message("the event has no {key}.", key=key), value)
    for key in value:
        if key not in KEYS:
            raise _BadError(Message("{key} is no key of an event.", key=repr(clean_line(key)[:60])), value)
    return value


def _claimed(value: object) -> str | None:
    """Whose event a value is, where it has the look of one."""
    if not isinstance(value, dict):
        return None
    head = [value.get(key) for key in ("id", "kind", "learner")]
    return head[-1] if all(isinstance(text, str) and text for text in head) else None


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"{text} is too large")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return value


_DECODE: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique).decode


def _event(value: Mapping[str, Any], *, pure: bool) -> Event:
    """The event in an object, its texts cleaned where they are not ``pure``."""
    try:
        at, day = _at(value["at"]), _day(value["day"])
    except _BadError as error:
        raise _BadError(error.message, value) from error
    event = Event(
        value["id"],
        value["learner"],
        at,
        value["offset"],
        day,
        value["device"],
        value["kind"],
        value["card"],
        value["body"],
    )
    if (reason := fault_of(event)) is not None:
        raise _BadError(reason, value)
    return event if pure else _cleaned(event)


def _at(text: object) -> int:
    if isinstance(text, str) and _AT.fullmatch(text):
        try:
            return (dt.datetime.fromisoformat(text) - EPOCH) // MICROSECOND
        except ValueError:
            pass  # such as the 31st of February: refused below, as any other text
    raise _BadError(Message("at is a UTC time such as 2026-11-22T12:00:00.123456Z."))


def _day(text: object) -> int:
    if isinstance(text, str) and _DAY.fullmatch(text):
        try:
            return day_of(dt.date.fromisoformat(text))
        except ValueError:
            pass
    raise _BadError(Message("day is a date such as 2026-11-22."))


def _pure(text: str) -> bool:
    """Whether nothing in ``text``, JSON or not, needs cleaning: that spares most events the slow way."""
    return "\\" not in text and clean_line(text) == text


def _cleaned(event: Event) -> Event:
    """The event, whose texts hold nothing that acts on a terminal."""
    return event._replace(
        learner=clean_line(event.learner),
        device=clean_line(event.device),
        card=clean_line(event.card),
        body=_plain(event.body),
    )


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {clean_line(key): _plain(each) for key, each in value.items()}
    return value
