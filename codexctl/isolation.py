"""Our own imports are ours: what a person's environment puts before them is left out.

A policy binds whoever runs codexctl. A module of theirs, found by PYTHONPATH or in the folder
that they stand in, would be our code in their words, and no policy would bind that; the same holds
for a shared object that a variable has loaded. The programs that start here therefore look, before
they import anything, whether somebody told Python or the system to look elsewhere, and start anew
isolated and with an environment of known names if so. Where a policy holds and that cannot be
done, they do not start. Whoever replaces codexctl itself runs a program of their own; that is
beyond this.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from codexctl.environment import acting_at_start, carried, reduce

# What decides which files Python imports, or which bytecode it takes for them.
_STEERING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONPLATLIBDIR",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUSERBASE",
)
# What loads nothing: images and launchers set these for everybody.
_HARMLESS = frozenset(
    {
        *("PYTHONNOUSERSITE", "PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"),
        *("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONHASHSEED", "PYTHONCOERCECLOCALE"),
        *("PYTHONFAULTHANDLER", "PYTHON_COLORS", "PYTHON_VERSION", "PYTHON_SHA256"),
    }
)
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100 - pathlib costs 4 ms here
# The places of `locations.POLICY_FILES`, which is not imported before all is clear.
_POLICIES = {
    "darwin": "/Library/Application Support/codexctl/policy.toml",
    "win32": "C:/ProgramData/codexctl/policy.toml",
}
_POLICY_ELSEWHERE = "/etc/codexctl/policy.toml"


class NotIsolated(Exception):
    """A policy holds, and this process cannot get away from `what` somebody put before it."""

    hint = "unset it, or install codexctl in its own environment, for example with pipx"

    def __init__(self, what: str) -> None:
        super().__init__(f"a policy applies here, and {what!r} controls what Python loads")


def isolate(module: str, arguments: Sequence[str]) -> None:
    """Go on isolated from the environment; to be called first of all, by `python -m module`.

    It starts the interpreter anew only where there is something to get away from. Without a policy
    it also goes on where it cannot: on Windows, where a program cannot be replaced by another, and
    where codexctl itself was found by such a way. Raises NotIsolated where a policy holds.
    """
    # The folder of a script, or the one that somebody stands in.
    is_safe = sys.flags.isolated or sys.flags.safe_path or sys.argv[0] == "-c"
    if not is_safe and sys.path and not _is_checkout():
        del sys.path[0]
    if sys.argv[0] != "-c":
        _get_away(module, arguments)
    reduce()


def _whole(folder: str) -> str:
    """A folder's whole path; as it is where the folder that somebody stands in is gone."""
    try:
        return os.path.abspath(folder)  # noqa: PTH100 - pathlib costs 4 ms here
    except FileNotFoundError:
        return folder


def ourselves() -> list[str]:
    """The words that start this codexctl again, whichever folder somebody stands in."""
    return started_as("codexctl")


def started_as(module: str) -> list[str]:
    """The words that start a module of this codexctl as a program, isolated if we are."""
    flags = ["-I"] if sys.flags.isolated else ["-P"]
    return [sys.executable, *([] if _is_checkout() else flags), "-m", module]


def is_policy_here() -> bool:
    """Whether an administrator's policy is on this machine, in whatever state."""
    path = _POLICIES.get(sys.platform, _POLICY_ELSEWHERE)
    try:
        os.lstat(path)
    except FileNotFoundError:
        return os.path.islink(os.path.dirname(path))  # noqa: PTH114, PTH120
    except OSError:
        return True
    return True


def _get_away(module: str, arguments: Sequence[str]) -> None:
    """Start anew if anything steers this process; see `isolate`."""
    is_bound = is_policy_here()
    steered = _steered_by() or (_loaded_by() if is_bound else "")
    can_be = sys.platform != "win32" and sys.executable and _is_found_without(is_bound=is_bound)
    if steered and can_be:
        kept = carried(os.environ)
        os.environ.clear()
        os.environ.update(kept)
        # -I: neither variables, nor the folder that somebody stands in, nor their own
        # site-packages.
        os.execv(sys.executable, [sys.executable, "-I", "-m", module, *arguments])  # noqa: S606 - no shell is what is wanted
    steered = steered or _foreign_prefix()
    if steered and is_bound:
        sys.path[:] = [folder for folder in sys.path if folder not in _theirs()]
        reduce()
        raise NotIsolated(steered)


def _steered_by() -> str:
    """What steers our imports: a variable, or a folder; empty where nothing does."""
    if sys.flags.isolated:
        return ""
    if not sys.flags.ignore_environment:
        named = next((name for name in _STEERING if name in os.environ), "")
        if named:
            return named
    return _user_site()


def _loaded_by() -> str:
    """The variable that may have put something else into this process."""
    is_heard = not sys.flags.ignore_environment
    heard = (name for name in os.environ if is_heard and name not in _HARMLESS)
    of_python = (name for name in heard if name.startswith("PYTHON"))
    return next(of_python, "") or next(acting_at_start(os.environ), "")


def _foreign_prefix() -> str:
    """An environment that somebody laid over the one in which codexctl is installed."""
    if sys.prefix == sys.base_prefix or _is_checkout():
        return ""
    inside = (folder for folder in _installed() if folder.startswith(sys.prefix + os.sep))
    return "" if any(map(_holds_us, inside)) else sys.prefix


def _is_checkout() -> bool:
    return bool(sys.path) and _whole(sys.path[0]) == _ROOT


def _user_site() -> str:
    """The person's own site-packages, where Python looks there before the installed ones."""
    site = sys.modules.get("site")
    found = getattr(site, "USER_SITE", None) if getattr(site, "ENABLE_USER_SITE", None) else None
    return found if found in sys.path else ""


def _theirs() -> list[str]:
    """The folders that a person has had Python look in."""
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [_user_site(), *(_whole(folder) for folder in named if folder)]


def _installed() -> list[str]:
    folders: list[str] = getattr(sys.modules.get("site"), "getsitepackages", list)()
    return folders


def _is_found_without(*, is_bound: bool) -> bool:
    """Whether an isolated start would find this same codexctl among the installed packages.

    A launcher that sets the path up by itself (Nix, PEX, Bazel) keeps it elsewhere, and whoever
    names its folder in PYTHONPATH means that one; under a policy the installed one will do.
    """
    installed = _installed()
    if _ROOT in installed:
        return True
    return (is_bound or _ROOT not in _theirs()) and any(map(_holds_us, installed))


def _holds_us(folder: str) -> bool:
    try:
        names = os.listdir(folder)  # noqa: PTH208
    except OSError:
        return False
    # An installation from a checkout leaves a file that points there.
    return any(name == "codexctl" or name.startswith("__editable__.codexctl") for name in names)
