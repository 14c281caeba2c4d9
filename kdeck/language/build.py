"""Compiles the catalogues whenever kdeck is built, for a wheel or in place: gettext reads compiled ones only.

hatchling runs this file by its path, so it imports nothing of kdeck; wheels leave it out, and the catalogues' sources.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path
from shutil import rmtree
from typing import Any, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CATALOGUES: Final = "kdeck/language/locale"
_STAMP: Final = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
"""Babel stamps what it writes: with a fixed time one source gives one wheel."""


def compile_catalogue(source: Path) -> Path:
    """Put the compiled catalogue beside its source, in one step."""
    with source.open("rb") as file:
        catalogue = read_po(file)
    catalogue.creation_date = catalogue.revision_date = _STAMP
    fresh = source.with_suffix(f".{os.getpid()}")
    with fresh.open("wb") as file:
        write_mo(file, catalogue)
    return fresh.replace(source.with_suffix(".mo"))


class Catalogues(BuildHookInterface[Any]):
    """hatchling's hook: version is "standard" for a wheel, "editable" for an install in place."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        """Compile every catalogue, before files are gathered; what was compiled of one that is gone goes."""
        for compiled in list(Path(self.root, CATALOGUES).rglob("*.mo")):
            if not compiled.with_suffix(".po").exists():
                rmtree(compiled.parents[1])
        for source in Path(self.root, CATALOGUES).rglob("*.po"):
            compile_catalogue(source)
