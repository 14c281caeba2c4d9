"""A deck file as a tree in which every scalar is a text that knows its place, and what such a text means."""

from __future__ import annotations

import datetime as dt
import gc
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Final, NamedTuple

from kdeck.core.errors import Finding
from kdeck.core.message import Message
from kdeck.core.moment import day_of
from kdeck.core.strings import clean, fold_width

MAX_BYTES: Final = 8_000_000

_REFUSED = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_REPLACED = re.compile("[\x80-\x9f\u061c\u200e\u200f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ud800-\udfff]")
_CONFLICT = re.compile(r"^(?:<{7} .*|>{7} .*|={7}|\|{7} .*)$", re.MULTILINE)
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_SAVE: Final = Message("Save the file as UTF-8: in most editors under “Save with encoding”.")


class Decoded(NamedTuple):
    """text: what to parse, ``None`` when the file is refused as a whole."""

    text: str | None
    findings: tuple[Finding, ...]


def decode(file: str, data: bytes) -> Decoded:
    """The text of a file, sanitised, lines ended by newlines, without its byte order mark."""
    if len(data) > MAX_BYTES:
        message = Message("This file is too large: {size} MB, and at most {most} MB are read.", size=_mb(data), most=8)
        return _refuse(file, "file-too-large", message, Message("Split it into several decks."))
    if data.startswith(_UTF16):
        return _refuse(file, "not-utf-8", Message("This file is saved as UTF-16, not as UTF-8."), _SAVE)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return _not_utf8(file, data, error.start)
    if (marker := _conflict(text)) is not None:
        message = Message("This line is a mark that git left where two versions of the file conflict.")
        hint = Message("Keep the version that is right, and delete the lines with <<<<<<<, ======= and >>>>>>>.")
        line, column = position(text, marker)
        return Decoded(None, (Finding(file, line, column, "error", "conflict-marker", message, hint),))
    # clean() returns an untouched text as the same object: the common case costs one scan.
    sanitised = clean(text).replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
    return Decoded(sanitised, control_findings(file, text) if sanitised is not text else ())


def position(text: str, offset: int) -> tuple[int, int]:
    """Line and column, both from 1, of an offset into a text."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def _refuse(file: str, code: str, message: Message, hint: Message, line: int = 1, column: int = 1) -> Decoded:
    return Decoded(None, (Finding(file, line, column, "error", code, message, hint),))


def _not_utf8(file: str, data: bytes, start: int) -> Decoded:
    line = data.count(b"\n", 0, start) + 1
    before = data[data.rfind(b"\n", 0, start) + 1 : start].decode("utf-8", "replace")
    if _looks_like_gbk(data):
        message = Message("This file looks like GBK, not UTF-8.")
        return _refuse(file, "not-utf-8", message, _SAVE, line, len(before) + 1)
    message = Message("This is not UTF-8 text: the byte {byte} is not allowed here.", byte=f"0x{data[start]:02X}")
    return _refuse(file, "not-utf-8", message, _SAVE, line, len(before) + 1)


def _looks_like_gbk(data: bytes) -> bool:
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    # Chinese prose in GBK decodes to the common characters; random bytes decode to rare ones and controls.
    wide = [character for character in text[:100_000] if ord(character) > 0x7F]
    common = sum("\u4e00" <= character <= "\u9fa5" or character in "，。？！：；、“”（）" for character in wide)
    return bool(wide) and common >= 0.9 * len(wide) and "\x00" not in text


def _conflict(text: str) -> int | None:
    """Offset of the first conflict mark. A row of = alone is no mark: it may underline a heading in a block of text."""
    if "<<<<<<< " not in text and ">>>>>>> " not in text:
        return None
    found = _CONFLICT.search(text)
    return None if found is None else found.start()


def control_findings(file: str, text: str) -> tuple[Finding, ...]:
    """One finding a sort of control character, at the first of its sort; nobody wants one a character."""
    findings = []
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if (refused := _REFUSED.search(text)) is not None:
        message = Message("The control character {code} is not allowed in a deck.", code=_code(refused[0]))
        hint = Message(
            "Delete it: it is invisible in most editors, just after column {column}.",
            column=position(text, refused.start())[1] - 1,
        )
        findings.append(Finding(file, *position(text, refused.start()), "error", "control-character", message, hint))
    if (replaced := _REPLACED.search(text)) is not None:
        message = Message("The invisible character {code} is shown as “\ufffd”.", code=_code(replaced[0]))
        hint = Message("Delete it, or type the line again.")
        findings.append(
            Finding(file, *position(text, replaced.start()), "warning", "invisible-character", message, hint)
        )
    return tuple(findings)


def _code(character: str) -> str:
    return f"U+{ord(character):04X}"


def _mb(data: bytes) -> str:
    return f"{len(data) / 1_000_000:.1f}"


class Place(NamedTuple):
    """A place in a file, both numbers from 1."""

    line: int
    column: int


class Text(str):
    """A scalar: always text, whatever it looks like."""

    __slots__ = ("column", "line")
    line: int
    column: int


class Seq(list["Node"]):
    """A list. flow: written with brackets."""

    __slots__ = ("column", "flow", "line")
    line: int
    column: int
    flow: bool


class Map(dict[Text, "Node"]):
    """A mapping in the order of the file; its keys are ``Text``. flow: written with braces."""

    __slots__ = ("column", "flow", "line")
    line: int
    column: int
    flow: bool


Node = Text | Seq | Map


def text_at(text: str, line: int, column: int) -> Text:
    """A text with its place."""
    node = Text(text)
    node.line, node.column = line, column
    return node


def map_at(line: int, column: int, *, flow: bool = False, **nodes: Text | Map) -> Map:
    """A mapping whose keys all stand where it begins."""
    made = Map((text_at(key, line, column), node) for key, node in nodes.items())
    made.line, made.column, made.flow = line, column, flow
    return made


def place_of(node: object) -> Place:
    """Where a node begins; the head of the file when it is not one of ours."""
    if isinstance(node, (Text, Seq, Map)):
        return Place(node.line, node.column)
    return Place(1, 1)


def place_of_key(node: object, key: object) -> Place:
    """Where a key of a mapping stands; where the mapping begins when it has no such key."""
    if isinstance(node, Map):
        for candidate in node:
            if candidate == key:
                return Place(candidate.line, candidate.column)
    return place_of(node)


def descend(node: object, path: Iterable[str | int]) -> object:
    """The node at a path; the deepest one that exists. Steps that name nothing are passed over."""
    for step in path:
        if isinstance(node, Map) and step in node:
            node = node[step]  # type: ignore[index]
        elif isinstance(node, Seq) and isinstance(step, int) and step < len(node):
            node = node[step]
    return node


_NUMBER = re.compile(r"[+-]?(?:\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.\d{1,9})?")
_DURATION = re.compile(r"(\d{1,6}(?:\.\d{1,3})?) ?(s|sec|secs|seconds?|秒|m|min|mins|minutes?|分|分钟|h|hours?|小时)?")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_RUNS = re.compile(r"(\d{1,3})(?: of (\d{1,3}))?")

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_XINGQI = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_LONGEST_REST = 366

YES: Final = frozenset({"yes", "true", "on", "是"})
NO: Final = frozenset({"no", "false", "off", "否"})


def truth(text: str) -> bool | None:
    """Yes, true, on; no, false, off; in any case."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None


