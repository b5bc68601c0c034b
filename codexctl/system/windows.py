"""Windows: no numbers of users, no modes, no sessions; what stands for them there.

None of this was run on Windows yet (docs/systems.md). The calls are Win32's, by ctypes; which of
them answers what is from Microsoft's reference. Access lists are read by `windows_access`.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

assert sys.platform == "win32"  # noqa: S101 - tells the type checker to pass over the rest elsewhere

import ctypes  # noqa: E402 - after the line above
from ctypes import wintypes  # noqa: E402

if TYPE_CHECKING:
    import subprocess

_NOBODY = -1
# winbase.h, winnt.h, winerror.h
_DETACHED_PROCESS, _NEW_PROCESS_GROUP = 0x8, 0x200
_BELOW_NORMAL = 0x4000
_QUERY_LIMITED = 0x1000
_STILL_ACTIVE = 259
_NOT_SUPPORTED, _ACCESS_DENIED = 50, 5
_REPLACED_IS_ASIDE = 1177  # ERROR_UNABLE_TO_MOVE_REPLACEMENT_2
# A virus scanner or a reader has a file open for a moment, and nobody can replace it meanwhile.
_PAUSES_S = (0.01, 0.02, 0.05, 0.1, 0.2, 0.4)


class Detached(TypedDict, total=False):
    """Arguments of Popen by which a process outlives the one that starts it."""

    creationflags: int


def user() -> int:
    """Users have no numbers here: one for all, which `owner` gives as well."""
    return _NOBODY


def group() -> int:
    """Groups have no numbers here either."""
    return _NOBODY


def is_root() -> bool:
    """An administrator is a person among others here: nobody's files are skipped for one."""
    return False


def owner(status: os.stat_result) -> int:
    """The number that stands for every user; whose a file is, its access list says."""
    del status
    return _NOBODY


def has_access_list(path: Path) -> bool:
    """True: every file has one here, and no mode beside it."""
    del path
    return True


def device(status: os.stat_result) -> tuple[int, int]:
    """The number of the volume that a file is on, in two parts as elsewhere."""
    return 0, status.st_dev


def account() -> str:
    """The account that this process runs as, by the system's word (GetUserName)."""
    return os.getlogin()


def lock(descriptor: int) -> None:
    """Lock an open file for this process. Raises OSError, at once where somebody else has it."""
    import msvcrt

    # One byte is enough: all that matters is that nobody else gets it.
    msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)


def is_running(number: int) -> bool:
    """Whether there is a process of that number; os.kill would end it, or send it Ctrl-C."""
    with _process(number) as handle:
        if not handle:
            return ctypes.get_last_error() == _ACCESS_DENIED
        code = wintypes.DWORD()
        _kernel().GetExitCodeProcess(handle, ctypes.byref(code))
        return code.value == _STILL_ACTIVE


def started(number: int) -> str | None:
    """When a process began, as the system counts; empty where there is none, None if not known."""
    with _process(number) as handle:
        if not handle:
            return None if ctypes.get_last_error() == _ACCESS_DENIED else ""
        times = [wintypes.FILETIME() for _ in range(4)]
        if not _kernel().GetProcessTimes(handle, *map(ctypes.byref, times)):
            return None
        return str(times[0].dwHighDateTime << 32 | times[0].dwLowDateTime)


def command_of(number: int) -> bytes | None:
    """None: another process's command line is not shown here. Empty where there is no process."""
    return None if is_running(number) else b""


def detach() -> None:
    """Let everybody else go first; the hook has started us without Codex's pipes already."""
    with suppress(OSError):
        kernel = _kernel()
        kernel.SetPriorityClass(kernel.GetCurrentProcess(), _BELOW_NORMAL)


def detached() -> Detached:
    """How Popen starts a process that outlives us, and that has no console of ours."""
    return {"creationflags": _DETACHED_PROCESS | _NEW_PROCESS_GROUP}


def bound_memory(most: int) -> None:
    """Nothing: a bound would be a job object's, and Codex may have us in one of its own."""
    del most


