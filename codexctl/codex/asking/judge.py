"""What Codex sees against what was meant: the checks after an edit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from math import isfinite
from pathlib import Path
from typing import Any

from codexctl.checks import Check, State
from codexctl.codex.asking.seen import Layer, Seen
from codexctl.codex.config.features import HOOKS, feature
from codexctl.codex.config.schemas import holds_in_project
from codexctl.codex.hooks.listing import expected_trust
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.hooks.trust import State as TrustState
from codexctl.document.data import MISSING, KeyPath, leaves, lookup, spell
from codexctl.document.three_way import differences
from codexctl.wording import counted

READS, LISTS = "codex.reads", "codex.lists"
_REDACTED = "[redacted]"
_DATE = "$__toml_private_datetime"


def judge_config(
    path: Path, before: Mapping[str, Any], after: Mapping[str, Any], seen: Seen
) -> Check:
    """Check that Codex reads in a config.toml what an edit of it meant, and goes by it.

    `before` and `after` are the file's data; what both have in common is not judged.
    """
    if not seen.layers:
        summary = "Codex cannot use its configuration as it is now"
        return Check(READS, State.problem, summary, "codexctl config validate")
    layer = seen.layer(path)
    if layer is None:
        return Check(READS, State.inactive, f"Codex does not read {path} from this folder")
    if layer.disabled:
        summary = f"Codex ignores {path}: {layer.disabled}"
        return Check(READS, State.problem, summary, "start codex in this folder and trust it")
    changed = [leaf for key, value in differences(before, after) for leaf in leaves(value, key)]
    for key, value in changed:
        said = _unlike(key, value, layer, seen)
        if said:
            return Check(READS, State.problem, said, "codexctl config validate")
    return Check(READS, State.ok, f"Codex {seen.version} reads it as meant")


def judge_hooks(hooks: Hooks, state: TrustState, seen: Seen) -> Check:
    """Check that Codex lists the hooks of a file, each with the trust that it should have.

    `state` is `[hooks.state]` as Codex honours it.
    """
    wanted = dict(expected_trust(hooks, state))
    if seen.hooks is None:
        return Check(LISTS, State.inactive, f"Codex {seen.version} cannot list its hooks")
    if why := _silenced(seen):
        return Check(LISTS, State.problem, *why) if wanted else _as_meant(seen)
    listed = {listed_hook.key: listed_hook.trust for listed_hook in seen.hooks}
    unseen = [key for key in wanted if key not in listed]
    # Codex reads a file completely or not at all: if it lists only some of the hooks, it is too old
    # for the others.
    if unseen and len(unseen) == len(wanted):
        reason = seen.warnings[0] if seen.warnings else "is the folder trusted?"
        summary = f"Codex lists no hook of {hooks.source}: {reason}"
        return Check(LISTS, State.problem, summary, "codexctl hooks validate")
    for key, trust in wanted.items():
        if key in listed and listed[key] is not trust:
            summary = f"{key}: Codex lists it as {listed[key].value}, not as {trust.value}"
            return Check(LISTS, State.problem, summary, "codexctl hooks list --ask")
    if unseen:
        summary = f"Codex {seen.version} is too old for {counted(len(unseen), 'hook')}"
        return Check(LISTS, State.ok, summary)
    return _as_meant(seen)


def as_codex_says(ours: Any, theirs: Any) -> bool:
    """Whether a value is what Codex reports of it; it hides some secrets and has odd dates.

    `ours` is plain data of a file, `theirs` the answer to `config/read`.
    """
    if theirs == _REDACTED:
        return ours is not MISSING
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        return ours.keys() == theirs.keys() and all(
            as_codex_says(ours[key], theirs[key]) for key in ours
        )
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(as_codex_says, ours, theirs))
    if isinstance(ours, date | time):
        return isinstance(theirs, Mapping) and _DATE in theirs
    # JSON has no nan and no inf, so Codex answers null.
    if isinstance(ours, float) and not isfinite(ours):
        return theirs is None
    return type(ours) is type(theirs) and bool(ours == theirs)


def _unlike(key: KeyPath, value: Any, layer: Layer, seen: Seen) -> str:
    """Say what is not as meant with one key; empty if nothing is."""
    found = lookup(layer.config, key)
    if not as_codex_says(value, found) and found != _beside(layer, value):
        if found is MISSING and not holds_in_project(key):
            return f"{spell(key)}: Codex ignores it in a project's file"
        return f"{spell(key)}: Codex does not read it in {layer.name} as meant"
    if key[0] == "features" and key[-1] in seen.pins and seen.pins[key[-1]] != value:
        return f"{spell(key)}: the administrator pinned it"
    if said := _not_allowed(key, value, seen):
        return said
    for higher in seen.layers[: seen.layers.index(layer)]:
        other = MISSING if higher.disabled else lookup(higher.config, key)
        if other is not MISSING and not as_codex_says(value, other):
            return f"{spell(key)}: {higher.name} overrides it"
    return ""


def _not_allowed(key: KeyPath, value: Any, seen: Seen) -> str:
    """What an administrator's requirements make of a value that Codex reads as it was meant."""
    if key[0] == "mcp_servers" and len(key) > 1 and key[1] in seen.disabled_servers:
        return f"{spell(key[:2])}: does not run; disabled by {seen.disabled_servers[key[1]]}"
    allowed = seen.allowed.get(key[0]) if len(key) == 1 and value is not MISSING else None
    if allowed is None or not isinstance(value, str | bool) or value in allowed:
        return ""
    choices = " or ".join(str(value).lower() for value in allowed) or "nothing"
    return f"{key[0]}: the administrator allows {choices} only, so this has no effect"


def _beside(layer: Layer, value: Any) -> str | None:
    """What Codex makes of a path: it counts from the folder of the file that names it."""
    return str(Path(layer.name).parent / value) if isinstance(value, str) else None


def _silenced(seen: Seen) -> tuple[str, str] | None:
    """Why Codex lists no hook of users at all, and what to do about it."""
    if seen.requirements.managed_hooks_only:
        return "the administrator allows managed hooks only", "ask your administrator"
    switch = feature(seen.config, HOOKS)
    if switch and not switch.value and seen.requirements.hooks_pinned is None:
        return "hooks are switched off, so Codex lists none", "codexctl features enable hooks"
    return None


def _as_meant(seen: Seen) -> Check:
    return Check(LISTS, State.ok, f"Codex {seen.version} lists the hooks as meant")
