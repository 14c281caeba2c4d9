"""kill -9 at every write: ``python -m tests.chaos.kill_points``, or ``--kills 300`` for so many, evenly spaced.

Each command that writes is run as a process of its own and killed by ``strace`` on entering its Nth write, fsync, or
call that makes, renames, links or removes a file, for each of these calls in turn. What ``kill_checks`` asks for then
holds at once, and again when the same command has been run to its end. Typing runs are typed on a terminal of their
own. Needs ``strace``; without it the exit code is 2.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.chaos.exam_kills import library
from tests.chaos.kill_checks import LEARNER, Found, age_parts, check_after_kill, check_after_rerun, found_in, look_aside
from tests.cli.conftest import environment
from tests.e2e.terminal import Terminal

CALLS = (
    *("write", "pwrite64", "fsync", "fdatasync", "ftruncate", "open", "openat", "creat", "mkdir", "mkdirat", "chmod"),
    *("fchmod", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "rmdir"),
)
_CHANGES = re.compile(r"(?!open)\w+\(|open\w*\(.*O_CREAT")
"""A traced call that changes a disk, or the output: opening does where it makes a file."""
_CHANCE = re.compile(r"write\(\d+<(/dev/|socket:|anon_inode:)")
"""A write to a terminal, or within the process: when it comes is chance, and nothing depends on it."""
_TABLE = "问题,答案\n多久发货？,当天\n包邮吗？,满一百包邮\n"
_LATER = "问题,答案\n多久发货？,次日\n包邮吗？,满一百包邮\n能退吗？,七天\n"
_REPLY = (
    "deck: words\ntitle: 词\nlang: zh-Hans\ncards:\n  - {id: q0, front: 何时发货？, back: 亲，四点前付款当天发货}\n"
)
_SOON = (date.today() + timedelta(days=30)).isoformat()
_TIMEOUT = 120
"""Seconds within which a command has ended, killed or not."""
_TYPIST = """
from kdeck.cli.main import program
from kdeck.tui.screens import typing_run
typing_run._READY = 0.2
raise SystemExit(program())
"""


class Scene(NamedTuple):
    """A command that writes, what is typed to it, and what was done before it.

    done: what it prints only once all is stored. refusal: what it may say, with exit code 2, where it is run again.
    late: a terminal's process is killed at a call after its run has begun.
    """

    name: str
    words: Sequence[str]
    typed: str = ""
    before: Sequence[str] = ()
    done: str = ""
    refusal: str = ""
    late: bool = False


SCENES = (
    Scene("first start", ("study", "--plain"), "答案 0\n答案 1\n"),
    Scene("study", ("study", "--plain"), "\n答案 0\n答案 1\n答案 4\n:u\n", ("study",)),
    Scene("exam", ("exam", "--plain"), "\n答案 0\n不知道\n答案 2\n答案 3\n", (), "assed: ", "can be sat again from"),
    Scene("goal", ("goal", _SOON), "", ("study",), "Live in"),
    Scene("import", ("import", "table.csv", "--deck", "table"), "", (), " added, "),
    Scene("import again", ("import", "later.csv", "--deck", "table"), "", ("import",), " added, "),
    Scene("new", ("new", "card", "--deck", "decks/words.yaml"), "", (), "wrote the example"),
    Scene("check --fix", ("check", "--fix", "decks"), "", ("no ids",), "wrote id"),
    Scene("init", ("init", "made"), "", (), "Written: ", "is not an empty folder"),
    Scene("backup", ("backup", "copy.db"), "", ("study",), "are safe in", "is there already"),
    Scene("restore", ("restore", "old.db", "--yes"), "", ("study", "backup", "study more"), "are back"),
    Scene("log --merge", ("log", "--merge", "old.db"), "", ("study", "backup", "forget"), "events added"),
    Scene("doctor --fix", ("doctor", "--fix"), "", ("study", "ahead"), "memories were recomputed"),
    Scene("typing, first start", ("typing",), "", ("reply",), "accuracy"),
    Scene("typing run", ("typing",), "", ("reply", "study"), "accuracy", late=True),
)


def kdeck(folder: Path, words: Sequence[str], typed: str, strace: Sequence[str] = ()) -> tuple[int, str]:
    """Run a command in this folder; its exit code and all that it printed."""
    done = subprocess.run(
        [*strace, sys.executable, "-m", "kdeck", *_shared(words)],
        cwd=folder,
        env=_environment(),
        input=typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_TIMEOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def _shared(words: Sequence[str]) -> list[str]:
    return ["--home", "home", "--decks", "decks", "--learner", LEARNER, "--lang", "en", *words]


def _environment() -> dict[str, str]:
    """The same calls in every run: no cached byte code is written, and sets have one order."""
    calm = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONHASHSEED": "0"}
    return environment(**calm, TERM="xterm-256color", LANG="C.UTF-8", LC_ALL="C.UTF-8")


def played(scene: Scene, folder: Path, strace: Sequence[str] = ()) -> tuple[int, str]:
    """Run the command of a scene, traced where asked; its exit code and what it printed, or what it showed last."""
    if scene.words != ("typing",):
        return kdeck(folder, scene.words, scene.typed, strace)
    command = [sys.executable, "-c", _TYPIST, *_shared(scene.words)]
    with Terminal([*(() if scene.late else strace), *command], _environment(), folder, (80, 24)) as terminal:
        _shows(terminal, "Whole passage")
        terminal.type("\x1b[B" * 3 + "\r")
        _shows(terminal, "f2 finish")
        with _attached(strace if scene.late else (), terminal.process):
            terminal.type("亲，")
            terminal.wait_until_quiet(0.1)
            terminal.type("\x1bOQ")  # F2
            _shows(terminal, "accuracy")
            terminal.type("\x11")
            _shows(terminal, "\0")  # nothing does: it is to end
        return terminal.process.wait(_TIMEOUT), terminal.text


def _shows(terminal: Terminal, wanted: str) -> None:
    """Read until this stands on the screen, or the process has ended."""
    end = time.monotonic() + _TIMEOUT
    while wanted not in terminal.text and terminal.process.poll() is None:
        assert time.monotonic() < end, f"{wanted!r} never came: {terminal.text}"
        terminal.wait_until_quiet(0.05)
    terminal.wait_until_quiet(0.1)


@contextmanager
def _attached(strace: Sequence[str], process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Trace all threads of a process from now on, where asked."""
    if not strace:
        yield
        return
    with subprocess.Popen([*strace, "-p", str(process.pid)], stderr=subprocess.DEVNULL) as tracer:
        states = Path(f"/proc/{process.pid}/task").glob("*/status")
        while any("TracerPid:\t0" in state.read_text("utf-8") for state in states):
            time.sleep(0.01)
            states = Path(f"/proc/{process.pid}/task").glob("*/status")
        try:
            yield
            tracer.wait(_TIMEOUT)
        finally:
            tracer.kill()


