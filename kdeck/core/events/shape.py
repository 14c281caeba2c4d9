"""What a JSON value has to be, said once: a shape looks at a value and names what does not fit, without copying it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from kdeck.core.clean import clean_line
from kdeck.core.message import Message, series


class Fault(NamedTuple):
    """What does not fit. path: where, such as ``figures.net``; words: what should stand there."""

    path: str
    words: Message

    def within(self, name: str) -> Fault:
        """The same, seen from outside of ``name``."""
        return Fault(f"{name}.{self.path}" if self.path else name, self.words)

    @property
    def message(self) -> Message:
        """The reason in a sentence."""
        return Message("{key} must be {words}.", key=clean_line(self.path) or "body", words=self.words)


Shape = Callable[[Any], Fault | None]
"""``None`` where a value fits."""

_LIMIT: Final = 1 << 63
_LARGEST: Final = 1e18
_DEPTH: Final = 16
_LISTED: Final = 100_000
_SHOWN: Final = 60
"""Characters of a key that are shown."""


def whole(low: int, high: int) -> Shape:
    """A whole number within bounds, both included."""
    fault = Fault("", Message("a whole number from {low} to {high}", low=low, high=high))
    return lambda value: None if type(value) is int and low <= value <= high else fault


def number(low: float, high: float) -> Shape:
    """Any number within bounds, both included; never NaN or infinite."""
    fault = Fault("", Message("a number from {low} to {high}", low=low, high=high))
    return lambda value: None if type(value) in (int, float) and low <= value <= high else fault


def text(value: Any) -> Fault | None:
    """A text. The size of the whole body bounds its length."""
    return None if type(value) is str else _TEXT


def name(value: Any) -> Fault | None:
    """A text that says something, short enough for one line."""
    return None if type(value) is str and 0 < len(value) <= LONGEST_NAME and not value.isspace() else _NAME


def truth(value: Any) -> Fault | None:
    """True or false."""
    return None if value is True or value is False else _TRUTH


def one_of(*values: str) -> Shape:
    """One of these texts."""
    fault = Fault("", Message("one of: {choices}", choices=series(values)))
    return lambda value: None if type(value) is str and value in values else fault


def maybe(shape: Shape) -> Shape:
    """Null, or what fits a shape."""
    return lambda value: None if value is None else shape(value)


def listed(shape: Shape, most: int = _LISTED, least: int = 0) -> Shape:
    """A list of so many values of one shape."""
    fault = Fault("", Message("a list of {least} to {most}", least=least, most=most))

    def check(value: Any) -> Fault | None:
        if type(value) is not list or not least <= len(value) <= most:
            return fault
        for place, each in enumerate(value):
            if (found := shape(each)) is not None:
                return found.within(str(place))
        return None

    return check


def row(*shapes: Shape) -> Shape:
    """A list with one value for each of these shapes."""
    fault = Fault("", Message("a list of {least} to {most}", least=len(shapes), most=len(shapes)))

    def check(value: Any) -> Fault | None:
        if type(value) is not list or len(value) != len(shapes):
            return fault
        for place, (shape, each) in enumerate(zip(shapes, value, strict=True)):
            if (found := shape(each)) is not None:
                return found.within(str(place))
        return None

    return check


def mapping(shape: Shape) -> Shape:
    """An object whose values are of one shape, whatever their names."""

    def check(value: Any) -> Fault | None:
        if type(value) is not dict:
            return _OBJECT
        for key, each in value.items():
            if (found := shape(each)) is not None:
                return found.within(str(key)[:_SHOWN])
        return None

    return check


def record(needed: Mapping[str, Shape], known: Mapping[str, Shape] | None = None) -> Shape:
    """An object with these fields; ``known`` ones may be left out. What else it says must be ``plain``.

    A newer kdeck may say more; what it says is kept, and harms nobody who does not read it.
    """
    fields = {**needed, **(known or {})}
    names = tuple(needed)

    def check(value: Any) -> Fault | None:
        if type(value) is not dict:
            return _OBJECT
        for key in names:
            if key not in value:
                return Fault(key, _THERE)
        for key, each in value.items():
            if (found := fields.get(key, plain)(each)) is not None:
                return found.within(str(key)[:_SHOWN])
        return None

    return check


def plain(value: Any) -> Fault | None:
    """Any JSON that no reader can stumble over: numbers of a usual size, nothing nested deeply."""
    return _plain(value, _DEPTH)


def _plain(value: Any, depth: int) -> Fault | None:
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return None
    if kind is int or kind is float:
        return None if (-_LIMIT <= value < _LIMIT if kind is int else -_LARGEST <= value <= _LARGEST) else _NUMBER
    if not depth or kind not in (list, dict):
        return _SIMPLE
    for key, each in enumerate(value) if kind is list else value.items():
        if (found := _plain(each, depth - 1)) is not None:
            return found.within(str(key)[:_SHOWN])
    return None


LONGEST_NAME: Final = 1000
"""Characters of what is shown in one line: ids, names, titles."""
_TEXT: Final = Fault("", Message("a text"))
_NAME: Final = Fault("", Message("a text of 1 to {most} characters", most=LONGEST_NAME))
_TRUTH: Final = Fault("", Message("true or false"))
_OBJECT: Final = Fault("", Message("a JSON object"))
_THERE: Final = Message("there")
_NUMBER: Final = Fault("", Message("a number that can be reckoned with"))
_SIMPLE: Final = Fault("", Message("JSON that is not nested deeply"))
