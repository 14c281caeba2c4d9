"""Two calm themes: one accent, one colour each for right, wrong and changed.

Text on its background reaches WCAG 2 AA (4.5 : 1) in both; a test computes it.
"""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

NAMES: Final = {"dark": "kdeck-dark", "light": "kdeck-light"}


def _theme(name: str, *, dark: bool, colours: dict[str, str]) -> Theme:
    """A theme; ``right``, ``wrong``, ``changed`` and ``quiet`` are variables for our own style sheets."""
    own = {key: colours[key] for key in ("right", "wrong", "changed", "quiet", "line")}
    return Theme(
        name=NAMES[name],
        dark=dark,
        primary=colours["accent"],
        secondary=colours["accent"],
        accent=colours["accent"],
        foreground=colours["text"],
        background=colours["ground"],
        surface=colours["ground"],
        panel=colours["raised"],
        success=colours["right"],
        error=colours["wrong"],
        warning=colours["changed"],
        variables={
            **own,
            "block-cursor-background": colours["raised"],
            "block-cursor-foreground": colours["text"],
            "block-cursor-blurred-background": colours["ground"],
            "input-cursor-background": colours["text"],
            "input-cursor-foreground": colours["ground"],
        },
    )


THEMES: Final = (
    _theme(
        "dark",
        dark=True,
        colours={
            "accent": "#82b8c9",
            "text": "#dcdfe4",
            "quiet": "#9aa3af",
            "ground": "#16191d",
            "raised": "#262b32",
            "line": "#3a424d",
            "right": "#93c47d",
            "wrong": "#ee9090",
            "changed": "#e0b96a",
        },
    ),
    _theme(
        "light",
        dark=False,
        colours={
            "accent": "#1c6680",
            "text": "#24292f",
            "quiet": "#5b6470",
            "ground": "#fbfaf7",
            "raised": "#e9e7e1",
            "line": "#c9c5bb",
            "right": "#2b6e2e",
            "wrong": "#b02a21",
            "changed": "#7d5300",
        },
    ),
)
