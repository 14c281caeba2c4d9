"""Whether what a person types reaches the program: a short text with two hanzi and a full-width comma."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from kdeck.core.message import Message

SAMPLE: Final = "你好，"
"""What is asked to be typed: two hanzi and the full-width comma that an input method gives."""
_MOST: Final = 8

Fault = Literal["nothing", "off", "half-width", "encoding", "other"]


class Echo(NamedTuple):
    """What arrived instead of the sample, and what to change. points: its code points, ``U+4F60 U+597D …``."""

    fault: Fault
    points: str
    advice: Message


def listen(typed: str) -> Echo | None:
    """Compare what arrived with the sample, code point by code point; ``None`` when it is the same."""
    typed = typed.strip()
    if typed == SAMPLE:
        return None
    points = " ".join(f"U+{ord(character):04X}" for character in typed[:_MOST]) + (" …" if len(typed) > _MOST else "")
    fault = _fault(typed)
    return Echo(fault, points, _ADVICE[fault])


def _fault(typed: str) -> Fault:
    if not typed:
        return "nothing"
    if typed == SAMPLE.replace("，", ","):
        return "half-width"
    if "\ufffd" in typed or any("\x80" <= character < "\u0250" for character in typed):
        return "encoding"
    return "off" if typed.isascii() else "other"


_ADVICE: Final[dict[Fault, Message]] = {
    "nothing": Message("Type it with your input method, then press Enter."),
    "off": Message("Switch the input method on: letters arrived, no Chinese characters."),
    "half-width": Message("Switch the input method to full-width punctuation."),
    "encoding": Message("Check that terminal and connection use UTF-8."),
    "other": Message("Type exactly this text, the comma in full width."),
}
