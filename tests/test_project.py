"""What pyproject.toml promises: what passes today passes next year, with whatever has come out until then."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from grimp import ImportGraph

from kdeck.tui.shell import ROUTES, load
from tests.contracts import Acyclic

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads(ROOT.joinpath("pyproject.toml").read_text(encoding="utf-8"))
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


@pytest.mark.parametrize(("imports", "kept"), [("ab bc ac", True), ("ab bc ca", False)])
def test_a_circle_of_imports_breaks_the_contract(imports: str, kept: bool) -> None:
    graph = ImportGraph()
    graph.add_module("kdeck")
    for pair in imports.split():
        graph.add_import(importer=f"kdeck.{pair[0]}", imported=f"kdeck.{pair[1]}")
    options = {"name": "", "packages": ["kdeck"]}
    check = Acyclic("", {}, options).check(graph, verbose=False)
    assert check.kept is kept
    assert set(check.metadata.get("circle", ())) == (set() if kept else {"kdeck.a", "kdeck.b", "kdeck.c"})


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_leads_to_something(route: str) -> None:
    assert callable(load(route))


def test_every_route_that_is_asked_for_stands_in_the_table() -> None:
    sources = "".join(file.read_text(encoding="utf-8") for file in ROOT.joinpath("kdeck/tui").rglob("*.py"))
    asked = re.findall(r'(?:\bload\(|\.show\(|ask\(load, |"open:)"?([a-z ]+)"', sources)
    assert set(asked) <= set(ROUTES)
    assert len(asked) > 30
