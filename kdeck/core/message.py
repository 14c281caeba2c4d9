"""A text for a person, kept as template and values until someone knows the reader's language.

``Message("{deck} is empty", deck="a")``: the English template is the catalogue's key (gettext's msgid).
``counted("{count} card", "{count} cards", 3)``: the same with a plural (gettext's msgid_plural).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Translate = Callable[[str], str]
Choose = Callable[[str, str, int], str]


class Message:
    """A translatable text. ``str()`` gives English; ``render`` another language.

    plural: the template where ``count`` is not 1, for a text that has two of them.
    """

    __slots__ = ("count", "plural", "template", "values")

    def __init__(self, template: str, /, **values: Any) -> None:
        self.template = template
        self.values = values
        self.plural: str | None = None
        self.count = 1

    def render(self, translate: Translate, choose: Choose | None = None) -> str:
        """The text in the language of ``translate`` and ``choose``, gettext's and ngettext's; plurals are English."""
        values = {
            key: value.render(translate, choose) if isinstance(value, Message) else value
            for key, value in self.values.items()
        }
        if self.plural is None:
            return translate(self.template).format(**values)
        return (choose or _english)(self.template, self.plural, self.count).format(**values)

    def __str__(self) -> str:
        return self.render(lambda template: template)

    def __repr__(self) -> str:
        return f"Message({str(self)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts == other._parts

    def __hash__(self) -> int:
        return hash((self.template, str(self)))

    @property
    def _parts(self) -> tuple[object, ...]:
        return self.template, self.plural, self.count, self.values


def counted(one: str, many: str, count: int, /, **values: Any) -> Message:
    """A text that holds ``{count}``. one: the template where that is 1. many: the template for all other numbers.

    Languages with other plurals, or none, have theirs in the catalogue.
    """
    message = Message(one, **{"count": count, **values})
    message.plural, message.count = many, count
    return message


def _english(one: str, many: str, count: int) -> str:
    return one if count == 1 else many


def series(texts: Iterable[Message | str], /) -> Message | str:
    """Several words, ids or values in one line, between them the separator of the reader's language."""
    listed = list(texts)
    if len(listed) < 2:
        return listed[0] if listed else ""
    middle = len(listed) // 2  # halves, lest a long list is nested as deeply as it is long
    return Message("{one}, {next}", one=series(listed[:middle]), next=series(listed[middle:]))
