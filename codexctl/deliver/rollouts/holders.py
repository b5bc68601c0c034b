"""Which processes have a rollout open, as far as that can be seen from here.

Codex keeps a rollout open as long as its thread is loaded, between turns too (0.130 and 0.169,
`exec` and app-server), and from some release on holds `flock` on `thread-writer-locks/THREAD.lock`
beside it, which it removes when it ends in peace. That lock is only looked at: to try it would make
Codex's own attempt fail at that moment (`thread-store conflict`, 0.169).
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from pathlib import Path

from codexctl.deliver.rollouts.mounts import is_shared
from codexctl.system import device, owner, user

_LOCKS = "thread-writer-locks"
_SESSIONS = ("sessions", "archived_sessions")
_THREAD = re.compile(r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})\.jsonl(?:\.zst)?\Z")
# `FLOCK ADVISORY WRITE PID MAJOR:MINOR:INODE …`, device numbers in hexadecimal.
_FLOCK = re.compile(r"FLOCK +\S+ +WRITE +\S+ +([0-9a-f]+):([0-9a-f]+):(\d+) ")
_CODEX = b"codex"
_LSOF = "/usr/sbin/lsof"
_LSOF_TIMEOUT_S = 5.0


class Held(Enum):
    """Whether somebody has a file open."""

    yes = "yes"
    no = "no"
    unknown = "it cannot be seen"


class Holders:
    """What processes hold at one moment; looked up when it is asked for first, once."""

    def __init__(self, proc: Path = Path("/proc"), platform: str = sys.platform) -> None:
        self._proc = proc
        self._platform = platform

    def of(self, path: Path) -> Held:
        """Whether a process has a rollout open or holds its thread's lock."""
        lock = writer_lock(path)
        if self._seen is None:
            return Held.unknown
        if str(path.resolve()) in self._seen.files or self._is_locked(lock):
            return Held.yes
        if is_shared(path, self._mounts):
            return Held.unknown  # processes of another machine, or of the host, cannot be seen
        # If a Codex hides its files from its own user, it has a lock, if it is new enough.
        is_hidden = _owner(path) in self._seen.hidden and not (lock and lock.exists())
        return Held.unknown if is_hidden else Held.no

    def _is_locked(self, lock: Path | None) -> bool:
        if lock is None or self._seen is None:
            return False
        try:
            status = lock.stat()
        except OSError:
            return False
        place = (*device(status), status.st_ino)
        return str(lock.resolve()) in self._seen.files or place in self._seen.locks

    @cached_property
    def _seen(self) -> Seen | None:
        if (self._proc / "self" / "fd").exists():
            return _linux(self._proc)
        return _lsof() if self._platform == "darwin" else None

    @cached_property
    def _mounts(self) -> str:
        return _text(self._proc / "self" / "mountinfo")


@dataclass(frozen=True, slots=True)
class Seen:
    """All files that are open, and all places (device, inode) that are locked by `flock`.

    `hidden` are the users who run a Codex whose files we cannot see.
    """

    files: frozenset[str]
    locks: frozenset[tuple[int, int, int]] = frozenset()
    hidden: frozenset[int] = frozenset()


def writer_lock(path: Path) -> Path | None:
    """The file that Codex locks while the thread of a rollout is loaded; None if there is none."""
    found = _THREAD.search(path.name)
    home = next((folder.parent for folder in path.parents if folder.name in _SESSIONS), None)
    return home / _LOCKS / f"{found[1]}.lock" if found and home else None


def locked(text: str) -> Iterator[tuple[int, int, int]]:
    """Read `/proc/locks` (proc(5)): device and inode of what is held for writing by `flock`."""
    for found in _FLOCK.finditer(text):
        yield int(found[1], 16), int(found[2], 16), int(found[3])


def open_files(text: str) -> Iterator[str]:
    """Read the output of `lsof -F n` (lsof(8)): a line a field, names begin with `n`."""
    return (line[1:] for line in text.splitlines() if line.startswith("n/"))


def _linux(proc: Path) -> Seen:
    """Look into every process; the kernel shows the files of those that run as we do."""
    files: set[str] = set()
    hidden: set[int] = set()
    for process in _entries(proc):
        if not process.name.isdecimal():
            continue
        try:
            descriptors = list((process / "fd").iterdir())
        except PermissionError:
            hidden.update(_user_of_codex(process))
            continue
        except OSError:
            continue  # it has just ended
        files.update(map(_target, descriptors))
    return Seen(frozenset(files), frozenset(locked(_text(proc / "locks"))), frozenset(hidden))


def _user_of_codex(process: Path) -> Iterator[int]:
    """The user who runs a process, if that is a Codex: both can be read of any process."""
    said: Mapping[str, str] = dict(
        line.split(":", 1) for line in _text(process / "status").splitlines() if ":" in line
    )
    if _CODEX in said.get("Name", "").encode():
        yield int(said.get("Uid", "-1").split()[0])


def _lsof() -> Seen | None:
    """Ask `lsof` for the files of the user's processes: macOS has no /proc."""
    import subprocess  # here: not needed if there is a /proc

    # -b avoids calls that may hang, -w suppresses warnings, -n and -P look up no names, -F n prints
    # only names.
    command = [_LSOF, "-b", "-w", "-n", "-P", "-u", str(user()), "-F", "n"]
    try:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_LSOF_TIMEOUT_S,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    # codexctl itself has files open: if there are none, something was wrong. The exit code is not
    # reliable.
    found = frozenset(open_files(os.fsdecode(done.stdout)))
    return Seen(found) if found else None


def _owner(path: Path) -> int:
    try:
        return owner(path.stat())
    except OSError:
        return -1


def _entries(folder: Path) -> Iterable[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return ()


def _target(descriptor: Path) -> str:
    try:
        return str(descriptor.readlink())
    except OSError:
        return ""


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8", "surrogateescape")
    except OSError:
        return ""
