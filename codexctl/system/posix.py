"""What Linux and macOS share: users and modes, sessions and signals, locks by flock."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a type costs a worker a millisecond to make
    import subprocess
    from typing import TypedDict

    class Detached(TypedDict, total=False):
        """Arguments of Popen by which a process outlives the one that starts it."""

        start_new_session: bool


assert sys.platform != "win32"  # noqa: S101 - tells the type checker to pass over the rest there

_PROC = Path("/proc")
# Of 19: Codex and what it runs go first, and a worker still gets on.
_NICENESS = 10
_ACCESS_LIST = "system.posix_acl_access"


def user() -> int:
    """The user that this process runs as, by number."""
    return os.geteuid()


def group() -> int:
    """The group that this process runs as, by number."""
    return os.getegid()


def is_root() -> bool:
    """Whether this process may do anything, no matter whose it is."""
    return os.geteuid() == 0


def owner(status: os.stat_result) -> int:
    """The number of the user whose file this is."""
    return status.st_uid


def has_access_list(path: Path) -> bool:
    """Whether a file has an access list, which says more than its mode does."""
    with suppress(OSError):
        return sys.platform != "darwin" and _ACCESS_LIST in os.listxattr(path)
    return False


def device(status: os.stat_result) -> tuple[int, int]:
    """The numbers of the device that a file is on."""
    return os.major(status.st_dev), os.minor(status.st_dev)


def account() -> str:
    """The account that this process runs as: its name, or its number where it has none."""
    from codexctl.system.accounts import numbered

    found = numbered(os.getuid())
    return found.name if found else str(os.getuid())


def lock(descriptor: int) -> None:
    """Lock an open file for this process. Raises OSError, at once where somebody else has it."""
    import fcntl

    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)


def is_running(number: int) -> bool:
    """Whether there is a process of that number."""
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def started(number: int) -> str | None:
    """When a process began, as the system counts; empty where there is none, None if not known."""
    try:
        stat = (_PROC / str(number) / "stat").read_text()
    except (OSError, UnicodeDecodeError):
        return "" if _PROC.joinpath("self").exists() else None
    # Field 22 of proc(5); the second is a program's name in brackets, which may hold anything.
    return stat.rpartition(")")[2].split()[19]


def command_of(number: int) -> bytes | None:
    """What a process was started with; empty where there is none, None if that is not known."""
    try:
        return (_PROC / str(number) / "cmdline").read_bytes()
    except OSError:
        return b"" if _PROC.joinpath("self").exists() else None


def detach() -> None:
    """Make this process independent of the one that started it, and less urgent than others."""
    with suppress(OSError):  # it may lead a session already
        os.setsid()
    with suppress(OSError):
        os.nice(_NICENESS)


def detached() -> Detached:
    """How Popen starts a process that outlives us and that Ctrl-C does not reach."""
    return {"start_new_session": True}


def bound_memory(most: int) -> None:
    """Let this process have so many bytes of data at most, where the system can see to that."""
    import resource

    with suppress(ValueError, OSError, AttributeError):
        kind = resource.RLIMIT_DATA
        _, hard = resource.getrlimit(kind)
        resource.setrlimit(kind, (most if hard < 0 else min(hard, most), hard))


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process that was started with `detached`, and all that it has started."""
    import signal

    with suppress(OSError):
        os.killpg(process.pid, signal.SIGKILL)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C; what is started meanwhile never gets it."""
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def replace(temp: Path, path: Path) -> None:
    """Put a file in another's place in one step. Raises OSError."""
    temp.replace(path)


def sync_folder(folder: Path) -> None:
    """Make renames in a folder survive a power cut. Raises OSError."""
    fd = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


def write_at(descriptor: int, content: bytes, at: int) -> int:
    """Write bytes at a place of a file; says how many were taken. Raises OSError."""
    return os.pwrite(descriptor, content, at)


def set_owner(descriptor: int, like: os.stat_result) -> None:
    """Give an open file to the owner and group of another. Raises PermissionError."""
    new = os.fstat(descriptor)
    if (like.st_uid, like.st_gid) != (new.st_uid, new.st_gid):
        os.fchown(descriptor, like.st_uid, like.st_gid)


def set_permissions(descriptor: int, mode: int, like: Path | None = None) -> None:
    """Set an open file's mode, and the extended attributes of another, access lists among them."""
    os.fchmod(descriptor, mode)
    if like is None or sys.platform == "darwin":
        return
    with suppress(OSError):  # the file system has none
        for name in os.listxattr(like):
            with suppress(OSError):  # a label that only the system sets
                os.setxattr(descriptor, name, os.getxattr(like, name))


def is_read_only(path: Path) -> bool:
    """Whether a path is on a mount that nobody can write to. Raises OSError."""
    return bool(os.statvfs(path).f_flag & os.ST_RDONLY)


def is_full(path: Path, enough: int) -> tuple[bool, bool]:
    """Whether a disk has less than `enough` bytes left, and whether it takes no more files.

    Raises OSError.
    """
    disk = os.statvfs(path)
    return disk.f_bavail * disk.f_frsize < enough, bool(disk.f_files and not disk.f_favail)
