"""Which files make up a library, and where the library is. Reads folders and, for its language, a line of shop.yaml."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from kdeck.core.errors import Finding, Level, LibraryError, reason_of
from kdeck.core.message import Message
from kdeck.core.strings import clean_line

SHOPS: Final = ("shop.yaml", "shop.yml")
"""The file about the shop, in the library's own folder; it is the first file of a library."""
SUFFIXES: Final = (".yaml", ".yml")
CHARTS: Final = ".csv"
"""What the size charts end in that decks may name."""
MOST_ENTRIES: Final = 200_000
"""Entries of all folders together beyond which a path is no library but, say, somebody's whole disk."""

_SHOP_LEVELS = 3
_LANG = rb"""^(?:\xef\xbb\xbf)?lang[ \t]*:[ \t]*["']?([A-Za-z]{2,8})"""
_SAID_WITHIN = 1 << 16


Stamp = tuple[int, int, int]
"""Size in bytes, modification time in nanoseconds, inode."""


class File(NamedTuple):
    """A file of a library. name: relative to the library, ``/`` between parts, fit to be shown."""

    name: str
    path: str
    stamp: Stamp


class Found(NamedTuple):
    """The files of a library. root: the folder, or the one file; files: its decks in order of their names.

    charts: CSV files, which count where a deck names them as size charts.
    """

    root: str
    shop: File | None
    files: tuple[File, ...]
    findings: tuple[Finding, ...]
    charts: tuple[File, ...] = ()

    @property
    def everything(self) -> tuple[File, ...]:
        """All files, shop.yaml first, charts last."""
        return (*(() if self.shop is None else (self.shop,)), *self.files, *self.charts)

    @property
    def alone(self) -> bool:
        """Whether one file was named, not a folder."""
        return len(self.files) == 1 and self.files[0].path == self.root


def discover(path: str) -> Found:
    """The files of the library at ``path``: a folder, or one deck file.

    Raises ``LibraryError`` when there is nothing to read. Links are not followed into folders, so a circle ends.
    """
    root = os.path.abspath(path)
    mode = _mode(root)
    if stat.S_ISREG(mode) and os.path.basename(root).lower() in SHOPS:
        root = os.path.dirname(root)
    elif stat.S_ISREG(mode):
        return _single(root)
    elif not stat.S_ISDIR(mode):
        raise LibraryError(Message("{path} is neither a folder nor a deck file", path=clean_line(root)), _how_to_name())
    walk = _Walk(root)
    walk.run()
    if not walk.files:
        raise LibraryError(
            Message("There is no deck in {path}", path=clean_line(root)),
            Message("A deck is a file that ends in .yaml; kdeck init writes a first one"),
        )
    if walk.shop is None:
        walk.note("shop.yaml", "warning", "no-shop", Message("There is no shop.yaml: default settings are used"))
    files, charts = (tuple(sorted(found, key=lambda file: file.name)) for found in (walk.files, walk.charts))
    return Found(root, walk.shop, files, tuple(walk.findings), charts)


def editions(path: str) -> list[str]:
    """The folders of the editions at ``path``, in order of their names; none when it is one library itself."""
    if _shop_in(path) is not None:
        return []
    try:
        with os.scandir(path) as entries:
            names = sorted(e.name for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith("."))
    except (OSError, ValueError):
        return []  # ``discover`` says what is wrong with the path
    return [folder for name in names if _shop_in(folder := os.path.join(path, name)) is not None]


def choose(path: str, language: str | None) -> str:
    """The library at ``path``: of several editions the one whose shop speaks ``language``, else the first."""
    found = editions(path)
    fitting = (folder for folder in found if _language_of(folder) == language)
    return next(fitting, found[0]) if found else path


def default_library(explicit: str | None, cwd: str) -> str:
    """The path that was named, else ``decks`` in the working folder, else the demonstration shop."""
    if explicit is not None:
        return os.path.join(cwd, explicit)
    own = os.path.join(cwd, "decks")
    if os.path.isdir(own):
        return own
    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    demo = os.path.join(package, "demo")
    return demo if os.path.isdir(demo) else os.path.join(os.path.dirname(package), "decks")