def prepared(scene: Scene, folder: Path) -> None:
    """The folder as it is before the command of this scene."""
    folder.mkdir()
    library(folder, 4)
    (folder / "table.csv").write_text(_TABLE, encoding="utf-8")
    (folder / "later.csv").write_text(_LATER, encoding="utf-8")
    deck = folder / "decks" / "words.yaml"
    for step in scene.before:
        if step == "no ids":
            deck.write_text(re.sub(r"id: q\d+, ", "", deck.read_text("utf-8")), encoding="utf-8")
        elif step == "reply":
            deck.write_text(_REPLY, encoding="utf-8")
        elif step == "forget":
            shutil.rmtree(folder / "home")
        elif step == "ahead":
            _answer_ahead(folder)
        else:
            words, typed = {
                "study": (("study", "--plain"), "\n答案 0\n答案 1\n"),
                "study more": (("study", "--plain"), "\n答案 2\n"),
                "import": (("import", "table.csv", "--deck", "table"), ""),
                "backup": (("backup", "old.db"), ""),
            }[step]
            code, told = kdeck(folder, words, typed)
            assert code == 0, f"{scene.name}, {step}: {told}"


def _answer_ahead(folder: Path) -> None:
    """Take in an answer that another machine dated far ahead, in a leap year."""
    line = json.loads(kdeck(folder, ("log", "--format", "json"), "")[1].splitlines()[0])
    wrong = {**line, "id": line["id"][:-4] + "beef", "at": "2096" + line["at"][4:], "day": "2096" + line["day"][4:]}
    code, told = kdeck(folder, ("log", "--merge", "-"), json.dumps(wrong | {"card": "words/q5"}))
    assert code == 0, told
    assert "dated in the future: 1" in told, told


def _traced(log: Path, *what: str) -> tuple[str, ...]:
    return ("strace", "-f", "-y", "-qq", "-o", str(log), *(word for each in what for word in ("-e", each)))


def points(scene: Scene, folder: Path) -> list[tuple[str, int]]:
    """Every (call, how manieth) of the command when nothing kills it; the folder is then what it makes of it."""
    log = folder.with_suffix(".trace")
    code, told = played(scene, folder, _traced(log, f"trace={','.join(CALLS)}"))
    assert code == 0, f"{scene.name}: {told}"
    assert scene.done in told, f"{scene.name}: {told}"
    counts: Counter[tuple[str, str]] = Counter()
    found = set()
    for line in log.read_text("utf-8", "replace").splitlines():
        thread, text = re.split(" +", line, maxsplit=1)
        if called := re.match(r"(\w+)\(", text):
            counts[thread, called[1]] += 1  # strace counts each thread for itself
            if _CHANGES.match(text) and not _CHANCE.match(text):
                found.add((called[1], counts[thread, called[1]]))
    return sorted(found)


