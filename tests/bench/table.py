"""The table as Markdown, and its place in README.md."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.bench.measure import Row

MARKER = "<!-- bench table -->"
_HEAD = ("", "kdeck", "floor", "ratio", "goal")


def markdown(rows: Sequence[Row]) -> str:
    """One line a row; a missed goal says so."""
    verdict = {None: "", True: " ✓", False: " **missed**"}
    lines = [_HEAD, ("---",) * len(_HEAD)]
    lines += [(*row[:4], row.goal + verdict[row.met]) for row in rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def about(versions: Mapping[str, str]) -> str:
    """How to read the table, and what it was measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    machine = f"{os.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()}"
    named = ", ".join(f"{name} {version}" for name, version in versions.items())
    return (
        "Medians (least–most) of kdeck from an installed wheel and its floor measured in turns in one run, so the "
        f"ratios carry over to other machines better than the times do.\nMeasured on {dt.date.today():%Y-%m-%d}: "
        f"{machine}; {named}."
    )


def put(readme: Path, text: str) -> None:
    """Replace what stands between the marker and the next heading; ``ValueError`` where there is no marker."""
    before, marker, after = readme.read_text(encoding="utf-8").partition(MARKER)
    if not marker:
        raise ValueError(f"{readme.name} has no line {MARKER}")
    heading = re.search(r"^## ", after, re.MULTILINE)
    rest = after[heading.start() :] if heading else ""
    readme.write_text(f"{before}{marker}\n{text}\n{rest}", encoding="utf-8")
