"""What pyproject.toml promises: what passes today passes next year, with whatever has come out until then."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

PROJECT = tomllib.loads(Path(__file__).parents[1].joinpath("pyproject.toml").read_text(encoding="utf-8"))
BUILD: list[str] = PROJECT["build-system"]["requires"]
RUN: list[str] = PROJECT["project"]["dependencies"]
EXTRAS: dict[str, list[str]] = PROJECT["project"]["optional-dependencies"]
DATED = {"regex"}
"""Released by date: no release says that it is incompatible. Tests and types take a certain one."""


def name(requirement: str) -> str:
    """The package that a requirement asks for."""
    return re.split(r"[<>=~!; \[]", requirement, maxsplit=1)[0]


def test_every_dependency_is_bound_to_a_compatible_release() -> None:
    asked = [*BUILD, *RUN, *(one for extra in EXTRAS.values() for one in extra)]
    assert {name(one) for one in asked if not re.search("<|==|~=", one)} == DATED
    assert {name(one) for one in EXTRAS["test"]} >= DATED


def test_the_tests_compile_catalogues_with_what_a_build_compiles_them_with() -> None:
    assert set(BUILD) <= set(EXTRAS["test"])
