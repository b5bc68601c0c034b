"""SIGKILL at each system call of an edit in turn: files are whole, the next command settles it."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.edit.crash import prepare
from tests.edit.files.test_recovery import check_killed_homes, settled

pytestmark = pytest.mark.e2e

MARK = "/the-edit-begins-here"
CHILD = f"""
import os, sys
from pathlib import Path
from tests.edit.crash import run
folder = Path(sys.argv[1])
os.path.exists({MARK!r})
run(folder)
"""
CALL = re.compile(r"^(\w+)\((.*)", re.MULTILINE)
# What only looks, or is about memory: a kill at one of them leaves what a kill at the next leaves.
LOOKING = frozenset(
    {
        "access", "brk", "close", "fstat", "futex", "geteuid", "getcwd", "getdents64", "getrandom",
        "ioctl", "listxattr", "lseek", "lstat", "mmap", "mprotect", "mremap", "munmap",
        "newfstatat", "read", "readlink", "readlinkat", "rt_sigaction", "stat", "statfs",
    }
)  # fmt: skip


def trace(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Apply the plan of `tests.edit.crash` to a prepared home, under strace."""
    prepare(folder)
    command = ["strace", "-qq", *options, sys.executable, "-c", CHILD, str(folder)]
    environ = {"PATH": "/usr/bin:/bin", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


def calls_of_the_edit(folder: Path) -> list[tuple[str, int]]:
    """The system calls of the edit at which a kill can make a difference.

    Each is its name, and its number among those of that name: all that change something, and the
    first of those in a row that only look.
    """
    log = folder.with_suffix(".log")
    assert trace(folder, "-o", str(log)).returncode == 0
    before, marked, after = log.read_text().partition(MARK)
    assert marked
    seen = Counter(name for name, _ in CALL.findall(before))
    calls, looked = [], False
    for name, words in CALL.findall(after.partition("\n")[2]):
        seen[name] += 1
        looks = name in LOOKING or (name == "openat" and "O_CREAT" not in words)
        if not (looks and looked):
            calls.append((name, seen[name]))
        looked = looks
    return calls


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_killed_at_every_system_call(tmp_path: Path) -> None:
    calls = [call for call in calls_of_the_edit(tmp_path / "plain") if "exit" not in call[0]]
    assert {"renameat2", "fsync", "link", "unlink", "fchmod", "write"} <= {
        name for name, _ in calls
    }
    outcomes, survived = [], 0
    for number, (name, count) in enumerate(calls):
        folder = tmp_path / f"{number:04}"
        only = f"trace={name}"  # the others need not be written down
        killed = trace(folder, "-e", only, "-e", f"inject={name}:signal=SIGKILL:when={count}")
        if killed.returncode:
            outcomes.append(settled(folder))
        else:  # memory is asked for once less, now and then
            assert settled(folder)
            survived += 1
    assert survived <= 3
    assert outcomes == sorted(outcomes)
    assert set(outcomes) == {False, True}
    print(f"killed at {len(calls) - survived} system calls")


def test_killed_at_every_line(tmp_path: Path) -> None:
    check_killed_homes(tmp_path, stride=1)
