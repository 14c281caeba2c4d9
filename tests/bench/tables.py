"""The lines about getting facts in from a table."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.bench.bench import Bench
from tests.bench.measure import Row, sample, within
from tests.bench.processes import run

PRODUCTS: Final = 5_000
_LIMIT: Final = 3.0


def importing(bench: Bench) -> Iterator[Row]:
    """A product table into a new deck, and the same table again; both whole processes."""
    folder = bench.folder / "tables"
    shutil.rmtree(folder, ignore_errors=True)
    table = product_table(folder, PRODUCTS)
    library = folder / "library"
    command = [bench.venv.kdeck, "import", str(table), "--decks", str(library), "--home", str(folder / "home")]
    first, again = list[float](), list[float]()
    for _ in range(bench.times(7, 3)):
        shutil.rmtree(library, ignore_errors=True)
        library.mkdir()
        first.append(run(command).seconds)
        again.append(run(command).seconds)
    yield within(f"`kdeck import`, {PRODUCTS:,} products of 8 facts", sample(first), _LIMIT)
    yield within("the same table again, nothing written", sample(again), _LIMIT)


def product_table(folder: Path, products: int) -> Path:
    """A CSV file with as many products."""
    folder.mkdir(parents=True)
    table = folder / "products.csv"
    with table.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["货号", "商品名", "类目", "颜色", "尺码", "面料", "洗护", "重量", "产地", "版型", "季节"])
        for number in range(products):
            facts = [f"面料{number % 97}", f"洗护{number % 13}", f"{100 + number} 克", f"产地{number % 30}"]
            more = [f"版型{number % 6}", f"季{number % 4}"]
            rows.writerow(
                [f"YS-{number:05}", f"商品{number}", f"类目{number % 40}", "红/黑/白", "S/M/L", *facts, *more]
            )
    return table
