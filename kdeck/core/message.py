"""A text for a person, kept as template and values until someone knows the reader's language.

``Message("{count} cards", count=3)``: the English template is the catalogue's key (gettext's msgid).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any


class Message:
    """A translatable text. ``str()`` gives English; ``render`` another language."""

    __slots__ = ("template", "values")

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template = template
        self.values = values

    def render(self, translate: Callable[[str], str]) -> str:
        """The text in the language of ``translate`` (a gettext function)."""
        values = {
            key: value.render(translate) if isinstance(value, Message) else value for key, value in self.values.items()
        }
        return translate(self.template).format(**values)

    def __str__(self) -> str:
        return self.render(lambda template: template)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.template, self.values) == (other.template, other.values)

    def __hash__(self) -> int:
        return hash((self.template, str(self)))


def series(texts: Iterable[Message | str], /) -> Message | str:
    """Several words, ids or values in one line, between them the separator of the reader's language."""
    listed = list(texts)
    if len(listed) < 2:
        return listed[0] if listed else ""
    middle = len(listed) // 2  # halves, lest a long list is nested as deeply as it is long
    return Message("{one}, {next}", one=series(listed[:middle]), next=series(listed[middle:]))
