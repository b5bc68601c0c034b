"""Run a script as if this were Windows: its name, without what only POSIX systems have.

`python -m tests.system.as_windows SCRIPT` runs the Python text SCRIPT. What other packages and the
standard library need is imported before; our own modules are imported anew by the script, and
find neither fcntl nor os.geteuid. Win32's calls are stubs: each answers `STUBBED` for its name,
or 1, and notes its arguments in `CALLS`.
"""

from __future__ import annotations

import builtins
import ctypes
import os
import pkgutil
import shutil
import sys
import types
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import codexctl

GONE = frozenset({"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty", "posix", "syslog"})
"""Modules of the standard library that Windows does not have."""
GONE_FROM_OS = frozenset(
    {
        *("fork", "forkpty", "setsid", "nice", "killpg", "getpgid", "geteuid", "getuid", "getegid"),
        *("getgid", "getgroups", "getgrouplist", "chown", "fchown", "lchown", "fchmod", "statvfs"),
        *("listxattr", "getxattr", "setxattr", "pwrite", "pread", "mkfifo", "major", "minor"),
        *("sched_getaffinity", "O_NOFOLLOW", "O_DIRECTORY", "O_CLOEXEC", "O_NONBLOCK", "O_PATH"),
        *("O_NOCTTY", "ST_RDONLY", "openpty", "uname", "getloadavg", "confstr", "sync"),
    }
)
"""What the module `os` does not have there."""
CALLS: list[tuple[str, tuple[object, ...]]] = []


def _replace_file(target: str, content: str, aside: str, *_: object) -> int:
    """What ReplaceFileW does to three names."""
    Path(target).rename(aside)
    Path(content).rename(target)
    return 1


STUBBED: dict[str, Callable[..., object]] = {"ReplaceFileW": _replace_file}


class Library(types.SimpleNamespace):
    """A stub of a DLL: every function is there."""

    def __init__(self, name: str, **options: object) -> None:
        super().__init__(_name=name, _options=options)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*arguments: object) -> object:
            CALLS.append((name, arguments))
            return STUBBED[name](*arguments) if name in STUBBED else 1

        setattr(self, name, call)
        return call


def all_modules() -> Iterator[str]:
    """Our modules by name, but for those that only another system can import."""
    others = "posix" if sys.platform == "win32" else "windows"
    for found in pkgutil.walk_packages(codexctl.__path__, "codexctl."):
        if not found.name.startswith(f"codexctl.system.{others}"):
            yield found.name


def become_windows() -> None:
    """Change this process; there is no way back."""
    for name in all_modules():
        import_module(name)  # with all that they need of others
    for name in [name for name in sys.modules if name.partition(".")[0] == "codexctl"]:
        del sys.modules[name]
    for name in GONE:
        sys.modules.pop(name, None)
    # Of the standard library, which is still the one of this system, what asks `os` for it.
    room = shutil.disk_usage("/")
    vars(shutil)["disk_usage"] = lambda _: room
    for name in GONE_FROM_OS:
        with suppress(AttributeError):
            delattr(os, name)
    real: Any = builtins.__import__

    def importing(name: str, *words: Any, **named: Any) -> ModuleType:
        asking = (words[0] if words else named.get("globals")) or {}
        if name in GONE and str(asking.get("__name__")).startswith("codexctl"):
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        found: ModuleType = real(name, *words, **named)
        return found

    vars(builtins)["__import__"] = importing
    sys.modules["msvcrt"] = msvcrt = ModuleType("msvcrt")
    msvcrt.LK_NBLCK = 2  # type: ignore[attr-defined]
    msvcrt.locking = lambda *words: CALLS.append(("locking", words))  # type: ignore[attr-defined]
    ctypes.WinDLL = Library  # type: ignore[attr-defined]
    ctypes.WinError = lambda code=0: OSError(code, "stub")  # type: ignore[attr-defined]
    ctypes.get_last_error = lambda: 0  # type: ignore[attr-defined]
    os.getlogin = lambda: "dev"
    sys.platform = "win32"


if __name__ == "__main__":
    become_windows()
    exec(compile(sys.argv[1], "<as windows>", "exec"), {"__name__": "as_windows"})
