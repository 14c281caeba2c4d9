"""Events as JSON Lines: what ``kdeck log`` prints and merges; and events out of another journal's file.

What comes from outside is checked before it becomes an event, and no character of it acts on a terminal.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, BinaryIO, Final, cast

from kdeck.core.clean import clean, clean_line, escaped
from kdeck.core.errors import JournalError
from kdeck.core.event import KINDS, Event, EventKind
from kdeck.core.message import Message, series
from kdeck.core.moment import date_of, day_of
from kdeck.core.reason import reason_of
from kdeck.journal import connect, files
from kdeck.journal.codec import encode
from kdeck.journal.sqlite import SqliteJournal
from kdeck.journal.trouble import system_trouble

_SQLITE: Final = b"SQLite format 3\0"
_LONGEST: Final = 1 << 20
"""Bytes of one line; the longest answer that kdeck takes is far shorter."""
_MOST_BYTES: Final = 1 << 30
_MOST_LINES: Final = 1_000_000
"""What is read of another journal: a hundred years of study, and an end to what has none."""
_KEYS: Final = ("id", "learner", "at", "offset", "day", "device", "kind", "card", "body")
_ID: Final = re.compile(r"[0-9A-Za-z_-]{1,64}")
_AT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_END: Final = 253_370_764_800 * 1_000_000
"""The beginning of the year 9999, the last of all years."""


class _BadError(Exception):
    """Why a line is no event; its place is added where it is known."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


def to_line(event: Event) -> str:
    """One event as one line of JSON, without a line end and without a character that acts on a terminal.

    ``from_line`` gives the same event back, its texts cleaned.
    """
    head = {
        "id": event.id,
        "learner": event.learner,
        "at": (_EPOCH + dt.timedelta(microseconds=event.at)).replace(tzinfo=None).isoformat(timespec="microseconds")
        + "Z",
        "offset": event.offset,
        "day": date_of(event.day).isoformat(),
        "device": event.device,
        "kind": event.kind,
        "card": event.card,
    }
    return escaped(_ENCODE(head)[:-1] + f', "body": {encode(event)}}}')


def from_line(text: str, where: str) -> Event:
    """The event in a line of JSON; ``JournalError`` naming ``where`` (``file:line``) for anything else."""
    try:
        return _event(_parse(text), pure=_pure(text))
    except _BadError as error:
        raise JournalError(Message("{where}: {reason}", where=where, reason=error.message)) from error


def read_lines(path: str) -> Iterator[Event]:
    """The events in a file of JSON Lines (UTF-8, with or without a BOM); blank lines are passed over.

    ``JournalError`` with the file and the line at the first that is no event.
    """
    with _opened(path) as file:
        yield from read_stream(file, lambda number: f"{path}:{number}")


def read_stream(stream: BinaryIO, place: Callable[[int], str]) -> Iterator[Event]:
    """The same of what is open already. place: what to call a line."""
    number = 0
    while raw := _line(stream, place(number + 1)):
        number += 1
        where = place(number)
        if len(raw) > _LONGEST:
            raise JournalError(Message("{where}: the line is too long for an event.", where=where))
        if number > _MOST_LINES:
            raise JournalError(Message("{where}: more than {most} lines are not read.", where=where, most=_MOST_LINES))
        try:
            text = raw.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError as error:
            raise JournalError(Message("{where}: this is not UTF-8 text.", where=where)) from error
        if text.strip():
            yield from_line(text, where)


def _line(stream: BinaryIO, where: str) -> bytes:
    try:
        return stream.readline(_LONGEST + 1)
    except OSError as error:
        raise system_trouble(error, where) from error


def _opened(path: str) -> BinaryIO:
    try:
        return files.opened(path, _MOST_BYTES)
    except OSError as error:
        raise JournalError(Message("{file} cannot be read: {reason}", file=path, reason=reason_of(error))) from error


def events_of(path: str) -> Iterator[Event]:
    """The events of another journal: a journal's database or JSON Lines, told apart by content; nothing is written."""
    with _opened(path) as file:
        head = file.read(len(_SQLITE))
    return _database(path) if head == _SQLITE else read_lines(path)


def _database(path: str) -> Iterator[Event]:
    connection = connect.reader(path)
    try:
        learner, _version = connect.identify(connection, path)
        connection = connect.up_to_date(connection, learner, path)
        journal = SqliteJournal(connection, path, learner)
        for event, body in journal.written_texts():
            try:
                yield _checked(event, pure=_pure(event.device + event.card + learner + body))
            except _BadError as error:
                reason = Message("event {event}: {reason}", event=event.id, reason=error.message)
                raise JournalError(Message("{where}: {reason}", where=path, reason=reason)) from error
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
    for key in _KEYS:
        if key not in value:
            raise _BadError(Message("the event has no {key}.", key=key))
    for key in value:
        if key not in _KEYS:
            raise _BadError(Message("{key} is no key of an event.", key=repr(clean_line(key))))
    return value


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


