"""kill -9 at every write: ``python -m tests.chaos.kill_points --kills 1000``.

Each command that writes is run as a process of its own and killed by ``strace`` on entering its Nth write, fsync,
rename or other call that changes a disk, for each of these calls in turn, or for so many of them, evenly spaced.
Whatever the moment: an answer that was acknowledged is there once, the journal is sound and every memory is what its
events say, the decks pass their check, nothing half-made stands in the way, and the same command then ends as it
should. Needs ``strace``; without it the exit code is 2.
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from kdeck.journal.folder import path_of
from kdeck.journal.sqlite import open_journal
from tests.chaos.exam_kills import library
from tests.cli.conftest import environment

LEARNER = "amy"
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir", "link", "chmod", "fchmod")
_TABLE = "问题,答案\n多久发货？,当天\n包邮吗？,满一百包邮\n"
_LATER = "问题,答案\n多久发货？,次日\n包邮吗？,满一百包邮\n能退吗？,七天\n"
_SOON = (date.today() + timedelta(days=30)).isoformat()
_TIMEOUT = 120
"""Seconds within which a command has ended, killed or not."""


class Scene(NamedTuple):
    """A command that writes, what is typed to it, what was done before it, and how it may end when run again."""

    name: str
    words: Sequence[str]
    typed: str = ""
    before: Sequence[str] = ()
    codes: Sequence[int] = (0,)


SCENES = (
    Scene("first start", ("study", "--plain"), "\n"),
    Scene("study", ("study", "--plain"), "\n答案 0\n答案 1\n答案 2\n:u\n", ("study",)),
    Scene("exam", ("exam", "--plain"), "\n答案 0\n不知道\n答案 2\n答案 3\n", (), (0, 1, 2)),  # 2: it was over and rests
    Scene("goal", ("goal", _SOON), "", ("study",), (0, 1)),
    Scene("import", ("import", "table.csv", "--deck", "table")),
    Scene("import again", ("import", "later.csv", "--deck", "table"), "", ("import",)),
    Scene("new", ("new", "card", "--deck", "decks/words.yaml")),
    Scene("check --fix", ("check", "--fix", "decks"), "", ("no ids",)),
    Scene("init", ("init", "made"), "", (), (0, 2)),  # 2: it says that the folder is not empty
    Scene("backup", ("backup", "copy.db"), "", ("study",), (0, 1)),
    Scene("restore", ("restore", "old.db", "--yes"), "", ("study", "backup", "study more")),
    Scene("log --merge", ("log", "--merge", "old.db"), "", ("study", "backup", "forget")),
)


def kdeck(folder: Path, words: Sequence[str], typed: str, strace: Sequence[str] = ()) -> tuple[int, str]:
    """Run a command in this folder; its exit code and all that it printed."""
    shared = ["--home", "home", "--decks", "decks", "--learner", LEARNER, "--lang", "en"]
    done = subprocess.run(
        [*strace, sys.executable, "-m", "kdeck", *shared, *words],
        cwd=folder,
        env=environment(PYTHONDONTWRITEBYTECODE="1", PYTHONUNBUFFERED="1"),
        input=typed.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=_TIMEOUT,
        check=False,
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def prepared(scene: Scene, folder: Path) -> None:
    """The folder as it is before the command of this scene."""
    folder.mkdir()
    library(folder, 4)
    (folder / "table.csv").write_text(_TABLE, encoding="utf-8")
    (folder / "later.csv").write_text(_LATER, encoding="utf-8")
    for step in scene.before:
        if step == "no ids":
            deck = folder / "decks" / "words.yaml"
            deck.write_text(re.sub(r"id: q\d+, ", "", deck.read_text("utf-8")), encoding="utf-8")
        elif step == "forget":
            shutil.rmtree(folder / "home")
        else:
            words, typed = {
                "study": (("study", "--plain"), "\n答案 0\n答案 1\n"),
                "study more": (("study", "--plain"), "\n答案 2\n"),
                "import": (("import", "table.csv", "--deck", "table"), ""),
                "backup": (("backup", "old.db"), ""),
            }[step]
            code, told = kdeck(folder, words, typed)
            assert code == 0, f"{scene.name}, {step}: {told}"


def points(scene: Scene, template: Path, folder: Path) -> list[tuple[str, int]]:
    """Every (call, how manieth) of the command when nothing kills it."""
    shutil.copytree(template, folder)
    log = folder.with_suffix(".trace")
    traced = ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={','.join(CALLS)}")
    code, told = kdeck(folder, scene.words, scene.typed, traced)
    assert code in (0, 1), f"{scene.name}: {told}"
    counts: Counter[tuple[str, str]] = Counter()
    for thread, call in re.findall(r"^(\d+) +(\w+)\(", log.read_text("utf-8", "replace"), re.MULTILINE):
        counts[thread, call] += 1  # strace counts each thread for itself
    most = {call: max(count for (_, each), count in counts.items() if each == call) for _, call in counts}
    return [(call, number) for call, count in sorted(most.items()) for number in range(1, count + 1)]


def killed(scene: Scene, template: Path, folder: Path, point: tuple[str, int]) -> bool:
    """Kill the command there, and see that nothing was lost; whether the kill struck."""
    shutil.copytree(template, folder)
    call, number = point
    traced = ("strace", "-f", "-qq", "-o", "/dev/null", "-e", f"inject={call}:signal=KILL:when={number}")
    code, told = kdeck(folder, scene.words, scene.typed, traced)
    before = verified(folder)
    acknowledged = verified(template) + told.count("Next: ") if scene.words[0] == "study" else 0
    assert before >= acknowledged, f"{acknowledged} answers were acknowledged, {before} are there"
    again, said = kdeck(folder, scene.words, scene.typed)
    assert again in scene.codes, f"run again it ends with {again}: {said}"
    assert "Traceback" not in said, said
    assert "unexpected" not in said, said
    after = verified(folder)
    assert scene.name == "restore" or after >= before, f"of {before} answers {after} are left"
    reads = (("check", "decks"), ("doctor",)) if after else (("check", "decks"),)
    for command in reads:
        code_then, said = kdeck(folder, command, "")
        assert code_then == 0, f"{command[0]}: {said}"
    shutil.rmtree(folder)
    return code not in (0, 1)


def verified(folder: Path) -> int:
    """Check journal and backups as the next session finds them; how many answers it holds, each there once."""
    for copy in folder.glob("copy.db"):
        counted(str(copy))
    path = path_of(str(folder / "home"), LEARNER)
    return counted(path) if Path(path).exists() else 0


def counted(path: str) -> int:
    """How many reviews a journal holds, undone ones too; it is sound."""
    journal = open_journal(path, LEARNER, create=True)
    try:
        journal.check()
        events = list(journal.events())
        assert len({each.id for each in events}) == len(events) == journal.count()
        return sum(each.kind == "review" for each in events)
    finally:
        journal.close()


def chosen(found: list[tuple[str, int]], budget: int) -> list[tuple[str, int]]:
    """All of them, or so many, evenly spaced."""
    if len(found) <= budget:
        return found
    return [found[index * len(found) // budget] for index in range(budget)]


def main() -> int:
    """Kill every command at every point and say what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--only", help="the scene of this name")
    options = parser.parse_args()
    if shutil.which("strace") is None:
        print("strace is not installed: it is what kills at a chosen call", file=sys.stderr)  # noqa: T201
        return 2
    scenes = [scene for scene in SCENES if options.only in (None, scene.name)]
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as place, ThreadPoolExecutor(2) as pool:
        for index, scene in enumerate(scenes):
            root = Path(place) / str(index)
            root.mkdir()
            prepared(scene, root / "template")
            found = points(scene, root / "template", root / "whole")
            share = chosen(found, max(1, options.kills // len(scenes)))
            jobs = {
                point: pool.submit(killed, scene, root / "template", root / "-".join(map(str, point)), point)
                for point in share
            }
            wrong = [f"{scene.name} at {point}: {job.exception()}" for point, job in jobs.items() if job.exception()]
            struck = sum(job.result() for job in jobs.values() if not job.exception())
            failures += wrong
            print(  # noqa: T201 - what the command is for
                f"{scene.name}: {len(found)} points, {len(share)} tried, {struck} killed, {len(wrong)} failures",
                *wrong,
                sep="\n  ",
                flush=True,
            )
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
