"""What only `doctor` looks at: processes, other installations, the script, real requests."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from codexctl.checks import Check, State
from codexctl.locations import Locations
from codexctl.safe_read import read_text
from codexctl.settings.model import OTLP, Destination, Settings

if TYPE_CHECKING:
    from codexctl.policy.limits.effective import Effective

_SYNC = "codexctl sync"
_STOP_DAEMON = "codex app-server daemon stop"


def script_changed(where: Locations) -> Check:
    """Check that the scripts that Codex calls are as this version writes them."""
    from codexctl.codex.hooks.command import (
        HOOK_TEMPLATE,
        NOTIFY_TEMPLATE,
        interpreter_of,
        render_script,
    )

    name = "hooks.script"
    for path, template in (
        (where.hook_script, HOOK_TEMPLATE),
        (where.notify_script, NOTIFY_TEMPLATE),
    ):
        try:
            text = read_text(path)
        except (OSError, UnicodeDecodeError):
            continue
        python = interpreter_of(text)
        if python and text != render_script(python, where, template):
            summary = f"{path} is not as this version of codexctl writes it"
            return Check(name, State.problem, summary, _SYNC, "script-changed")
    return Check(name, State.ok, "as this version of codexctl writes it")


def installations(where: Locations, environ: Mapping[str, str]) -> Check:
    """Check that what Codex starts is this codexctl, and not one of several."""
    from codexctl.codex.hooks.command import interpreter_of

    name = "installation.single"
    try:
        python = interpreter_of(read_text(where.hook_script))
    except (OSError, UnicodeDecodeError):
        python = ""
    others = _on_path(environ) - {_home_of(sys.executable)}
    if python and Path(python).exists() and _home_of(python) != _home_of(sys.executable):
        summary = f"Codex starts the codexctl of {python}, and this is that of {sys.executable}"
        return Check(name, State.problem, summary, _SYNC, "several-installations")
    if others:
        said = ", ".join(sorted(map(str, others)))
        return Check(name, State.ok, f"Codex starts this one; there are others: {said}")
    return Check(name, State.ok, "Codex starts this one, and there is no other on the PATH")


def processes(where: Locations, settings: Settings, environ: Mapping[str, str]) -> Iterator[Check]:
    """Judge what is running now: sessions without hooks, a daemon in another environment."""
    from codexctl.codex.asking.processes import running_codex

    running = list(running_codex(where.codex_home))
    for one in running:
        if one.switches_hooks_off:
            summary = f"process {one.pid} was started with hooks switched off"
            remedy = "start codex without that flag"
            yield Check("session.hooks", State.problem, summary, remedy, "hooks-off-session")
    for daemon in (one for one in running if one.is_daemon):
        for destination in (d for d in settings.destinations if d.kind == OTLP):
            lacking = _lacking(destination, daemon.environ, environ, where)
            if lacking:
                summary = (
                    f"the daemon that Codex's terminals share (process {daemon.pid}) was started"
                    f" in another environment: for {destination.name} it has {lacking}"
                )
                remedy = f"{_STOP_DAEMON}, then start codex again"
                yield Check(
                    "daemon.environment", State.problem, summary, remedy, "daemon-environment"
                )


def probes(
    settings: Settings, limits: Effective, where: Locations, environ: Mapping[str, str]
) -> Iterator[Check]:
    """Make one real request to each remote destination that may be sent to."""
    from codexctl.deliver.worker.destinations import obstacle, resource
    from codexctl.deliver.worker.probe import Cause, probe
    from codexctl.health.probe_remedy import remedy

    attributes = resource(settings, limits, environ)
    for one in settings.destinations:
        if one.kind != OTLP or obstacle(one, limits, environ):
            continue
        name = f"destination.{one.name}.answers"
        found = probe(one, attributes, where, environ, limits)
        if found.cause is Cause.none:
            yield Check(name, State.ok, "it takes our requests")
        elif found.cause is not Cause.missing:
            summary = f"{one.name}: {found.cause.value}: {found.detail}"
            word = f"destination-{found.cause.name}"
            yield Check(name, State.problem, summary, remedy(one.name, found), word)


def _lacking(
    destination: Destination,
    theirs: Mapping[str, str],
    ours: Mapping[str, str],
    where: Locations,
) -> str:
    """What a destination has here and lacks in the environment of another process."""
    from codexctl.errors import CodexctlError
    from codexctl.settings.destinations.resolve import Unresolved, resolve
    from codexctl.settings.keys.secrets import find_key

    try:
        here = resolve(destination, ours)
        key = find_key(here, ours, where)
    except CodexctlError:
        return ""
    try:
        there = resolve(destination, theirs)
        other = find_key(there, theirs, where)
    except Unresolved:
        return "no address"
    except CodexctlError:
        other = None
    if there.destination.endpoint != here.destination.endpoint:
        return "another address"
    if key is None or (other and other.value == key.value):
        return ""
    return "another key" if other else "no key"


def _on_path(environ: Mapping[str, str]) -> set[Path]:
    """The folders of all installations whose `codexctl` the PATH would find."""
    found = set()
    for folder in environ.get("PATH", "").split(os.pathsep):
        program = Path(folder) / "codexctl"
        if folder and os.access(program, os.X_OK):
            found.add(_home_of(str(program.resolve())))
    return found


def _home_of(program: str) -> Path:
    """The folder above the one with an installation's programs."""
    return Path(os.path.abspath(program)).parent.parent  # noqa: PTH100 - links name environments