def outside_editions(path: str) -> list[Finding]:
    """A warning for every deck file at ``path`` that belongs to none of its editions."""
    walk = _Walk(os.path.abspath(path))
    walk.run()
    inside = tuple(f"{os.path.basename(folder)}/" for folder in editions(path))
    message = Message("This file stands beside the editions and belongs to none of them")
    stray = sorted(file.name for file in walk.files if not file.name.startswith(inside))
    return [Finding(name, 1, 1, "warning", "outside-editions", message) for name in stray]


def stamp_of(status: os.stat_result) -> Stamp:
    """What tells a changed file from an unchanged one without reading it."""
    return status.st_size, status.st_mtime_ns, status.st_ino


class _Walk:
    """One pass through a library's folders."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.files: list[File] = []
        self.charts: list[File] = []
        self.shop: File | None = None
        self.findings: list[Finding] = []
        self._real = os.path.realpath(root)
        self._entries = 0

    def run(self) -> None:
        folders, seen = [(self.root, "")], set()
        while folders:
            path, prefix = folders.pop()
            try:
                status = os.stat(path)
                with os.scandir(path) as scan:
                    entries = sorted(scan, key=lambda entry: entry.name)
            except OSError as error:
                if not prefix:
                    raise _unreadable(path, error) from error
                self._unreadable(prefix.rstrip("/"), error)
                continue
            if (status.st_dev, status.st_ino) in seen:
                continue  # a junction or a bind mount that leads back
            seen.add((status.st_dev, status.st_ino))
            self._entries += len(entries)
            if self._entries > MOST_ENTRIES:
                raise LibraryError(Message("{path} holds too many files for a library", path=clean_line(self.root)))
            folders += [(folder, f"{prefix}{name}/") for folder, name in self._folders(entries, prefix)]

    def note(self, name: str, level: Level, code: str, message: Message) -> None:
        self.findings.append(Finding(clean_line(name), 1, 1, level, code, message))

    def _folders(self, entries: list[os.DirEntry[str]], prefix: str) -> Iterator[tuple[str, str]]:
        """Take in the files among ``entries`` and yield the folders."""
        for entry in entries:
            name = prefix + entry.name
            if entry.is_symlink():
                self._link(entry.path, name)
            elif entry.is_dir(follow_symlinks=False):
                if not entry.name.startswith("."):
                    yield entry.path, entry.name
                elif _holds_decks(entry.path):
                    self._hidden(name)
            elif _is_deck(entry.name):
                self._take(entry.path, name)
            elif _is_chart(entry.name):
                self.take_chart(entry.path, name)

    def _link(self, path: str, name: str) -> None:
        """A link within the library only counts where it shows a file that is not read in its own place."""
        deck, chart = _is_deck(name), _is_chart(name)
        if not deck and not chart and not os.path.isdir(path):
            return
        try:
            target = os.path.realpath(path, strict=True)
        except OSError as error:
            self._unreadable(name, error)
            return
        inner = os.path.relpath(target, self._real) if target.startswith(os.path.join(self._real, "")) else ""
        hidden = any(part.startswith(".") for part in inner.split(os.sep))
        if not inner and target != self._real:
            self.note(name, "warning", "link-outside", Message("A link that leaves the library is ignored"))
        elif os.path.isdir(target):
            if hidden:
                self._hidden(name)
        elif chart:
            self.take_chart(path, name)
        elif hidden or not _is_deck(target):
            self._take(path, name)

    def _take(self, path: str, name: str) -> None:
        base = name.rpartition("/")[2]
        try:
            status = os.stat(path)
        except OSError as error:
            self._unreadable(name, error)
            return
        file = File(clean_line(name), path, stamp_of(status))
        if base.startswith("."):
            self._hidden(name)
        elif not stat.S_ISREG(status.st_mode):
            self.note(name, "warning", "no-file", Message("This is not a regular file and is ignored"))
        elif base.lower() not in SHOPS:
            self.files.append(file)
        elif name == base and self.shop is None:
            self.shop = file._replace(name=base.lower())
        else:
            self.note(name, "error", "second-shop", Message("A library has one shop.yaml: this one is not read"))

    def take_chart(self, path: str, name: str) -> None:
        """A table that cannot be read is missed by the deck that names it, and by no other."""
        try:
            status = os.stat(path)
        except OSError:
            return
        if stat.S_ISREG(status.st_mode) and not name.rpartition("/")[2].startswith("."):
            self.charts.append(File(clean_line(name), path, stamp_of(status)))

    def _hidden(self, name: str) -> None:
        self.note(name, "warning", "hidden", Message("Hidden files and folders are ignored"))

    def _unreadable(self, name: str, error: OSError) -> None:
        self.note(name, "error", "unreadable", unreadable(error))


def unreadable(error: OSError) -> Message:
    """What to say of a file or folder that the system does not let us read."""
    return Message("This cannot be read: {reason}", reason=reason_of(error))


def _single(path: str) -> Found:
    """A library of one file, with the shop.yaml of its nearest parent folder."""
    if not _is_deck(path):
        raise LibraryError(Message("{path} is not a deck file", path=clean_line(path)), _how_to_name())
    shop = shop_near(path)
    home = os.path.dirname(path if shop is None else shop.path)
    name = os.path.relpath(path, home).replace(os.sep, "/")
    try:
        file = File(clean_line(name), path, stamp_of(os.stat(path)))
    except OSError as error:
        raise _unreadable(path, error) from error
    return Found(path, shop, (file,), (), _charts_around(path, home, whole=shop is not None))


def _charts_around(path: str, home: str, *, whole: bool) -> tuple[File, ...]:
    """The charts that a single deck can name: of the shop's ``whole`` library, else those beside the deck."""
    walk = _Walk(home)
    if whole:
        walk.run()
    else:
        with suppress(OSError), os.scandir(os.path.dirname(path)) as scan:
            for entry in scan:
                if _is_chart(entry.name) and not entry.is_symlink():
                    walk.take_chart(entry.path, entry.name)
    return tuple(sorted(walk.charts, key=lambda file: file.name))