def end_group(process: subprocess.Popen[bytes]) -> None:
    """End a process and all that it has started."""
    import subprocess  # with `detached` only a few need it

    taskkill = Path(os.environ.get("SYSTEMROOT", r"C:\Windows"), "System32", "taskkill.exe")
    with suppress(OSError, subprocess.SubprocessError):
        words = [str(taskkill), "/T", "/F", "/PID", str(process.pid)]
        subprocess.run(words, capture_output=True, timeout=5, check=False)
    with suppress(OSError):
        process.kill()


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Hold back Ctrl-C; what is started meanwhile never gets it, as it inherits that."""
    _kernel().SetConsoleCtrlHandler(None, True)
    try:
        yield
    finally:
        _kernel().SetConsoleCtrlHandler(None, False)


def exchange(path: Path, other: Path) -> bool:
    """Exchange two files; False where the file system cannot do that.

    `other` keeps its access list and attributes. Both exist and are in one file system. Raises
    OSError.
    """
    aside = path.with_name(f"{path.name}.aside")
    code = _replaced(other, path, aside)
    if code == _NOT_SUPPORTED:
        return False
    if code == _REPLACED_IS_ASIDE:
        aside.rename(other)
    if code:
        raise ctypes.WinError(code)
    aside.replace(path)
    return True


def replace(temp: Path, path: Path) -> None:
    """Put a file in another's place in one step. Raises OSError."""
    _patiently(lambda: temp.replace(path))


def sync_folder(folder: Path) -> None:
    """Nothing: a folder cannot be synced here, and the file system keeps a log of renames."""
    del folder


def write_at(descriptor: int, content: bytes, at: int) -> int:
    """Write bytes at a place of a file; says how many were taken. Raises OSError."""
    os.lseek(descriptor, at, os.SEEK_SET)
    return os.write(descriptor, content)


def set_owner(descriptor: int, like: os.stat_result) -> None:
    """Nothing: what replaces a file takes its access list over (`exchange`)."""
    del descriptor, like


def set_permissions(descriptor: int, mode: int, like: Path | None = None) -> None:
    """Nothing: a new file inherits its folder's access list, which is private (0o700, mkdir)."""
    del descriptor, mode, like


def is_read_only(path: Path) -> bool:
    """False: a volume that is read-only says so when it is written to."""
    del path
    return False


def is_full(path: Path, enough: int) -> tuple[bool, bool]:
    """Whether a disk has less than `enough` bytes left; it never runs out of names.

    Raises OSError.
    """
    import shutil

    return shutil.disk_usage(path).free < enough, False


def _replaced(target: Path, content: Path, aside: Path) -> int:
    """Have the system put `content` in the place of `target`; gives its error, or 0."""
    code = 0
    for pause in (*_PAUSES_S, 0.0):
        if _kernel().ReplaceFileW(str(target), str(content), str(aside), 0, None, None):
            return 0
        code = ctypes.get_last_error()
        if not isinstance(ctypes.WinError(code), PermissionError):
            return code
        time.sleep(pause)
    return code


def _patiently(step: Callable[[], object]) -> None:
    for pause in _PAUSES_S:
        try:
            step()
        except PermissionError:
            time.sleep(pause)
        else:
            return
    step()


@contextmanager
def _process(number: int) -> Iterator[int | None]:
    """Open a process to ask it; None where there is none, or where that is not allowed."""
    handle: int | None = _kernel().OpenProcess(_QUERY_LIMITED, False, number)
    try:
        yield handle
    finally:
        if handle:
            _kernel().CloseHandle(handle)


def _kernel() -> ctypes.WinDLL:
    """The system's main library, with the types of what is not a plain number."""
    found = ctypes.WinDLL("kernel32", use_last_error=True)
    found.OpenProcess.restype = found.GetCurrentProcess.restype = wintypes.HANDLE
    found.OpenProcess.argtypes = (wintypes.DWORD, wintypes.BOOL, wintypes.DWORD)
    found.GetExitCodeProcess.argtypes = (wintypes.HANDLE, ctypes.c_void_p)
    found.GetProcessTimes.argtypes = (wintypes.HANDLE, *(ctypes.c_void_p,) * 4)
    found.CloseHandle.argtypes = (wintypes.HANDLE,)
    found.SetPriorityClass.argtypes = (wintypes.HANDLE, wintypes.DWORD)
    found.SetConsoleCtrlHandler.argtypes = (ctypes.c_void_p, wintypes.BOOL)
    found.ReplaceFileW.argtypes = (
        *(wintypes.LPCWSTR,) * 3,
        *(wintypes.DWORD, ctypes.c_void_p, ctypes.c_void_p),
    )
    return found
