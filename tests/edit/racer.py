"""Processes that edit the same files at once: `python -m tests.edit.racer FOLDER ROLE NAME COUNT`.

The role `ours` applies plans as every command does. The role `theirs` is a tool that knows
nothing of our lock; like us, it exchanges files, so that all that can be lost is lost by us.
"""

from __future__ import annotations

import sys
from pathlib import Path

from codexctl.edit.files.read import read
from codexctl.edit.files.swap import Moved, put_in_place
from codexctl.edit.transaction.apply import apply
from codexctl.locations import Locations
from tests.edit.crash import home
from tests.edit.edits import NOON, hooking


def ours(locations: Locations, name: str, count: int) -> None:
    """Add hooks with their entries."""
    for number in range(count):
        apply(hooking(locations, f"{name}-{number}"), locations, at=NOON, attempts=1000)


def theirs(locations: Locations, name: str, count: int) -> None:
    """Add a key on top of config.toml, without a lock, again and again."""
    temp = locations.config_toml.with_name(f".{name}")
    for number in range(count):
        while not add_on_top(locations.config_toml, temp, f"{name}-{number} = 1\n"):
            pass


def add_on_top(path: Path, temp: Path, line: str) -> bool:
    """Whether a line could be added before somebody else wrote."""
    before = read(path)
    after = line.encode() + (before or b"")
    temp.unlink(missing_ok=True)
    temp.write_bytes(after)
    try:
        put_in_place(path, temp, before, after)
    except Moved:
        return False
    return True


if __name__ == "__main__":
    folder, role, name, count = sys.argv[1:]
    {"ours": ours, "theirs": theirs}[role](home(Path(folder)), name, int(count))