_ENCODE: Final = json.JSONEncoder(ensure_ascii=False).encode
_DECODE: Final = json.JSONDecoder(parse_constant=_no_constant, parse_float=_finite, object_pairs_hook=_unique).decode


def _event(value: Mapping[str, Any], *, pure: bool) -> Event:
    return _checked(
        Event(
            id=value["id"],
            learner=value["learner"],
            at=_at(value["at"]),
            offset=value["offset"],
            day=_day(value["day"]),
            device=value["device"],
            kind=value["kind"],
            card=value["card"],
            body=value["body"],
        ),
        pure=pure,
    )


def _at(text: object) -> int:
    if isinstance(text, str) and _AT.fullmatch(text):
        try:
            return (dt.datetime.fromisoformat(text) - _EPOCH) // _MICROSECOND
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


def _checked(event: Event, *, pure: bool) -> Event:
    """The event, every field being what ``Event`` says it is, with its texts cleaned where they are not ``pure``."""
    if not isinstance(event.id, str) or not _ID.fullmatch(event.id):
        raise _BadError(Message("id is a UUID."))
    if not _whole(event.offset) or abs(event.offset) >= 86_400:
        raise _BadError(Message("offset is a number of seconds east of UTC, less than a day."))
    if not _whole(event.at) or not _whole(event.day):
        raise _BadError(Message("at and day are whole numbers."))
    if event.kind not in KINDS:
        raise _BadError(
            Message("{kind} is no kind of event; known: {kinds}", kind=_shown(event.kind), kinds=series(KINDS))
        )
    if not isinstance(event.body, dict):
        raise _BadError(Message("body is a JSON object."))
    _check_body(event.kind, event.body)
    _check_text(event.learner, "learner")
    _check_text(event.card, "card")
    if not isinstance(event.device, str):
        raise _BadError(Message("{key} is a text.", key="device"))
    if pure:
        return event
    return event._replace(
        learner=clean_line(event.learner),
        device=clean_line(event.device),
        card=clean_line(event.card),
        body=cast("Mapping[str, Any]", _cleaned(event.body)),
    )


def _check_body(kind: EventKind, body: Mapping[str, Any]) -> None:
    if kind in ("review", "practice"):
        if not _whole(body.get("rating")) or not 1 <= body["rating"] <= 4:
            raise _BadError(Message("rating is a number from 1 to 4."))
        for key, fits, shape in _ANSWER:
            if key in body and not fits(body[key]):
                raise _BadError(shape)
    elif kind == "void" and not _names_event(body):
        raise _BadError(Message("a void names the event that it undoes."))
    elif kind == "redate" and not (_names_event(body) and _whole(body.get("at")) and 0 <= body["at"] < _END):
        raise _BadError(Message("a redate names an event, and the time that counts for it."))
    elif kind == "rename" and not (isinstance(body.get("from"), str) and body["from"]):
        raise _BadError(Message("a rename names the id that the card had before."))
    elif kind == "flag" and not isinstance(body.get("note", ""), str):
        raise _BadError(Message("note is a text."))


def _names_event(body: Mapping[str, Any]) -> bool:
    return isinstance(body.get("event"), str) and bool(_ID.fullmatch(body["event"]))


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and -(1 << 63) <= value < 1 << 63


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def _share(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1


_ANSWER: Final = (
    ("ms", lambda value: _whole(value) and value >= 0, Message("ms is a number of milliseconds.")),
    ("answer", _texts, Message("answer is a list of texts.")),
    ("right", lambda value: isinstance(value, bool), Message("right is true or false.")),
    ("key", lambda value: isinstance(value, str), Message("key is a text.")),
    ("retention", _share, Message("retention is a number between 0 and 1.")),
    ("clock", _whole, Message("clock is a number of microseconds.")),
)


def _check_text(value: object, key: str) -> None:
    if not isinstance(value, str) or not value:
        raise _BadError(Message("{key} is a text.", key=key))


def _shown(value: object) -> str:
    return repr(clean_line(value)) if isinstance(value, str) else type(value).__name__


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_cleaned(each) for each in value]
    if isinstance(value, dict):
        return {clean_line(key): _cleaned(each) for key, each in value.items()}
    return value
