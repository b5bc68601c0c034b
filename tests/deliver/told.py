"""What `status` says of delivery alone, for tests that set up no Codex."""

from __future__ import annotations

from codexctl.checks import Check
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.report.snapshot import Snapshot
from codexctl.health.delivered import read_delivery
from codexctl.health.delivery import backlog, died, last_error, reachable, store, unreadable
from codexctl.health.here import Here
from codexctl.locations import Locations
from codexctl.policy.limits.effective import under
from codexctl.settings.model import Settings


def health(locations: Locations, settings: Settings) -> tuple[Check, ...]:
    """The checks on every destination, on what is pending and on the last error."""
    here = Here(
        locations=locations,
        environ={},
        codex=Snapshot(locations, Hooks(str(locations.hooks_json))),
        settings=settings,
        settings_problem="",
        limits=under(None, settings, {}),
        delivery=read_delivery(locations, settings),
    )
    modules = (reachable, store, backlog, unreadable, died, last_error)
    return tuple(check for module in modules for check in module.CHECK.look(here))
