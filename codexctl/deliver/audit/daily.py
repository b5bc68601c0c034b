"""Once a day, where a policy defines a destination: what the audit found goes there.

The worker has it done by a command, when it has delivered everything and lets go of its lock, so
that neither Codex nor a turn waits for it.
"""

from __future__ import annotations

from codexctl.deliver.own_command import done_quietly
from codexctl.isolation import is_policy_here
from codexctl.locations import Locations
from codexctl.safe_read import read_text

_DAY_NS, _HOUR_NS = 24 * 3600 * 1_000_000_000, 3600 * 1_000_000_000
_TIMEOUT_S = 60.0


def audit_if_due(locations: Locations, now_ns: int) -> bool:
    """Run `codexctl policy check --send` if a day has passed since the last; whether it was run.

    After one that was not accepted an hour; a policy that has changed is judged at once. `now_ns`
    is nanoseconds since 1970. Raises TimeoutExpired where it takes too long, OSError where the
    time cannot be noted.
    """
    if not is_policy_here():
        return False  # most machines: nothing is imported or read
    from codexctl.policy.file.here import policy_on

    policy = policy_on(locations)
    if policy is None or not policy.chosen.sends:
        return False
    if _is_fresh(_last(locations), policy.id, now_ns):
        return False
    # Recorded before it runs, so that a failure does not make every worker try it again.
    _note(locations, now_ns, "failed", policy.id)
    if done_quietly("policy", "check", "--send", "--quiet", seconds=_TIMEOUT_S):
        _note(locations, now_ns, "sent", policy.id)
    return True


def _is_fresh(said: list[str], policy_id: str, now_ns: int) -> bool:
    if len(said) != 3 or said[2] != policy_id or not said[0].isdecimal():
        return False
    age = now_ns - int(said[0])
    # A time in the future was recorded by a clock that was wrong.
    return 0 <= age < (_DAY_NS if said[1] == "sent" else _HOUR_NS)


def _last(locations: Locations) -> list[str]:
    try:
        return read_text(locations.audited_file).split()
    except (OSError, ValueError):
        return []


def _note(locations: Locations, now_ns: int, how: str, policy_id: str) -> None:
    text = f"{now_ns} {how} {policy_id}\n"
    locations.audited_file.write_text(text, encoding="utf-8")
