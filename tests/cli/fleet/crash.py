"""A roll-out and its removal, killed at one line of the code after the other.

`python -m tests.cli.fleet.crash FOLDER STRIDE` makes one tree after another, kills `apply` or
`remove` STRIDE lines later each time, and runs the command that comes next, until one survives.
What is wrong is printed; the last line says how many were killed.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from codexctl.cli.boundary import run

THEIRS = b'# acme\nallowed_approval_policies = ["never"]\n'
POLICY = 'version = 1\n[capture]\nmax = "metadata"\n'
WATCHED = (
    "swap.py", "stage.py", "steps.py", "all_or_none.py", "back_out.py", "settle.py", "journal.py",
    "receipts.py", "apply.py", "machine.py", "carry_out.py",
)  # fmt: skip
Whole = dict[str, tuple[int, bytes]]


class Survived(Exception):
    """There was no such line: the command came to its end."""


def words(command: str, root: Path) -> list[str]:
    """The words of one command for a tree."""
    python = [
        "--policy",
        str(root.parent / "policy.toml"),
        "--python",
        "/usr/bin/true",
        "--service",
    ]
    chosen = python if command == "apply" else []
    return ["fleet", command, "--root", str(root), *chosen, "--yes", "--no-input"]


def prepared(root: Path) -> Whole:
    """A tree with somebody else's requirements."""
    path = root / "etc/codex/requirements.toml"
    path.parent.mkdir(parents=True)
    path.write_bytes(THEIRS)
    return whole(root)


def whole(root: Path) -> Whole:
    """Everything in a tree, with its mode."""
    return {
        str(path.relative_to(root)): (
            path.stat().st_mode, path.read_bytes() if path.is_file() else b"",
        )
        for path in root.rglob("*")
    }  # fmt: skip


def without_state(found: Whole) -> Whole:
    """The same without root's receipts and lock, and the folders above them."""
    return {name: held for name, held in found.items() if name.partition("/")[0] != "var"}


def ended(arguments: list[str], lines: int | None = None) -> int:
    """One command in a process of its own, killed before its line number `lines`; its exit code."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1):
        os.dup2(null, number)
    if lines is not None:
        sys.settrace(_kill_after(lines))
    code = run(arguments)
    sys.settrace(None)
    os._exit(code)


def _kill_after(lines: int) -> Callable[[FrameType, str, Any], Any]:
    left = lines

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal left
        path = Path(frame.f_code.co_filename)
        if path.name not in WATCHED or "codexctl" not in path.parts:
            return None
        if event == "line":
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def wrongs(folder: Path, victim: str, lines: int, then: str) -> Iterator[str]:
    """What is wrong once `then` has come after a killed `victim`. Raises Survived."""
    root = folder / f"{victim}-{lines:05}-{then}"
    before = prepared(root)
    if victim == "remove":
        ended(words("apply", root))
    if ended(words(victim, root), lines) != -signal.SIGKILL:
        raise Survived
    if code := ended(words(then, root)):
        yield f"{root.name}: {then} ended with {code}"
    if then == "apply":
        if ended([*words("apply", root), "--dry-run"]):
            yield f"{root.name}: a plan is impossible afterwards"
        if ended(["fleet", "plan", *words("apply", root)[2:-2], "--check"]):
            yield f"{root.name}: not all is there"
        ended(words("remove", root))
    # A kill before the folders above the receipts were noted leaves these, and they are empty.
    left = {name: held for name, held in whole(root).items() if held[1] or name in before}
    if left != before or without_state(whole(root)) != before:
        yield f"{root.name}: {sorted(set(whole(root)) ^ set(before))}"


def main(folder: Path, stride: int) -> None:
    """Kill a little later each time, until nothing is left to kill."""
    (folder / "policy.toml").write_text(POLICY)
    killed = 0
    for victim in ("apply", "remove"):
        for number in range(10_000):
            then = ("remove", "apply")[number % 2]
            try:
                for wrong in list(wrongs(folder, victim, number * stride, then)):
                    print(wrong)
            except Survived:
                break
            killed += 1
    print(f"killed {killed}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
