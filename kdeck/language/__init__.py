"""Texts in the reader's language. The only place that knows gettext's catalogues.

``_("…")`` translates a literal now, ``N_("…")`` only marks it, ``render(message)`` translates a ``Message``.
English is the source; the language can be changed while the app runs, so translate late, never at import.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Final, Literal

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message, series

Language = Literal["zh", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("zh", "en")
_LOCALE: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib costs an import
_CATALOGUES: Final[dict[Language, str]] = {"zh": "zh_Hans"}

_translate: Callable[[str], str] = str
_current: Language = "en"


def checked(locale: str = _LOCALE) -> Message | None:
    """What to say of a catalogue that is older than its source; ``KdeckError`` where it was never compiled.

    Only a checkout holds the source, ``kdeck.po``: what is installed was compiled when it was built.
    """
    compiled = os.path.join(locale, _CATALOGUES["zh"], "LC_MESSAGES", "kdeck.mo")  # noqa: PTH118
    age, source = _written(compiled), _written(compiled.removesuffix(".mo") + ".po")
    cure = Message("Build kdeck in its folder: python -m pip install -e .")
    if age is None:
        raise KdeckError(Message("The Chinese texts are not compiled: {file} is missing", file=compiled), cure)
    if source is None or source <= age:
        return None
    return Message("The Chinese texts were compiled before kdeck.po was changed. {cure}", cure=cure)


def _written(path: str) -> int | None:
    """When a file was written; ``None`` when there is none."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return None


def use(language: Language) -> None:
    """Translate into ``language`` from now on, in the whole process."""
    global _translate, _current
    _current = language
    _translate = _catalogue(language)


def current() -> Language:
    """The language in use."""
    return _current


def _(text: str) -> str:
    """``text`` in the language in use."""
    return _translate(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a mark
    """Mark ``text`` for the catalogue; translate it later with ``_``."""
    return text


def render(message: Message) -> str:
    """A message in the language in use."""
    return message.render(_)


def labelled(label: str, text: str) -> str:
    """A label and what it stands for, with the colon of the language in use."""
    return _("{label}: {text}").format(label=label, text=text)


def together(parts: Iterable[str]) -> str:
    """Several answers in one line, with the separator of the language in use."""
    return _("; ").join(parts)


def listed(texts: Iterable[str]) -> str:
    """Several words or ids in one line, likewise."""
    found = series(texts)
    return found if isinstance(found, str) else render(found)


def preferred(environ: dict[str, str] | None = None) -> Language:
    """The language that the environment asks for: Chinese when its locale says so, else English.

    ``KDECK_LANG`` comes first, then LC_ALL, LC_MESSAGES and LANG; on Windows, where these are unset, the system's.
    """
    values = os.environ if environ is None else environ
    for name in ("KDECK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = values.get(name, "")
        if asked and asked not in ("C", "C.UTF-8", "POSIX"):
            return "zh" if asked.lower().startswith("zh") else "en"
    return _system_language()


def _system_language() -> Language:
    if os.name != "nt":
        return "en"
    import locale

    name = locale.getlocale()[0] or ""
    return "zh" if name.lower().startswith(("zh", "chinese")) else "en"


@lru_cache(maxsize=len(LANGUAGES))
def _catalogue(language: Language) -> Callable[[str], str]:
    if language not in _CATALOGUES:
        return str
    import gettext

    return gettext.translation("kdeck", _LOCALE, [_CATALOGUES[language]]).gettext
