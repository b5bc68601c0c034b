"""Hook trust: Codex's hash of a hook, what `[hooks.state]` says of it, and what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from codexctl.codex.hooks.canonical import canonical_json, free_form
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL, Hook

# Codex leaves the default out of the hash, so writing the default explicitly does not change the
# trust.
DEFAULT_CONTEXT_LIMIT = 2500

CONTENT_HASH = "trusted_content_hash"
"""The member of an entry that says which contents of a plugin were trusted."""

BYPASS = "bypass_hook_trust"
"""The key by which a person would switch trust off; no Codex version tried honours it."""

State = Mapping[str, Mapping[str, Any]]
"""`[hooks.state]`: trust key to its entry (`trusted_hash`, `enabled`, and whatever else)."""


class Trust(StrEnum):
    """What becomes of a hook that no administrator manages."""

    trusted = "trusted"
    modified = "modified"
    untrusted = "untrusted"
    disabled = "disabled"


def current_hash(hook: Hook) -> str:
    """Return the hash that Codex compares with the trusted one.

    It is over what would run, not over the file: the event, the matcher where the event minds
    it, and this one handler with its effective timeout. The contents of a script that the
    command names are not part of it, nor are unknown members or the order of the file.
    """
    return "sha256:" + hashlib.sha256(canonical_json(identity(hook))).hexdigest()


def identity(hook: Hook) -> dict[str, Any]:
    """Collect the members that Codex hashes, by its rules of 0.129 to 0.169."""
    whole: dict[str, Any] = {"event_name": hook.event.snake, "hooks": [_handler(hook)]}
    if hook.event.matched and hook.matcher is not None:
        whole["matcher"] = hook.matcher
    return whole


def _handler(hook: Hook) -> dict[str, Any]:
    written = hook.handler
    result: dict[str, Any] = {"type": hook.kind, "timeout": hook.timeout}
    if hook.kind == COMMAND:
        result["command"] = hook.command
        result["async"] = written.get("async", False)
    elif hook.kind == MCP_TOOL:
        result |= {"server": written["server"], "tool": written["tool"]}
        result["input"] = free_form(written.get("input", {}))
    if written.get("statusMessage") is not None:
        result["statusMessage"] = written["statusMessage"]
    limit = written.get("additionalContextLimit")
    if (
        hook.kind == COMMAND
        and hook.event.adds_context
        and limit not in (None, DEFAULT_CONTEXT_LIMIT)
    ):
        result["additionalContextLimit"] = limit
    return result


def read_state(config: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Read `[hooks.state]` of a parsed config.toml; entries that are not tables are left out.

    Keys are FILE:EVENT:GROUP:HANDLER (`hooks.model.key_at`).
    """
    hooks = config.get("hooks")
    state = hooks.get("state") if isinstance(hooks, Mapping) else None
    if not isinstance(state, Mapping):
        return {}
    return {key: entry for key, entry in state.items() if isinstance(entry, Mapping)}


def trust_of(hook: Hook, entry: Mapping[str, Any] | None, content: str = "") -> Trust:
    """Judge a hook by its state entry (None when there is none).

    A hook that is switched off is that first of all, whatever its hash. `content` is the hash of
    all that is in the plugin that brings it; an entry without one trusts whatever is there.
    """
    entry = entry or {}
    if entry.get("enabled") is False:
        return Trust.disabled
    stored = entry.get("trusted_hash")
    if stored is None:
        return Trust.untrusted
    seen = entry.get(CONTENT_HASH)
    is_other = bool(content) and seen is not None and seen != content
    return Trust.trusted if stored == current_hash(hook) and not is_other else Trust.modified
