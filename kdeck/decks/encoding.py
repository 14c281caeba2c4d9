"""From the bytes of a deck file to its text: UTF-8 or a clear refusal, and no control character gets through."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from kdeck.core.clean import clean
from kdeck.core.finding import Finding
from kdeck.core.message import Message

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
