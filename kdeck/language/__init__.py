"""Texts in the reader's language. The only place that knows gettext's catalogues.

``_("…")`` translates a literal now, ``N_("…")`` only marks it, ``render(message)`` translates a ``Message``.
English is the source; the language can be changed while the app runs, so translate late, never at import. A further
language is a folder with its catalogue, ``locale/<code>/LC_MESSAGES/kdeck.po``, and nothing else.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from kdeck.core.errors import KdeckError
from kdeck.core.message import Message, series

if TYPE_CHECKING:
    from gettext import NullTranslations

Language = str
"""The code of a language, as its catalogue's folder is named: ``zh``."""
SOURCE: Final = "en"
_LOCALE: Final = os.path.join(os.path.dirname(__file__), "locale")  # noqa: PTH118, PTH120 - pathlib costs an import

_current: Language = SOURCE


def languages() -> tuple[Language, ...]:
    """Every language that has a catalogue, then English."""
    return (*sorted(os.listdir(_LOCALE)), SOURCE)  # noqa: PTH208 - likewise


def own_name(language: Language) -> str:
    """What a language calls itself: its catalogue's translation of "English"."""
    return _catalogue(language).gettext(N_("English"))


def tag(language: Language) -> str:
    """The language as HTML names it (BCP 47): ``zh-Hans``."""
    return _catalogue(language).info().get("language", language).replace("_", "-")


def checked() -> dict[Language, Message]:
    """What to say of a catalogue that is older than its source; ``KdeckError`` where one was never compiled.

    Only a checkout holds the source, ``kdeck.po``: what is installed was compiled when it was built.
    """
    older = {}
    for language in languages()[:-1]:
        compiled = os.path.join(_LOCALE, language, "LC_MESSAGES", "kdeck.mo")  # noqa: PTH118
        age, source = _written(compiled), _written(compiled.removesuffix(".mo") + ".po")
        cure = Message("Build kdeck in its folder: python -m pip install -e .")
        if age is None:
            raise KdeckError(Message("The catalogue of texts is not compiled: {file} is missing", file=compiled), cure)
        if source is not None and source > age:
            older[language] = Message("The texts were compiled before kdeck.po was changed. {cure}", cure=cure)
    return older


def _written(path: str) -> int | None:
    """When a file was written; ``None`` when there is none."""
    try:
        return os.stat(path).st_mtime_ns  # noqa: PTH116
    except OSError:
        return None


def use(language: Language) -> None:
    """Translate into ``language`` from now on, in the whole process."""
    global _current
    _catalogue(language)
    _current = language


def current() -> Language:
    """The language in use."""
    return _current


def _(text: str) -> str:
    """``text`` in the language in use."""
    return _catalogue(_current).gettext(text) if text else ""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for a mark
    """Mark ``text`` for the catalogue; translate it later with ``_``."""
    return text


def render(message: Message) -> str:
    """A message in the language in use."""
    return message.render(_, _catalogue(_current).ngettext)


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
    """The language that the environment asks for, as far as there is a catalogue; else English.

    ``KDECK_LANG`` comes first, then LC_ALL, LC_MESSAGES and LANG; on Windows, where these are unset, the system's.
    """
    values = os.environ if environ is None else environ
    for name in ("KDECK_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        asked = values.get(name, "")
        if asked and asked not in ("C", "C.UTF-8", "POSIX"):
            return nearest(asked)
    return nearest(_system_language())


def nearest(asked: str) -> Language:
    """The language nearest to what a locale or a tag names, ``zh_CN.UTF-8`` or ``zh-Hans``; else English."""
    parts = asked.lower().replace("-", "_").split(".")[0].split("_")
    names = {"_".join(parts[:count]) for count in range(1, len(parts) + 1)}
    return max((known for known in languages() if known.lower() in names), key=len, default=SOURCE)


def _system_language() -> str:
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), SOURCE)
    return SOURCE


@lru_cache
def _catalogue(language: Language) -> NullTranslations:
    """What gettext gives for a language; the source needs no catalogue."""
    import gettext

    if language == SOURCE:
        return gettext.NullTranslations()
    return gettext.translation("kdeck", _LOCALE, [language])
