"""Our own imports are ours: what a person's environment puts before them is left out.

A policy binds whoever runs codexctl. A module of theirs, found by PYTHONPATH or in the folder
that they stand in, would be our code in their words, and no policy would bind that. The programs
that start here therefore look, before they import anything, whether Python was told to look
elsewhere, and start anew in isolated mode if it was. Whoever replaces codexctl itself runs a
program of their own; that is beyond this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

# What decides which files Python imports, or which bytecode it takes for them.
_STEERING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONPLATLIBDIR",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUSERBASE",
)
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100 - pathlib costs 4 ms here


def isolate(module: str, arguments: Sequence[str]) -> None:
    """Go on isolated from the environment; to be called first of all, by `python -m module`.

    It starts the interpreter anew only where there is something to get away from. On Windows,
    where a program cannot be replaced by another, and where codexctl itself was found by such a
    way, only the folder that Python puts first is left out.
    """
    if sys.flags.isolated or sys.argv[0] == "-c":
        return
    # The folder of a script, or the one that somebody stands in.
    if not sys.flags.safe_path and sys.path and _whole(sys.path[0]) != _ROOT:
        del sys.path[0]
    if sys.platform != "win32" and sys.executable and _is_steered() and _is_found_without():
        os.execv(sys.executable, [sys.executable, "-I", "-m", module, *arguments])  # noqa: S606 - no shell is what is wanted


def _whole(folder: str) -> str:
    """A folder's whole path; as it is where the folder that somebody stands in is gone."""
    try:
        return os.path.abspath(folder)  # noqa: PTH100 - pathlib costs 4 ms here
    except FileNotFoundError:
        return folder


def ourselves() -> list[str]:
    """The words that start this codexctl again, whichever folder somebody stands in."""
    is_checkout = bool(sys.path) and _whole(sys.path[0]) == _ROOT
    return [sys.executable, *([] if is_checkout else ["-P"]), "-m", "codexctl"]


def _is_steered() -> bool:
    if not sys.flags.ignore_environment and any(name in os.environ for name in _STEERING):
        return True
    return bool(_user_site())


def _user_site() -> str:
    """The person's own site-packages, where Python looks there before the installed ones."""
    site = sys.modules.get("site")
    found = getattr(site, "USER_SITE", None) if getattr(site, "ENABLE_USER_SITE", None) else None
    return found if found in sys.path else ""


def _is_found_without() -> bool:
    """Whether an isolated start would find this same codexctl among the installed packages.

    A launcher that sets the path up by itself (Nix, PEX, Bazel) keeps it elsewhere, and whoever
    names its folder in PYTHONPATH means that one.
    """
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    theirs = [_user_site(), *(_whole(folder) for folder in named if folder)]
    installed: list[str] = getattr(sys.modules.get("site"), "getsitepackages", list)()
    return _ROOT not in theirs and any(map(_holds_us, installed))


def _holds_us(folder: str) -> bool:
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return False
    # An installation from a checkout leaves a file that points there.
    return any(name == "codexctl" or name.startswith("__editable__.codexctl") for name in names)
