"""What every row is measured with: the environment, the prepared libraries, and how often."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final, NamedTuple

from tests.bench.material import AT, LEARNER
from tests.bench.processes import Venv

SMALL: Final = 100
MIDDLE: Final = 10_000
LARGE: Final = 100_000


class Bench(NamedTuple):
    """folder: one sub-folder a size, with its library and home. quick: fewer repeats."""

    venv: Venv
    folder: Path
    quick: bool = False

    def times(self, full: int, quick: int) -> int:
        """How often to measure."""
        return quick if self.quick else full

    def material(self, cards: int) -> Path:
        """The folder of a library of this size and its learner's home, made when first asked for."""
        root = self.folder / f"cards-{cards}"
        if not (root / "complete").exists():
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir()
            self.venv.probe("inside:prepare", str(root), cards, due_of(cards))
            (root / "complete").touch()
        return root

    def kdeck(self, root: Path, *words: str, home: Path | None = None) -> list[str]:
        """The command line for a prepared folder. home: another home than the one in it."""
        shared = ["--decks", str(root / "library"), "--home", str(home or root / "home")]
        return [self.venv.kdeck, *words, *shared, "--learner", LEARNER, "--at", AT]


def due_of(cards: int) -> int:
    """How many cards are due in a library of this size: no more than one can do in a day."""
    return min(120, cards // 8)
