"""An installed wheel in an environment of its own, and whole processes timed from start to exit."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
_PROBE = (
    "import sys; sys.path.append(sys.argv[1])\n"  # behind the installed packages: the wheel is what is measured
    "import importlib, json, kdeck\n"
    "assert kdeck.__file__.startswith(sys.prefix), kdeck.__file__\n"
    "module, _, name = sys.argv[2].partition(':')\n"
    "print(json.dumps(getattr(importlib.import_module(module), name)(*json.loads(sys.argv[3]))))\n"
)


class Run(NamedTuple):
    """One process. seconds: from before its start until it had ended. peak: most memory it held, in bytes."""

    seconds: float
    peak: int


class ProbeFailed(Exception):
    """A measured process ended with an exit code that was not asked for."""


def environment() -> dict[str, str]:
    """What measured processes see: bytecode is written, the terminal is an ordinary one."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KDECK", "TEXTUAL"))}
    return kept | {"TERM": "xterm-256color", "COLORTERM": "truecolor", "LC_ALL": "C.UTF-8"}


class Venv:
    """A fresh environment with kdeck installed as a wheel, compiled to bytecode."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = str(folder / "bin" / "python")
        self.kdeck = str(folder / "bin" / "kdeck")

    def make(self, extra: Sequence[str] = ()) -> None:
        """Create it where there is none, and install this checkout and ``extra`` packages."""
        if not self.folder.exists():
            _call([sys.executable, "-m", "venv", str(self.folder)])
        pip = [self.python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        _call([*pip, str(ROOT), *extra])
        _call([*pip, "--force-reinstall", "--no-deps", str(ROOT)])

    def probe(self, function: str, *arguments: Any) -> Any:
        """What ``module:function`` gives when called in a new process of this environment; all JSON-able."""
        words = [self.python, "-P", "-c", _PROBE, str(ROOT), f"tests.bench.{function}", json.dumps(arguments)]
        return json.loads(_call(words))


def run(argv: list[str], *, codes: Sequence[int] = (0,), output: Path | None = None) -> Run:
    """Run a program to its end and time it; ``ProbeFailed`` where its exit code is not one of ``codes``."""
    target = os.open(output or os.devnull, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        begun = time.perf_counter()
        child = os.posix_spawn(argv[0], argv, environment(), file_actions=[(os.POSIX_SPAWN_DUP2, target, 1)])
        _pid, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - begun
    finally:
        os.close(target)
    if os.waitstatus_to_exitcode(status) not in codes:
        raise ProbeFailed(f"{' '.join(argv[:4])}: exit code {os.waitstatus_to_exitcode(status)}")
    return Run(seconds, peak_of(usage.ru_maxrss))


def peak_of(maximum: int) -> int:
    """``ru_maxrss`` in bytes: kilobytes everywhere but on macOS."""
    return maximum if sys.platform == "darwin" else maximum * 1024


def _call(argv: Sequence[str], env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(argv, env=dict(env or environment()), capture_output=True, text=True, cwd="/", check=False)
    if done.returncode:
        raise ProbeFailed(f"{' '.join(argv[:4])}: {done.stderr.strip()[-2000:]}")
    return done.stdout
