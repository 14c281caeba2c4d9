"""Values that no reader should have to meet, and every place in a body where one can stand."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any, Final

DIGITS: Final = int("9" * 400)
DEEP: Final[Any] = {"a": [{"b": [{"c": [{"d": {}}]}]}]}
MISSING: Final = object()
VALUES: Final[tuple[Any, ...]] = (
    *(None, True, 0, -1, 1, 2**31, 2**63, -(2**63) - 1, DIGITS, -DIGITS),
    *(0.5, -0.5, 1e-300, 1e308, float("nan"), float("inf"), float("-inf")),
    *("", " ", "nan", "9" * 400, "\x1b]52;c;aGk=\x07\u202e", "x" * 5_000, "{0}", "{count.__class__}", "2026-02-31"),
    *([], [None], [[]], [DIGITS], ["x"] * 3, [1, 2], [1, 2, 3], {}, {"a": 1}, DEEP),
    *(
        "2999-12-31T23:59:59.999999Z",
        "2999-12-31",
        "0001-01-01T00:00:00.000000Z",
        "9999-12-31T23:59:59.999999Z",
        "0001-01-01",
        "9999-12-31",
        -62_135_596_800_000_000,
    ),
    *(253_402_300_799_999_999, 2_932_896, -719_162, MISSING),
)
Path = tuple[str | int, ...]


def paths(value: Any, before: Path = ()) -> Iterator[Path]:
    """Every place within a value, the outer ones first; of a list only the first."""
    inner: list[str | int] = (
        list(value) if isinstance(value, dict) else [0] if isinstance(value, list) and value else []
    )
    for key in inner:
        yield (*before, key)
        yield from paths(value[key], (*before, key))


def changed(value: Any, path: Path, new: Any) -> Any:
    """A copy of a value with something else in one place; ``MISSING`` leaves it out."""
    made = copy.deepcopy(value)
    *way, last = path
    inner = made
    for key in way:
        inner = inner[key]
    if new is MISSING:
        del inner[last]
    else:
        inner[last] = new
    return made
