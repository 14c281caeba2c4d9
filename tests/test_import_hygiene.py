"""What a command loads is what its start costs: checked in a fresh interpreter, by ``sys.modules``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import DECK, SHOP, environment

HEAVY = {
    *("textual", "rich", "pydantic", "pydantic_core", "yaml", "fsrs", "click", "platformdirs"),
    *("asyncio", "dataclasses", "difflib", "hashlib", "importlib.metadata", "inspect", "logging", "pathlib"),
    *("subprocess", "tempfile", "unittest", "uuid"),
}
PROBE = """
import contextlib, io, json, sys
from kdeck.cli.main import main
with contextlib.redirect_stdout(io.StringIO()):
    code = main(sys.argv[1:])
print(json.dumps([code, sorted(sys.modules)]))
"""


@pytest.fixture
def places(tmp_path: Path) -> list[str]:
    """A home and a library whose files have stood for a while: those just written are read again to be sure."""
    decks = tmp_path / "decks"
    decks.mkdir()
    (decks / "shop.yaml").write_text(SHOP, encoding="utf-8")
    (decks / "basics.yaml").write_text(DECK, encoding="utf-8")
    for file in decks.iterdir():
        os.utime(file, (1_700_000_000, 1_700_000_000))
    return ["--home", str(tmp_path / "home"), "--decks", str(decks)]


def loaded(*words: str) -> set[str]:
    """The modules loaded by one command that has to succeed."""
    command = [sys.executable, "-c", PROBE, *words]
    ran = subprocess.run(command, input="", capture_output=True, text=True, check=True, env=environment())
    code, modules = json.loads(ran.stdout)
    assert code == 0, ran.stderr
    return set(modules)


def test_due_on_an_unchanged_library_loads_nothing_heavy(places: list[str]) -> None:
    loaded(*places, "study", "--plain", "--learner", "amy")
    assert loaded(*places, "due") & HEAVY == set()


def test_due_with_a_go_live_date_loads_no_forecast_that_is_kept_and_nothing_heavy_at_all(places: list[str]) -> None:
    loaded(*places, "goal", "2026-12-14", "--learner", "amy", "--at", "2026-11-23")
    at = ("--at", "2026-11-23")
    assert loaded(*places, "due", *at) & {*HEAVY, "random", "statistics", "kdeck.core.plan.course"} == set()
    assert loaded(*places, "due", "--at", "2026-11-24") & (HEAVY - {"hashlib"}) == set()
    loaded(*places, "goal", "none", *at)
    assert "kdeck.core.plan.forecast" not in loaded(*places, "due", *at)


@pytest.mark.parametrize(
    "words", [("check",), ("due",), ("cards",), ("study", "--plain"), ("doctor",), ("log",), ("chat", "history")]
)
def test_only_the_app_loads_textual(places: list[str], words: tuple[str, ...]) -> None:
    modules = loaded(*places, *words)
    assert not {name for name in modules if name.partition(".")[0] in ("textual", "rich")}


def test_log_and_settings_load_neither_decks_nor_schedule(places: list[str]) -> None:
    loaded(*places, "study", "--plain", "--learner", "amy")
    for command in ("log", "settings"):
        assert loaded(*places, command) & {"yaml", "pydantic", "fsrs"} == set()


def test_only_the_command_asked_for_is_imported(places: list[str]) -> None:
    modules = {name for name in loaded(*places, "due") if name.startswith("kdeck.cli.")}
    assert "kdeck.cli.due" in modules
    assert not modules & {"kdeck.cli.check", "kdeck.cli.study", "kdeck.cli.doctor", "kdeck.cli.app"}


@pytest.mark.parametrize("layer", ["core", "journal.base", "journal.sqlite", "decks.library", "trainer.trainer"])
def test_layers_below_the_app_load_no_textual(layer: str) -> None:
    code = f"import sys, kdeck.{layer}; assert not any(name.startswith(('textual', 'rich')) for name in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env=environment())