def shop_near(path: str) -> File | None:
    """The shop.yaml that holds for a file: the nearest in its folder and those above."""
    for _ in range(_SHOP_LEVELS):
        path = os.path.dirname(path)
        if (shop := _shop_in(path)) is not None:
            return shop
    return None


def _shop_in(folder: str) -> File | None:
    for name in SHOPS:
        path = os.path.join(folder, name)
        try:
            status = os.stat(path)
        except (OSError, ValueError):
            continue  # not there, which is what is asked
        if stat.S_ISREG(status.st_mode):
            return File(name, path, stamp_of(status))
    return None


def _language_of(folder: str) -> str:
    """The language of an edition: of its shop.yaml, else the folder's own name."""
    shop = _shop_in(folder)
    return (said_in(shop.path if shop else folder, _LANG) or os.path.basename(folder)).lower()[:2]


def said_in(path: str, pattern: bytes) -> str:
    """What a line near the beginning of a file says, the first group of ``pattern``; empty where none does."""
    try:
        with open(path, "rb") as file:
            match = re.search(pattern, file.read(_SAID_WITHIN), re.MULTILINE)
    except OSError:
        return ""  # whoever reads the library reports it
    return match[1].decode() if match else ""


def _mode(path: str) -> int:
    try:
        return os.stat(path).st_mode
    except (FileNotFoundError, NotADirectoryError, ValueError) as error:
        raise LibraryError(
            Message("There is no folder or file {path}", path=clean_line(path)), _how_to_name()
        ) from error
    except OSError as error:
        raise _unreadable(path, error) from error


def _how_to_name() -> Message:
    return Message("Name a folder with decks in it, or one .yaml file")


def _unreadable(path: str, error: OSError) -> LibraryError:
    return LibraryError(Message("{path} cannot be read: {reason}", path=clean_line(path), reason=reason_of(error)))


def _is_deck(name: str) -> bool:
    return name.lower().endswith(SUFFIXES)


def _is_chart(name: str) -> bool:
    return name.lower().endswith(CHARTS)


def _holds_decks(folder: str) -> bool:
    """Whether a hidden folder is worth a word: ``.git`` is not."""
    try:
        return any(_is_deck(name) for name in os.listdir(folder))
    except OSError:
        return False
