"""Read by every `policy` command: the policy, the settings, the current limits."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from codexctl.codex.config.written import Written, read_written
from codexctl.environment import given
from codexctl.health.here import settings_today
from codexctl.locations import Locations, locate
from codexctl.policy.file.here import policy_on
from codexctl.policy.file.model import Policy
from codexctl.policy.file.read import read
from codexctl.policy.limits.effective import Effective, under
from codexctl.policy.limits.in_force import chosen_by_both
from codexctl.policy.limits.sources import Limit
from codexctl.settings.capture import Source, Voice
from codexctl.settings.model import Settings
from codexctl.wording import safe

_UNLIMITED = {
    "capture.exclude": "nothing",
    "capture.redact": "the usual kinds",
    "capture.rule": "none",
    "capture.resource": "any but our own",
    "destinations.allow": "any address",
    "destinations.required": "none",
    "destinations.retention_days": "until deleted",
    "destinations.proxy": "not named",
    "destinations.certificate": "the machine's own",
    "codex.features": "none",
    "support.contact": "not named",
    "destination.NAME": "none",
    "resource.NAME": "none",
    "user.id": "not pinned",
    "user.salt": "none",
    "user.team": "not pinned",
    "setup.trigger": "not named",
    "setup.trust": "not named",
}
_NOTHING = {"capture.resource": "none: only our own"}


@dataclass(frozen=True, slots=True)
class PolicyHere:
    """One person on one machine.

    `settings` are the current ones, `own` what the person chose. `written` is settings.toml as it
    is, None if there is none; `settings_problem` says why it cannot be used.
    """

    locations: Locations
    settings: Settings
    own: Settings
    written: Written | None
    settings_problem: str
    held: Effective

    @property
    def policy(self) -> Policy | None:
        """The policy that the limits come from."""
        return self.held.policy


def look_here(draft: Path | None, locations: Locations | None = None) -> PolicyHere:
    """Read everything again; `draft` replaces the installed policy.

    Root need not own a draft.
    """
    locations = locations or locate(os.environ)
    policy = policy_on(locations) if draft is None else read(draft.absolute(), owner=None)
    own, problem = settings_today(locations)
    settings = chosen_by_both(own, policy)
    held = under(policy, settings, given())
    # Then the values are not the person's: the output must show why so little is captured.
    if problem:
        file = f"{locations.settings_toml} (cannot be used)"
        source = Source(Voice.invalid_settings, file)
        closed = replace(settings, capture=replace(settings.capture, source=source))
        held = under(policy, closed, given())
    written = read_written(locations.settings_toml)
    return PolicyHere(locations, settings, own, written, problem, held)


def policy_json(policy: Policy | None) -> dict[str, Any] | None:
    """The policy itself in a result.

    None if there is no policy.
    """
    if policy is None:
        return None
    return {
        "path": str(policy.path),
        "id": policy.id,
        "problem": policy.problem or None,
        "contact": policy.contact or None,
    }


def policy_line(policy: Policy | None) -> str:
    """The policy in one line: where it is, and whether it can be used."""
    if policy is None:
        return "no administrator's policy on this machine"
    if policy.problem:
        return f"cannot be used, so only metadata is captured: {safe(policy.problem)}"
    contact = f"; contact: {safe(policy.contact)}" if policy.contact else ""
    return f"{safe(str(policy.path))}, id {policy.id}{contact}"


def value_said(row: Limit) -> str:
    """The value of one key as text, even if nothing limits it."""
    if row.value is None:
        return _UNLIMITED.get(row.key, "not limited")
    if isinstance(row.value, bool):
        return "true" if row.value else "false"
    if isinstance(row.value, dict):
        return ", ".join(f"{name} = {str(on).lower()}" for name, on in row.value.items())
    if isinstance(row.value, list):
        nothing = _NOTHING.get(row.key, "none: nothing is sent to other machines")
        return safe(", ".join(row.value)) or nothing
    return safe(str(row.value))
