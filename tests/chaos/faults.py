"""Real faults, no mocks: files that stop growing, folders that cannot be written, a log cut short anywhere.

``python -m tests.chaos.faults --answers 200`` runs that many answers into a disk that is full at every 512 bytes,
and cuts the log of the last one at every 64. It says how often, and ends with 1 where anything was lost or halved.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import shutil
import signal
import stat
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kdeck.core.errors import JournalFull
from kdeck.journal.base import Change
from kdeck.journal.sqlite import open_journal
from tests.journal.made import LEARNER, event, memory

_NOBODY = 65_534


@contextlib.contextmanager
def unprivileged(folder: Path) -> Iterator[None]:
    """Nothing in ``folder`` can be made or changed meanwhile, not even by root, who acts as nobody."""
    changed = {path: _mode(path) for path in (folder, *folder.parents) if _closed(path)}
    changed[folder] = _mode(folder)
    files = {path: _mode(path) for path in folder.iterdir() if path.is_file()}
    for path, mode in changed.items():
        path.chmod(0o555 if path == folder else mode | 0o555)
    for path, mode in files.items():
        path.chmod(0o444 if mode else 0)
    root = os.geteuid() == 0
    if root:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        for path, mode in (changed | files).items():
            path.chmod(mode)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _closed(path: Path) -> bool:
    """Whether nobody could walk through a folder that is ours to open."""
    return path.stat().st_uid == os.geteuid() and _mode(path) & 0o005 != 0o005


@contextlib.contextmanager
def files_stop_at(size: int) -> Iterator[None]:
    """No file of this process grows beyond ``size`` bytes meanwhile: what a full disk does, without being root."""
    if sys.platform == "win32":
        raise NotImplementedError("Windows has no limit on the size of files")
    import resource

    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handled = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handled)


def answer(number: int) -> Change:
    """One answer: its event, and the memory that counts it."""
    return Change((event(number),), (memory(reps=number),))


def full_disk(folder: Path, answers: int, *, network: bool = False, step: int = 512) -> int:
    """Store answers while the disk is full at every ``step`` bytes of the way; how often storing was refused.

    AssertionError where a refused answer left a trace, an accepted one is missing, or trying again failed.
    """
    path = str(folder / "journal.db")
    journal = open_journal(path, LEARNER, create=True, network=network)
    refused = 0
    for number in range(1, answers + 1):
        size = 0 if network else _size(path + "-wal")
        for room in range(0, 1 << 20, step):
            try:
                with files_stop_at(size + room):
                    journal.commit(answer(number))
                break
            except JournalFull:
                refused += 1
                kept = journal.memory("deck/entry")
                assert journal.count() == number - 1, "a refused answer left its event"
                assert (kept.reps if kept else 0) == number - 1, "a refused answer left its memory"
        else:
            raise AssertionError("an answer never found room")
        if number % 50 == 0:
            journal.checkpoint()
    journal.close()
    _sound(path, {answers})
    return refused


def _size(path: str) -> int:
    return Path(path).stat().st_size if Path(path).exists() else 0


def cut_log(folder: Path, *, step: int = 64) -> int:
    """Cut the log of one answer at every ``step`` bytes, as a power cut may; how many cuts were opened again.

    AssertionError where a journal opens with half an answer, or does not open.
    """
    path = str(folder / "journal.db")
    journal = open_journal(path, LEARNER, create=True, network=False)
    journal.commit(answer(1))
    before = _size(path + "-wal")
    journal.commit(answer(2))
    main, log = Path(path).read_bytes(), Path(path + "-wal").read_bytes()
    journal.close()
    cuts = 0
    for length in range(before, len(log) + 1, step):
        cut = folder / f"cut-{length}"
        cut.mkdir()
        (cut / "journal.db").write_bytes(main)
        (cut / "journal.db-wal").write_bytes(log[:length])
        _sound(str(cut / "journal.db"), {1, 2} if length < len(log) else {2})
        shutil.rmtree(cut)
        cuts += 1
    return cuts


def _sound(path: str, answers: set[int]) -> None:
    """The journal opens, passes its check, and holds so many answers, each with its event and its memory."""
    journal = open_journal(path, LEARNER)
    try:
        journal.check()
        number = journal.count()
        kept = journal.memory("deck/entry")
        assert number in answers, f"{number} answers instead of {answers}"
        assert kept is not None
        assert kept.reps == number, "the memory counts other answers than the events"
        assert [each.id for each in journal.events()] == [event(n).id for n in range(1, number + 1)]
    finally:
        journal.close()


def main() -> int:
    """Run every fault in full; 1 where one of them lost anything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--answers", type=int, default=200, help="answers given on a full disk, twice")
    answers = parser.parse_args().answers
    for network in (False, True):
        with tempfile.TemporaryDirectory() as folder:
            refused = full_disk(Path(folder), answers, network=network)
        mode = "DELETE/EXTRA" if network else "WAL/FULL"
        print(f"full disk, {mode}: {answers} answers, refused {refused} times, each stored in the end")  # noqa: T201
    with tempfile.TemporaryDirectory() as folder:
        print(f"log cut short: {cut_log(Path(folder))} cuts, each opened sound")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
