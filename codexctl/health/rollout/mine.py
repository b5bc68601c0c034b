"""Tests a roll-out for one user: policy, hook, what Codex says, and a test turn.

Run by a process of that user. Codex and codexctl get temporary homes, so that none of the user's
files are changed. The user's settings are copied there, because they apply, too.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from codexctl.checks import Cause, Check, State
from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.requirements import requirements_file
from codexctl.codex.hooks.command import command_for
from codexctl.codex.hooks.script import script_problem
from codexctl.codex.report.hook_files import machine_hook_at
from codexctl.codex.report.script_owner import machine_script
from codexctl.deliver.only_worker import is_anybody_at_work
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.model import Policy
from codexctl.policy.file.ownership import foreign_hand, owner_required
from codexctl.settings.managed import MANAGED

_AGAIN = "sudo codexctl fleet apply --policy FILE"
_DOCTOR = "codexctl doctor, as this person"
_PATIENCE_S, _PAUSE_S, _SETTLED_S = 10.0, 0.05, 0.2
POLICY, HOOK, CODEX = "fleet.policy", "fleet.hook", "fleet.codex"


def look(locations: Locations, environ: Mapping[str, str], timeout_s: float) -> Iterator[Check]:
    """Run the checks one after the other; `timeout_s` is for the test turn, in seconds.

    `locations` are the user's own; only the settings are read from there.
    """
    policy = policy_on(locations)
    yield _policy(policy, locations)
    found = machine_hook_at(requirements_file().parent)
    hook = _hook(*found) if found else _hook()
    yield hook
    with _folder() as folder:
        theirs = _thrown_away(folder, locations, environ)
        yield _codex(found[1] if found else None, folder, theirs)
        if found and hook.state is State.ok and policy and not policy.problem:
            yield from _arrivals(found[1], policy, theirs, timeout_s)


def _policy(policy: Policy | None, locations: Locations) -> Check:
    if policy is None:
        return _problem(POLICY, f"there is no policy in {locations.policy_file}", _AGAIN)
    if policy.problem:
        return _problem(POLICY, policy.problem, _AGAIN, Cause.policy_unreadable)
    most = policy.capture.mode.name
    return Check(POLICY, State.ok, f"{policy.id} applies: at most {most}")


def _hook(file: str = "", script: Path | None = None) -> Check:
    where = requirements_file()
    if script is None:
        return _problem(HOOK, f"{where} runs no hook of codexctl", _AGAIN, Cause.hooks_missing)
    found = script_problem(script)
    if found:
        return _problem(HOOK, found.summary, _AGAIN, found.cause)
    if problem := foreign_hand(Path(file), owner_required()):
        return _problem(HOOK, f"{file} {problem}", _AGAIN)
    if problem := foreign_hand(script, owner_required()):
        return _problem(HOOK, f"{script} {problem}", f"sudo chown root:root {script}")
    return Check(HOOK, State.ok, f"{where} runs {script} for all users")


def _codex(script: Path | None, folder: Path, environ: Mapping[str, str]) -> Check:
    binary = find_codex(environ)
    if binary is None:
        return Check(CODEX, State.inactive, "not asked: there is no codex on the PATH")
    try:
        seen = ask(binary, folder / "codex", folder, environ)
    except CodexSilent as error:
        return _problem(CODEX, f"Codex gives no answer: {error.message}", "codex --version")
    commands = [hook.command for hook in seen.hooks or () if hook.status == "managed"]
    if script is None or command_for(script, "Stop") not in commands:
        listed = machine_script(seen.hooks)
        said = f"Codex runs {listed}" if listed else "Codex lists no hook of codexctl as managed"
        return _problem(CODEX, said, _AGAIN, Cause.hooks_missing)
    if seen.requirements.hooks_pinned is not True:
        said = "Codex does not report the hooks feature as pinned on: users could switch it off"
        return _problem(CODEX, said, _AGAIN, Cause.hooks_off_layer)
    return Check(CODEX, State.ok, f"Codex {seen.version} lists it as managed: it needs no trust")


def _arrivals(
    script: Path, policy: Policy, environ: Mapping[str, str], timeout_s: float
) -> Iterator[Check]:
    """The test turn at each required destination; at every destination if none is required."""
    from codexctl.deliver.worker.selftest import run_selftest
    from codexctl.health.rollout.unarrived import unarrived
    from codexctl.policy.limits.in_force import settings_in_force
    from codexctl.settings.destinations.resolve import address_of

    where = locate(environ)
    try:
        settings = settings_in_force(where, environ)
        done = run_selftest(where, environ, command_for(script, "Stop"), timeout_s=timeout_s)
    except (CodexctlError, OSError) as error:
        yield _problem(HOOK, f"the test turn could not be sent: {error}", _DOCTOR)
        return
    if done.hook_problem:
        yield _problem(HOOK, done.hook_problem, _AGAIN)
        return
    if not settings.destinations:
        said = "the policy allows no local store and names no destination: turns wait for one"
        yield Check("destination.none", State.inactive, f"{said} that this person chooses")
    known = {chosen.name: chosen for chosen in settings.destinations}
    required = {name for name, chosen in known.items() if chosen.administration} or set(known)
    for arrival in done.arrivals:
        name, said = arrival.destination, arrival.problem
        if said and name in required:
            yield unarrived(known[name], said, settings, environ, where)
        elif name in required:
            took = f"the test turn arrived after {arrival.took_ms} ms"
            yield Check(f"destination.{name}", State.ok, took)
    # An address that is only a pattern must be completed by the person.
    addresses = [address_of(chosen, environ) for chosen in known.values()]
    for pattern in policy.destinations.required:
        if not any(map(pattern.matches, addresses)):
            said = f"nothing is sent to {pattern.text}, which the policy requires"
            yield _problem("destination.required", said, "codexctl setup, as this person")


def _problem(name: str, summary: str, remedy: str, cause: Cause | None = None) -> Check:
    return Check(name, State.problem, summary, remedy, cause)


@contextmanager
def _folder() -> Iterator[Path]:
    """A temporary folder, which is deleted when the worker that has its files there has ended."""
    folder = Path(tempfile.mkdtemp(prefix="codexctl-"))
    try:
        yield folder
    finally:
        # The hook starts a worker a moment later, which would create the folder again.
        hints = folder / "own" / "hints"
        _wait(lambda: not (_is_used(folder) or is_anybody_at_work(hints)))
        _wait(lambda: _is_gone(folder))


def _is_used(folder: Path) -> bool:
    """Whether a process has its home in the folder, if the system shows that."""
    named = b"CODEXCTL_HOME=" + bytes(folder)
    for path in Path("/proc").glob("[0-9]*/environ"):
        with suppress(OSError):
            if named in path.read_bytes():
                return True
    return False


def _wait(until: Callable[[], bool]) -> None:
    """Wait until something is true, for at most the time that a worker may take."""
    end = time.monotonic() + _PATIENCE_S
    while not until() and time.monotonic() < end:
        time.sleep(_PAUSE_S)


def _is_gone(folder: Path) -> bool:
    """Whether it is deleted and stays so: a worker that is just ending may still write there."""
    shutil.rmtree(folder, ignore_errors=True)
    time.sleep(_SETTLED_S)
    return not folder.exists()


def _thrown_away(folder: Path, locations: Locations, environ: Mapping[str, str]) -> dict[str, str]:
    """The user's environment with temporary homes, to which the settings are copied."""
    own, codex = folder / "own", folder / "codex"
    for home in (own, codex):
        home.mkdir(mode=0o700)
    for path in (locations.settings_toml, locations.keys_file):
        with suppress(OSError):
            shutil.copyfile(path, own / path.name)
    return {**environ, "CODEXCTL_HOME": str(own), "CODEX_HOME": str(codex), MANAGED: "1"}
