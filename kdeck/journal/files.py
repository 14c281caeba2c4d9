"""Files that appear whole or not at all."""

from __future__ import annotations

import os


def put(fresh: str, path: str) -> None:
    """Make ``fresh`` durable and give it the name ``path`` in one step; the new name is durable too."""
    with open(fresh, "rb+") as file:
        os.fsync(file.fileno())
    os.replace(fresh, path)
    sync_folder(os.path.dirname(os.path.abspath(path)))


def sync_folder(folder: str) -> None:
    """Make the names in ``folder`` durable, where the system has a way to ask for it."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
