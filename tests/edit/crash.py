"""A process that is killed while it edits files: at one line of the code after the other.

`python -m tests.edit.crash FOLDER STRIDE` makes one Codex home after another below FOLDER,
applies a plan to each in a process of its own and kills that STRIDE lines later each time,
until one survives. In every other home a second kill hits the recovery; in each fourth that is
one that undoes everything.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from types import FrameType
from typing import Any

from codexctl.edit.files.read import read
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.transaction.apply import apply, recover
from codexctl.locations import Locations, locate
from tests.edit.edits import NOON

WATCHED = (
    "swap.py",
    "stage.py",
    "steps.py",
    "all_or_none.py",
    "back_out.py",
    "settle.py",
    "journal.py",
    "receipts.py",
    "apply.py",
)
SURVIVED = "survived"


def home(folder: Path) -> Locations:
    """The locations of one home."""
    return locate({"HOME": str(folder), "CODEXCTL_HOME": str(folder / "own")})


def contents(folder: Path) -> dict[Path, tuple[bytes | None, bytes | None]]:
    """Each file as it is before and after the plan: changed, made, deleted, in a new folder."""
    codex_home = home(folder).codex_home
    return {
        codex_home / "config.toml": (b"old = 1\n", b"new = 1\n"),
        codex_home / "hooks.json": (None, b"{}\n"),
        codex_home / "hook.sh": (b"#!/bin/sh\n", None),
        folder / "repo" / ".codex" / "hooks.json": (None, b'{"hooks": {}}\n'),
    }


def prepare(folder: Path) -> None:
    """Write the files as they are before."""
    for path, (before, _) in contents(folder).items():
        if before is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(before)


def run(folder: Path) -> None:
    """Apply the plan."""
    edits = tuple(
        FileEdit(path, read(path), after) for path, (_, after) in contents(folder).items()
    )
    apply(lambda: Plan(edits, "crash"), home(folder), at=NOON)


def takes_back(number: int) -> bool:
    """Whether the recovery in a home, by its number, undoes everything."""
    return number % 4 == 3


def dies(action: Callable[[], Any], lines: int) -> bool:
    """Whether `action`, in a process of its own, is killed: before its line number `lines`."""
    child = os.fork()
    if child:
        return os.WIFSIGNALED(os.waitpid(child, 0)[1])
    sys.settrace(kill_after(lines))
    action()
    os._exit(0)


def kill_after(lines: int) -> Callable[[FrameType, str, Any], Any]:
    """A trace function that ends the process at a line of the code that edits."""
    left = lines

    def count(_: FrameType, event: str, __: Any) -> Any:
        nonlocal left
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return count

    return lambda frame, *_: count if is_watched(frame.f_code.co_filename) else None


@cache
def is_watched(file: str) -> bool:
    """Whether it is a module of the code that edits: every call of any function asks this."""
    path = Path(file)
    return path.name in WATCHED and path.parents[1].name == "edit"


def main(root: Path, stride: int) -> None:
    """Kill a little later each time, until nothing is left to kill."""
    kills, died = 0, True
    while died:
        folder = root / f"{kills:04}"
        prepare(folder)
        died = dies(partial(run, folder), kills * stride)
        if died and kills % 2:
            again = partial(recover, home(folder), back=takes_back(kills))
            dies(again, kills * stride % 61)
        kills += 1
    (root / SURVIVED).write_text(str(kills - 1))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
