"""A learner's settings: read from the journal, checked, with defaults that suit a first day."""

from __future__ import annotations

from typing import Any, Final, Literal, NamedTuple, get_args

from kdeck.core.errors import UsageError
from kdeck.core.message import Message, series
from kdeck.journal.base import Journal
from kdeck.language import Language, languages

Theme = Literal["dark", "light"]
Width = Literal["strict", "lenient"]


class Settings(NamedTuple):
    """What a learner may change.

    new_per_day, reviews_per_day: cards; as long as the first is not set, the shop's path asks for as many as it takes.
    typing_width: whether a sign in the other width is wrong in typing runs.
    target_characters, target_words: speed to reach in typing practice, a minute; 0 is that of the next grade.
    """

    language: Language | Literal["auto"] = "auto"
    theme: Theme = "dark"
    four_buttons: bool = False
    show_timer: bool = True
    new_per_day: int = 15
    reviews_per_day: int = 150
    typing_width: Width = "strict"
    target_characters: int = 0
    target_words: int = 0


_WELCOMED: Final = "welcomed"

LIMITS: Final = {
    "new_per_day": (0, 500),
    "reviews_per_day": (10, 2000),
    "target_characters": (0, 300),
    "target_words": (0, 150),
}
CHOICES: Final = {"theme": get_args(Theme), "typing_width": get_args(Width)}


def load(journal: Journal) -> Settings:
    """The settings stored in a journal; what is missing or damaged takes its default."""
    settings = Settings()
    for name in Settings._fields:
        text = journal.setting(name)
        if text is None:
            continue
        try:
            settings = settings._replace(**{name: parse(name, text)})
        except UsageError:
            continue  # a value from a newer version must not keep anyone from studying
    return settings


def is_own(journal: Journal, name: str) -> bool:
    """Whether the learner has set this one."""
    return journal.setting(name) is not None


def store(journal: Journal, name: str, value: Any) -> None:
    """Store one setting; ``UsageError`` when the value is out of bounds."""
    journal.set_setting(name, _text(parse(name, _text(value))))


def is_new(journal: Journal) -> bool:
    """Whether nothing has been done in a journal and nobody has been welcomed to it."""
    return journal.count() == 0 and journal.setting(_WELCOMED) is None


def note_welcome(journal: Journal) -> None:
    """Somebody has been welcomed: never again."""
    journal.set_setting(_WELCOMED, "yes")


def parse(name: str, text: str) -> Any:
    """The value that ``text`` stands for; ``UsageError`` with what is allowed."""
    if name in LIMITS:
        return _number(name, text)
    if choices := ("auto", *languages()) if name == "language" else CHOICES.get(name):
        if text in choices:
            return text
        raise UsageError(Message("{name} must be one of: {choices}", name=name, choices=series(choices)))
    if name in Settings._fields:
        if text in ("yes", "no"):
            return text == "yes"
        raise UsageError(Message("{name} must be yes or no", name=name))
    raise UsageError(Message("There is no setting named {name}", name=name))


def _number(name: str, text: str) -> int:
    low, high = LIMITS[name]
    if text.isdecimal() and len(text) < 10 and low <= int(text) <= high:
        return int(text)
    raise UsageError(Message("{name} must be a number from {low} to {high}", name=name, low=low, high=high))


def _text(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)
