"""Feature flags in config.toml: their aliases, and which spelling wins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

HOOKS = "hooks"
# Older names of flags, which Codex still reads.
ALIASES = {
    "codex_hooks": HOOKS,
    "collab": "multi_agent",
    "connectors": "apps",
    "enable_experimental_windows_sandbox": "experimental_windows_sandbox",
    "memory_tool": "memories",
    "request_permissions": "exec_permission_approvals",
    "telepathy": "chronicle",
    "web_search": "web_search_request",
}


@dataclass(frozen=True, slots=True)
class Feature:
    """A flag that a config.toml sets: its canonical name, as it is spelled there, and its value."""

    name: str
    spelling: str
    value: bool


def canonical(name: str) -> str:
    """Return the name that Codex lists for a flag, in any of its spellings."""
    return ALIASES.get(name, name)


def feature(config: Mapping[str, Any], name: str) -> Feature | None:
    """Find what a parsed config.toml says about a flag; None when it says nothing.

    Where both spellings are in the table the canonical one wins, whatever their order.
    """
    table = config.get("features")
    if not isinstance(table, Mapping):
        return None
    wanted = canonical(name)
    aliases = [alias for alias, target in ALIASES.items() if target == wanted]
    for spelling in (wanted, *aliases):
        value = table.get(spelling)
        if isinstance(value, bool):
            return Feature(wanted, spelling, value)
    return None


def switch(config: Mapping[str, Any], name: str) -> bool | None:
    """What a parsed config.toml sets a flag to; None when it says nothing.

    Older names of the flag count too.
    """
    found = feature(config, name)
    return found.value if found else None