def number(text: str) -> Decimal | None:
    """A number with an optional sign, fraction and commas between thousands: ``-3``, ``1,200``, ``7.5``."""
    folded = fold_width(text).strip()
    return Decimal(folded.replace(",", "")) if _NUMBER.fullmatch(folded) else None


def whole(text: str) -> int | None:
    """A whole number."""
    value = number(text)
    return int(value) if value is not None and value == value.to_integral_value() else None


def share(text: str) -> float | None:
    """A share of one: ``90%`` or ``0.9``."""
    folded = fold_width(text).strip()
    value = number(folded.removesuffix("%").rstrip())
    if value is None:
        return None
    share_of_one = value / 100 if folded.endswith("%") else value
    return float(share_of_one) if 0 < share_of_one <= 1 else None


def seconds(text: str) -> float | None:
    """A length of time: ``6s``, ``1m``, ``2 h``, ``20 秒``; a bare number counts seconds."""
    found = _DURATION.fullmatch(fold_width(text).strip().casefold())
    if found is None:
        return None
    unit = found[2] or "s"
    factor = 60 if unit[0] in "m分" else 3600 if unit[0] in "h小" else 1
    return float(found[1]) * factor


def minutes_of_day(text: str) -> int | None:
    """Minutes since midnight of a time of day ``16:00``; ``24:00`` ends the day."""
    found = _CLOCK.fullmatch(fold_width(text).strip())
    if found is None:
        return None
    minutes = int(found[1]) * 60 + int(found[2])
    return minutes if minutes <= 24 * 60 else None


def day(text: str) -> int | None:
    """Study day of a date ``2026-11-11``."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    try:
        return day_of(dt.date(int(found[1]), int(found[2]), int(found[3])))
    except ValueError:
        return None


def weekday(text: str) -> int | None:
    """A day of the week, Monday is 0: ``sat``, ``Saturday``, ``周六``."""
    word = text.strip().casefold()
    if len(word) >= 3:
        found = [place for place, name in enumerate(_WEEKDAYS) if name.startswith(word)]
        if found:
            return found[0]
    named = _XINGQI.fullmatch(word)
    return min("一二三四五六日天".index(named[1]), 6) if named else None


def rest(text: str) -> int | tuple[int, int] | None:
    """A day of the week, or the first and last study day of a date ``2026-10-01`` or of dates ``A..B``, a year long."""
    named = weekday(text)
    if named is not None:
        return named
    first, last = (day(end) for end in (bounds(text) or (text, text)))
    if first is None or last is None or not first <= last < first + _LONGEST_REST:
        return None
    return first, last


def runs(text: str) -> tuple[int, int] | None:
    """``2 of 3`` as (2, 3); ``2`` as (2, 2)."""
    found = _RUNS.fullmatch(text.strip())
    if found is None:
        return None
    wanted, among = int(found[1]), int(found[2] or found[1])
    return (wanted, among) if 0 < wanted <= among else None


def bounds(text: str) -> tuple[str, str] | None:
    """The two ends of a range ``155..162``, as texts."""
    low, dots, high = text.partition("..")
    if not dots or not low.strip() or not high.strip() or high.startswith("."):
        return None
    return low.strip(), high.strip()


def number_range(text: str) -> tuple[Decimal, Decimal] | None:
    """A range of numbers ``155..162``, its low end first."""
    ends = bounds(text)
    if ends is None:
        return None
    low, high = number(ends[0]), number(ends[1])
    return (low, high) if low is not None and high is not None and low <= high else None


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the search for cycles: trees and cards have none, and on 10,000 cards it costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
