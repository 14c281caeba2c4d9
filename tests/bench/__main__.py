"""``python -m tests.bench``: measure, print one table, and with ``--write`` put it into README.md."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.bench import anki_peer, rows, screens, sums, tables
from tests.bench.bench import Bench
from tests.bench.measure import Row
from tests.bench.processes import ROOT, Venv
from tests.bench.table import about, markdown, put

ROWS: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "check": rows.check,
    "due": rows.due,
    "home": screens.home,
    "answer": rows.answer,
    "keys": screens.keys,
    "typing": screens.typing,
    "chats": screens.chats,
    "reopen": rows.reopen,
    "search": rows.search,
    "merge": rows.merge,
    "statistics": sums.statistics,
    "import": tables.importing,
    "anki": anki_peer.rows,
}


def main() -> int:
    """Exit code 1 where a goal is missed and ``--assert`` was given."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="kdeck-bench-") as scratch:
        folder = options.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        venv = Venv(folder.resolve() / "venv")
        venv.make([anki_peer.PACKAGE] if options.anki else [])
        bench = Bench(venv, folder.resolve(), options.quick)
        measured: list[Row] = []
        for name in options.rows:
            for row in ROWS[name](bench):
                measured.append(row)
                sys.stderr.write(f"{row.what}: {row.ours} | {row.ratio} | {row.goal}\n")
        text = f"{markdown(measured)}\n\n{about(venv.probe('inside:versions'))}\n"
    sys.stdout.write(text)
    if options.write:
        put(ROOT / "README.md", text)
    missed = [row for row in measured if row.met is False]
    return 1 if missed and options.strict else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measure an installed wheel of kdeck.")
    parser.add_argument("--rows", nargs="+", metavar="NAME", choices=ROWS, default=list(ROWS), help=", ".join(ROWS))
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    parser.add_argument("--anki", action="store_true", help="install Anki's backend beside it, to compare")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    parser.add_argument("--assert", action="store_true", dest="strict", help="exit code 1 where a goal is missed")
    parser.add_argument("--folder", type=Path, help="work here, and keep what is made for the next run")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
