"""Grades of typing: the shop's own, or what is usual for customer service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from kdeck.core.keyboard.figures import Figures, Unit
from kdeck.core.shop import Shop
from kdeck.language import N_

DAN: Final = "first-dan"
"""The key in ``shop.yaml`` of the grade that the first dan asks for."""


class Grade(NamedTuple):
    """name: its key in ``shop.yaml``. speed: net. accuracy: least, fixes: greatest share taken back; both 0..1."""

    name: str
    speed: float
    accuracy: float
    fixes: float | None = None


_USUAL: Final[dict[Unit, tuple[Grade, ...]]] = {
    "字/分": (
        Grade("pass", 40, 0.95),
        Grade(DAN, 50, 0.97, 0.15),
        Grade("good", 60, 0.97),
        Grade("excellent", 80, 0.98),
    ),
    "WPM": (Grade("pass", 30, 0.95), Grade(DAN, 40, 0.97, 0.15), Grade("good", 50, 0.97), Grade("excellent", 65, 0.98)),
}
WORDS: Final = {"pass": N_("pass"), DAN: N_("first dan"), "good": N_("good"), "excellent": N_("excellent")}
"""What the usual grades are called; a shop's own are called as it calls them."""


def grades(shop: Shop, unit: Unit) -> tuple[Grade, ...]:
    """All grades, the slowest first. The shop's apply to the unit of its language and replace those of their name."""
    found = {grade.name: grade for grade in _USUAL[unit]}
    if unit == unit_of_shop(shop):
        for name, speed, accuracy, fixes in shop.typing:
            usual = found.get(name)
            least = accuracy if accuracy is not None else usual.accuracy if usual else 0.95
            found[name] = Grade(name, speed, least, fixes if fixes is not None or usual is None else usual.fixes)
    return tuple(sorted(found.values(), key=lambda grade: (grade.speed, grade.accuracy)))


def unit_of_shop(shop: Shop) -> Unit:
    """In what a shop's own grades are: characters where its language is Chinese or not said, else words."""
    return "字/分" if (shop.lang or "zh").lower().startswith("zh") else "WPM"


def reaches(figures: Figures, grade: Grade) -> bool:
    """Whether a run reaches a grade."""
    allowed = grade.fixes is None or figures.fix_share <= grade.fixes
    return figures.net >= grade.speed and figures.accuracy >= grade.accuracy and allowed


def next_grade(figures: Figures, of: Iterable[Grade]) -> Grade | None:
    """The first grade that a run does not reach, ``None`` where it reaches all."""
    return next((grade for grade in of if not reaches(figures, grade)), None)


def dan_grade(of: Iterable[Grade]) -> Grade:
    """The grade of the first dan."""
    return next(grade for grade in of if grade.name == DAN)