class Run(NamedTuple):
    """A scene to kill: the folder before it, and what is found there before, after it, and after it was run twice."""

    scene: Scene
    template: Path
    old: Found
    new: Found
    twice: Found


def killed(run: Run, folder: Path, point: tuple[str, int]) -> str:
    """Kill the command there, and see that nothing was lost: whether it struck "there", "elsewhere" or "nowhere"."""
    shutil.copytree(run.template, folder)
    (call, number), log, scene = point, folder.with_suffix(".trace"), run.scene
    code, told = played(scene, folder, _traced(log, f"trace={call}", f"inject={call}:signal=KILL:when={number}"))
    assert code in (0, -9), told
    found = look_aside(folder)
    check_after_kill(found, run.old, run.new, told, scene.typed)
    assert not scene.done or scene.done not in told or found.like(run.new), f"it was not done: {told}"
    age_parts(folder)
    again, said = played(scene, folder)
    assert again == 0 or (again == 2 and scene.refusal and scene.refusal in said), f"run again: {again}, {said}"
    check_after_rerun(found_in(folder), found, (run.new, run.twice), told, said)
    calls = [line for line in log.read_text("utf-8", "replace").splitlines() if f" {call}(" in line]
    shutil.rmtree(folder)
    if code == 0:
        return "nowhere"
    return "there" if calls and _CHANGES.match(re.split(" +", calls[-1], maxsplit=1)[1]) else "elsewhere"


def insisted(run: Run, folder: Path, point: tuple[str, int]) -> str:
    """``killed``, and again where it struck elsewhere: what is drawn, such as an exam, moves a call by one or two."""
    for attempt in range(5):
        struck = killed(run, folder.with_name(f"{folder.name}-{attempt}"), point)
        if struck == "there":
            break
    return struck


def chosen(found: list[tuple[str, int]], budget: int) -> list[tuple[str, int]]:
    """All of them, or so many, evenly spaced."""
    if len(found) <= budget:
        return found
    return [found[index * len(found) // budget] for index in range(budget)]


def kill_scene(scene: Scene, root: Path, budget: int, pool: ThreadPoolExecutor) -> tuple[str, list[str]]:
    """Kill a scene so often: a line that says how often and where, and what went wrong."""
    root.mkdir()
    prepared(scene, root / "template")
    shutil.copytree(root / "template", root / "whole")
    found = points(scene, root / "whole")
    new = found_in(root / "whole")
    played(scene, root / "whole")
    for look in (("check", "decks"), *([("doctor",)] if new.events else [])):
        code, told = kdeck(root / "whole", look, "")
        assert code == 0, f"{scene.name}, {look[0]}: {told}"
    run = Run(scene, root / "template", look_aside(root / "template"), new, found_in(root / "whole"))
    share = chosen(found, budget)
    jobs = {point: pool.submit(insisted, run, root / "-".join(map(str, point)), point) for point in share}
    wrong = [f"{scene.name} at {point}: {job.exception()!r}" for point, job in jobs.items() if job.exception()]
    struck = Counter(job.result() for job in jobs.values() if not job.exception())
    told = f"{struck['there']} killed there, {struck['elsewhere']} elsewhere, {struck['nowhere']} not"
    return f"{scene.name}: {len(found)} points, {len(share)} tried: {told}; {len(wrong)} failures", wrong


def can_trace() -> bool:
    """Whether strace is here, and allowed to do what it does."""
    found = shutil.which("strace")
    return found is not None and subprocess.run([found, "-o", "/dev/null", "true"], check=False).returncode == 0


def main() -> int:
    """Kill every command at every point and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=sys.maxsize, help="how many, of all scenes (default: all)")
    parser.add_argument("--only", help="the scene of this name")
    options = parser.parse_args()
    if not can_trace():
        print("strace is not installed, or not allowed: it kills at a chosen call", file=sys.stderr)  # noqa: T201
        return 2
    scenes = [scene for scene in SCENES if options.only in (None, scene.name)]
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
        for scene in scenes:
            share = max(1, options.kills // len(scenes))
            said, wrong = kill_scene(scene, Path(place) / scene.name.replace(" ", "-"), share, pool)
            failures += wrong
            print(said, *wrong, sep="\n  ", flush=True)  # noqa: T201 - what the command is for
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
