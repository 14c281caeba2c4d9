"""Builders of library folders for tests. A deck is written as JSON, which is YAML too."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

LONG_AGO = 1_000_000_000


def deck(name: str, /, *cards: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {"deck": name, "title": name.title(), "cards": list(cards), **more}


def card(name: str, back: str = "yes", **more: Any) -> dict[str, Any]:
    return {"id": name, "front": f"What of {name}?", "back": back, **more}


def product(name: str, category: str, **facts: str) -> dict[str, Any]:
    return {"id": name, "name": name.title(), "category": category, "facts": facts}


def shop(name: str = "spruce", **more: Any) -> dict[str, Any]:
    return {"shop": name, "name": name.title(), "lang": "en", **more}


def write(root: Path, files: Mapping[str, Any], when: float = LONG_AGO) -> Path:
    """Write files (text as it is, anything else as JSON) with a modification time that proves them unchanged."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, indent=1)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (when, when))
    return root
