"""Are sessions without hooks running, or a daemon with another environment?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codexctl.checks import Cause, Check, State
from codexctl.codex.asking.processes import Running, running_codex
from codexctl.errors import CodexctlError
from codexctl.health.here import Here
from codexctl.health.own_check import OwnCheck
from codexctl.settings.model import OTLP, Destination

SESSION, DAEMON = "session.hooks", "daemon.environment"
_STOP_DAEMON = "codex app-server daemon stop"


def look(here: Here) -> Iterator[Check]:
    """Check every running Codex of this home."""
    running = tuple(running_codex(here.locations.codex_home))
    yield from _sessions(running)
    yield from _daemons(running, here)


def _sessions(running: Sequence[Running]) -> Iterator[Check]:
    """Name every Codex of this home that was started with hooks switched off."""
    for process in running:
        if process.switches_hooks_off:
            summary = f"process {process.pid} was started with hooks switched off"
            remedy = "start codex without that flag"
            yield Check(SESSION, State.problem, summary, remedy, Cause.hooks_off_session)


def _daemons(running: Sequence[Running], here: Here) -> Iterator[Check]:
    """Name what a shared daemon's environment lacks for a destination."""
    for daemon in (process for process in running if process.is_daemon):
        for destination in (d for d in here.settings.destinations if d.kind == OTLP):
            lacking = _lacking(destination, daemon.environ, here)
            if lacking:
                summary = (
                    f"the daemon that Codex's terminals share (process {daemon.pid}) was started "
                    f"with other variables: for {destination.name} it has {lacking}"
                )
                remedy = f"{_STOP_DAEMON}, then start codex again"
                yield Check(DAEMON, State.problem, summary, remedy, Cause.daemon_environment)


def _lacking(destination: Destination, theirs: Mapping[str, str], here: Here) -> str:
    """The variables that a destination has here and lacks in another process's environment."""
    from codexctl.settings.destinations.address import Unresolved
    from codexctl.settings.destinations.resolve import resolve
    from codexctl.settings.keys.secrets import find_key

    try:
        # The checks on the destination report what does not work here either.
        ours = resolve(destination, here.environ)
        key = find_key(ours, here.environ, here.locations)
    except CodexctlError:
        return ""
    try:
        there = resolve(destination, theirs)
        other = find_key(there, theirs, here.locations)
    except Unresolved:
        return "no address"
    except CodexctlError:
        other = None
    if there.destination.endpoint != ours.destination.endpoint:
        return "another address"
    if key is None or (other and other.value == key.value):
        return ""
    return "another key" if other else "no key"


CHECK = OwnCheck(
    {
        SESSION: "sessions that were started with hooks switched off",
        DAEMON: "the environment of the daemon that Codex's terminals share",
    },
    look,
)
