"""Isolates our imports from modules that a person's environment would put before them.

A policy must bind everybody who runs codexctl. A module found through PYTHONPATH or in the current
folder could replace codexctl's code, and so evade the policy; so could a shared object that a
variable loads. So our programs check, before they import anything, whether Python or the system was
told to load files from elsewhere. If so, they restart isolated, with an environment of known
variables. If a policy applies and that is impossible, they do not start. This does not protect
against a person who replaces codexctl itself.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from codexctl.environment import acting_at_start, carried, reduce

# Variables that decide which files, or which bytecode, Python imports.
_STEERING = (
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONPLATLIBDIR",
    "PYTHONPYCACHEPREFIX",
    "PYTHONUSERBASE",
)
# Variables that load nothing: images and launchers often set them.
_HARMLESS = frozenset(
    {
        *("PYTHONNOUSERSITE", "PYTHONSAFEPATH", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED"),
        *("PYTHONUTF8", "PYTHONIOENCODING", "PYTHONHASHSEED", "PYTHONCOERCECLOCALE"),
        *("PYTHONFAULTHANDLER", "PYTHON_COLORS", "PYTHON_VERSION", "PYTHON_SHA256"),
    }
)
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH120, PTH100 - pathlib costs 4 ms here
# The same paths as in `locations.POLICY_FILES`, which must not be imported yet.
_POLICIES = {
    "darwin": "/Library/Application Support/codexctl/policy.toml",
    "win32": "C:/ProgramData/codexctl/policy.toml",
}
_POLICY_ELSEWHERE = "/etc/codexctl/policy.toml"


class NotIsolated(Exception):
    """A policy applies, and this process cannot isolate itself from a variable or folder."""

    hint = "unset it, or install codexctl in its own environment, for example with pipx"

    def __init__(self, what: str) -> None:
        super().__init__(f"a policy applies here, and {what!r} controls what Python loads")


def isolate(module: str, arguments: Sequence[str]) -> None:
    """Isolate this process from the environment; must be called first, by `python -m module`.

    The interpreter is restarted, with the same `arguments`, only if there is something to isolate
    from. That is impossible on Windows, where a process cannot be replaced, and if codexctl itself
    was found through such a variable. Then this raises NotIsolated if a policy applies; without a
    policy, the process continues as it is.
    """
    # The folder of a script, or the current one.
    is_safe = sys.flags.isolated or sys.flags.safe_path or sys.argv[0] == "-c"
    if not is_safe and sys.path and not _is_checkout():
        del sys.path[0]
    if sys.argv[0] != "-c":
        _get_away(module, arguments)
    reduce()


def _whole(folder: str) -> str:
    """A folder's absolute path; unchanged if the current folder was deleted."""
    try:
        return os.path.abspath(folder)  # noqa: PTH100 - pathlib costs 4 ms here
    except FileNotFoundError:
        return folder


def ourselves() -> list[str]:
    """The command line that starts this codexctl again, from any folder."""
    return started_as("codexctl")


def started_as(module: str) -> list[str]:
    """The command line that starts a module of this codexctl, isolated if this process is."""
    flags = ["-I"] if sys.flags.isolated else ["-P"]
    return [sys.executable, *([] if _is_checkout() else flags), "-m", module]


def is_policy_here() -> bool:
    """Whether this machine has an administrator's policy, even an invalid one."""
    path = _POLICIES.get(sys.platform, _POLICY_ELSEWHERE)
    try:
        os.lstat(path)
    except FileNotFoundError:
        return os.path.islink(os.path.dirname(path))  # noqa: PTH114, PTH120
    except OSError:
        return True
    return True


def _get_away(module: str, arguments: Sequence[str]) -> None:
    """Restart if anything changes this process's imports; see `isolate`."""
    is_bound = is_policy_here()
    steered = _steered_by() or (_loaded_by() if is_bound else "")
    can_be = sys.platform != "win32" and sys.executable and _is_found_without(is_bound=is_bound)
    if steered and can_be:
        kept = carried(os.environ)
        os.environ.clear()
        os.environ.update(kept)
        # -I ignores variables, the current folder, and the user's site-packages.
        os.execv(sys.executable, [sys.executable, "-I", "-m", module, *arguments])  # noqa: S606 - no shell is what is wanted
    steered = steered or _foreign_prefix()
    if steered and is_bound:
        sys.path[:] = [folder for folder in sys.path if folder not in _theirs()]
        reduce()
        raise NotIsolated(steered)


def _steered_by() -> str:
    """The variable or folder that changes our imports; empty if there is none."""
    if sys.flags.isolated:
        return ""
    if not sys.flags.ignore_environment:
        named = next((name for name in _STEERING if name in os.environ), "")
        if named:
            return named
    return _user_site()


def _loaded_by() -> str:
    """The variable that may have loaded other files into this process."""
    is_heard = not sys.flags.ignore_environment
    heard = (name for name in os.environ if is_heard and name not in _HARMLESS)
    of_python = (name for name in heard if name.startswith("PYTHON"))
    return next(of_python, "") or next(acting_at_start(os.environ), "")


def _foreign_prefix() -> str:
    """A virtual environment on top of the one in which codexctl is installed."""
    if sys.prefix == sys.base_prefix or _is_checkout():
        return ""
    inside = (folder for folder in _installed() if folder.startswith(sys.prefix + os.sep))
    return "" if any(map(_holds_us, inside)) else sys.prefix


def _is_checkout() -> bool:
    return bool(sys.path) and _whole(sys.path[0]) == _ROOT


def _user_site() -> str:
    """The user's site-packages, if Python searches them before the installed ones."""
    site = sys.modules.get("site")
    found = getattr(site, "USER_SITE", None) if getattr(site, "ENABLE_USER_SITE", None) else None
    return found if found in sys.path else ""


def _theirs() -> list[str]:
    """The folders that a person added to Python's search path."""
    named = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    return [_user_site(), *(_whole(folder) for folder in named if folder)]


def _installed() -> list[str]:
    folders: list[str] = getattr(sys.modules.get("site"), "getsitepackages", list)()
    return folders


def _is_found_without(*, is_bound: bool) -> bool:
    """Whether an isolated start would find this same codexctl among the installed packages.

    A launcher that sets the path itself (Nix, PEX, Bazel) has codexctl elsewhere, and a person may
    name its folder in PYTHONPATH on purpose; under a policy, the installed one is used.
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
    # An editable installation has a file that points to the checkout.
    return any(name == "codexctl" or name.startswith("__editable__.codexctl") for name in names)
