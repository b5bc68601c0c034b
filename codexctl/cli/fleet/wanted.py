"""Makes the files that a machine should have from the command line."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.cli.fleet.options import RollOut
from codexctl.errors import CodexctlError, UsageError
from codexctl.system import is_root

if TYPE_CHECKING:
    from codexctl.edit.plans.fleet.places import Places
    from codexctl.edit.plans.fleet.roll_out import Wanted
    from codexctl.policy.file.model import Policy

# The user nobody; the number also works on systems without that name.
_NOBODY = 65534


def places_of(root: Path, script: Path | None, platform: str) -> Places:
    """The machine to set up. Raises UsageError for a script without an absolute path.

    Raises CodexctlError on Windows: its files have no modes to check.
    """
    if sys.platform == "win32":
        hint = "place the policy by hand, see docs/policy.md"
        raise CodexctlError("codexctl cannot roll out on Windows", hint)
    from codexctl.edit.plans.fleet.places import Places
    from codexctl.policy.render.hook import script_place

    where = script or script_place(platform)
    if not where.is_absolute() or ".." in where.parts:
        raise UsageError(f"{where} is not an absolute path", "codexctl fleet apply --help")
    return Places(Path(os.path.realpath(root)), where, platform)


def wanted_by(asked: RollOut, places: Places) -> Wanted:
    """The files that the machine should have.

    Raises CodexctlError, before anything is read or written, for a policy that cannot be used, or
    that allows no hook to run.
    """
    from codexctl.edit.plans.fleet.roll_out import Wanted
    from codexctl.edit.plans.fleet.service import service_files
    from codexctl.policy.file.seal import sealed
    from codexctl.policy.render.codex_files import Managed, managed_config, requirements
    from codexctl.policy.render.hook import hook_script

    policy, text = _policy(asked.policy, places)
    if asked.seal:
        text = sealed(text)
        policy = _checked(text.encode(), places.policy)
    _check_complete(policy)
    managed = Managed(places.script, asked.only)
    shared = {places.requirements: requirements(policy, managed)}
    if asked.managed_config:
        shared[places.managed_config] = managed_config(policy)
    whole = {
        places.policy: text,
        places.script: hook_script(str(asked.python), asked.platform),
        **(service_files(str(asked.python), asked.platform) if asked.service else {}),
    }
    return Wanted(whole, dict(reversed(shared.items())), asked.replace)


def check_python(asked: RollOut, places: Places) -> Iterator[str]:
    """Notes about the interpreter.

    Raises UsageError for a name that is not an absolute path, CodexctlError if there is no such
    file.
    """
    from codexctl.edit.plans.fleet.places import THIS_MACHINE
    from codexctl.policy.file.ownership import foreign_hand

    python, here = asked.python, places.at(asked.python)
    if not python.is_absolute():
        raise UsageError(f"{python} is not an absolute path", "codexctl fleet apply --help")
    if places.root != THIS_MACHINE:
        if not os.path.lexists(here):
            yield f"{python} is not in the tree (yet): the hook does nothing without it"
        return
    if not python.exists():
        hint = "name the Python that has codexctl: --python /opt/codexctl/bin/python"
        raise CodexctlError(f"there is no {python}", hint)
    if is_root() and (closed := _closed(python)):
        yield f"only root can run codexctl with {python}, so other users' turns are lost: {closed}"
    elif sys.platform != "win32" and (problem := foreign_hand(python, 0)):
        yield f"the interpreter {python} {problem}"


def _closed(python: Path) -> str:
    """Why a user without privileges cannot run codexctl with it; empty if they can. It is tried."""
    import subprocess

    words = [str(python), "-I", "-c", "import codexctl"]
    try:
        done = subprocess.run(
            words, user=_NOBODY, group=_NOBODY, extra_groups=(), env={}, cwd="/", check=False,
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=30,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError) as error:
        return str(error)
    return "" if done.returncode == 0 else (done.stderr.splitlines() or ["it fails"])[-1]


def _policy(named: str | None, places: Places) -> tuple[Policy, str]:
    from codexctl.policy.file.read import MOST_BYTES
    from codexctl.safe_read import read_bytes

    path = places.at(places.policy) if named is None else Path(named)
    if named == "-":
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    else:
        try:
            raw = read_bytes(path.absolute(), MOST_BYTES)
        except FileNotFoundError:
            hint = "codexctl policy init --out policy.toml, then --policy policy.toml"
            raise CodexctlError(f"{path}: there is no policy to roll out", hint) from None
        except OSError as error:
            raise CodexctlError(f"{path}: {error.strerror}", f"ls -l {path}") from error
    policy = _checked(raw, Path("stdin") if named == "-" else path)
    return policy, raw.decode()


def _check_complete(policy: Policy) -> None:
    """Raise CodexctlError for a destination to which nothing could be sent, on any machine."""
    from codexctl.settings.destinations.resolve import resolve

    for destination in policy.chosen.destinations:
        resolve(destination, {})


def _checked(raw: bytes, path: Path) -> Policy:
    from codexctl.policy.file.read import from_bytes

    policy = from_bytes(raw, path)
    if policy.problem:
        hint = "codexctl policy explain lists the keys and what they take"
        raise CodexctlError(f"the policy cannot be used: {policy.problem}", hint)
    return policy
