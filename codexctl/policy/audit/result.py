"""Whether the policy allows the result of a plan, whoever asked for it.

The result is checked, not the command: what is in Codex's configuration, hooks and our settings
afterwards, and is not there now. The audit reports what was there before; it does not prevent an
edit of something else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import HOOKS, canonical
from codexctl.codex.config.files import (
    ConfigFile,
    changed,
    flags_in,
)
from codexctl.codex.hooks.command import our_hooks
from codexctl.codex.hooks.grammar import read_hooks_json, read_inline_hooks
from codexctl.codex.hooks.trust import Trust, read_state, trust_of
from codexctl.codex.notify.entry import is_ours, notify_program
from codexctl.codex.report.script_owner import DECISIVE
from codexctl.document.data import spell
from codexctl.locations import Locations
from codexctl.policy.audit.codex import trust_bypass
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.file_contents import config_file, data_in, settings_in, trust_in
from codexctl.policy.audit.newly_called import newly_called
from codexctl.policy.audit.otel import otel_content, otel_endpoints
from codexctl.policy.file.model import Policy
from codexctl.settings.model import LOCAL, Destination

RECORD_TRUST = "codexctl to record trust in hooks"
Contents = Mapping[Path, bytes | None]


@dataclass(frozen=True, slots=True)
class Forbidden:
    """What the policy does not allow, as the end of that sentence, and the key of the policy."""

    key: str
    what: str


@dataclass(frozen=True, slots=True)
class Machine:
    """What the check needs besides the files.

    `address` resolves a destination to its address, empty if none is known. `managed_hook` means
    that an administrator's hook traces all users' turns, `gives_back` that codexctl is being
    removed and gives the turns back to the tracer that it replaced.
    """

    locations: Locations
    address: Callable[[Destination], str] = field(default=lambda destination: destination.endpoint)
    managed_hook: bool = False
    gives_back: bool = False


def forbidden(
    policy: Policy, before: Contents, after: Contents, machine: Machine
) -> Iterator[Forbidden]:
    """Find everything in `after` that is not in `before` and that the policy does not allow.

    Both have the same files: those of the plan, and the person's other files, unchanged.
    """
    for path in after:
        old, new = (
            config_file(path, side.get(path), machine.locations) for side in (before, after)
        )
        if old and new:
            yield from _features(policy, old, new)
            yield from _found(policy, old, new)
    if not policy.trust.self_trust and _gained(_trusted(before), _trusted(after)):
        yield Forbidden("trust.self_trust", RECORD_TRUST)
    if policy.codex.tracing and not machine.managed_hook:
        yield from _untraced(before, after, machine.locations)
    for name in () if machine.gives_back else newly_called(before, after, machine.locations):
        key = "capture.max" if policy.destinations.allow is None else "destinations.allow"
        yield Forbidden(key, f"{name} to be called: the policy does not limit what it sends")
    yield from _destinations(policy, before, after, machine)


def _features(policy: Policy, old: ConfigFile, new: ConfigFile) -> Iterator[Forbidden]:
    wanted = {canonical(name): (f"codex.features.{name}", on) for name, on in
              policy.codex.features.items()}  # fmt: skip
    if policy.codex.tracing:
        wanted.setdefault(HOOKS, ("codex.tracing", True))
    for name, (key, on) in wanted.items():
        had, has = (flags_in(file, name) for file in (old, new))
        for place in changed(had, has):
            if has[place] is not on:
                word = "true" if on else "false"
                yield Forbidden(key, f"{spell(place)} to be anything but {word}")


def _found(policy: Policy, old: ConfigFile, new: ConfigFile) -> Iterator[Forbidden]:
    """What the audit would find in the new file but not in the old one."""
    known = (
        (trust_bypass, "trust.bypass", "trust to be bypassed"),
        (otel_content, "codex.otel_content", "Codex's own telemetry to contain content"),
        (otel_endpoints, "destinations.allow", "Codex's own telemetry to go there"),
    )
    for look, key, what in known:
        had, has = (
            {finding.summary for finding in look(Facts(policy, files=(file,))) if finding.violation}
            for file in (old, new)
        )
        for summary in sorted(has - had):
            yield Forbidden(key, f"{what} ({summary})")


def _trusted(contents: Contents) -> Counter[tuple[str, str, str]]:
    """How often each hash is trusted, by file and event: a hook that moves is not a new one."""
    found: Counter[tuple[str, str, str]] = Counter()
    for path, content in contents.items():
        if path.suffix == ".toml":
            for key, value in trust_in(data_in(content)).items():
                # A key is FILE:EVENT:GROUP:HANDLER. It is split from the right, because the file
                # may contain colons.
                source, event, *_ = *key.rsplit(":", 3), ""
                found[source, event, value] += 1
    return found


def _gained(old: Counter[Any], new: Counter[Any]) -> bool:
    return bool(new - old)


def _untraced(before: Contents, after: Contents, locations: Locations) -> Iterator[Forbidden]:
    """Find whether our hook would be removed or not run any more, if turns must be traced."""
    # First whether our hook is there at all, then whether Codex would run it.
    for running in (False, True):
        had, has = (_ours(side, locations, running=running) for side in (before, after))
        # Changing from one trigger to another (hook or notify) does not stop tracing.
        if had - has and not (has - had) & {DECISIVE, "notify"}:
            yield Forbidden("codex.tracing", "codexctl's hook to be removed or switched off")
            return


def _ours(contents: Contents, locations: Locations, *, running: bool) -> set[str]:
    """The events that have our hook; with `running`, only if it is trusted and not switched off."""
    config = data_in(contents.get(locations.config_toml))
    state = read_state(config)
    found = {"notify"} if is_ours(notify_program(config), locations.notify_script) else set()
    for path, content in contents.items():
        if path.suffix == ".json":
            hooks = read_hooks_json((content or b"{}").decode(errors="replace"), str(path))
        else:
            hooks = read_inline_hooks(data_in(content), str(path))
        for hook in our_hooks(hooks, locations.hook_script):
            if not running or trust_of(hook, state.get(hooks.key(hook))) is Trust.trusted:
                found.add(hook.event.name)
    return found


def _destinations(
    policy: Policy, before: Contents, after: Contents, machine: Machine
) -> Iterator[Forbidden]:
    path = machine.locations.settings_toml
    if after.get(path) is None:
        return
    old, new = (settings_in(side.get(path), path).destinations for side in (before, after))
    # Destinations that were there before are not checked, so that people can edit something else.
    for destination in (destination for destination in new if destination not in old):
        address = "" if destination.kind == LOCAL else machine.address(destination)
        if destination.kind == LOCAL and not policy.destinations.local:
            yield Forbidden("destinations.local", "a local store")
        elif address and not policy.allows(address):
            yield Forbidden("destinations.allow", f"traces to go to {address}")
    for required in policy.destinations.required:
        had, has = (any(map(required.matches, map(machine.address, side))) for side in (old, new))
        if had and not has:
            yield Forbidden("destinations.required", f"{required.text} to be left out")
