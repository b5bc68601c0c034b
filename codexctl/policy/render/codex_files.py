"""The administrator's files for Codex that match a policy: Codex enforces what codexctl cannot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from codexctl.codex.config.features import HOOKS, canonical
from codexctl.codex.hooks.command import HOOKED_EVENTS, group_for
from codexctl.document.toml.text import document_text
from codexctl.errors import CodexctlError
from codexctl.policy.file.model import Policy

# Without these, Codex's logs contain no prompts and answers, but still commands and their output,
# whatever `tool_result.max_bytes` says (0.169.0). So nothing may be exported at all.
_LOGS_OFF = (
    "log_user_prompt",
    "log_agent_responses",
    "log_guardian_assessments",
    "log_sse_deltas",
)
_EXPORTERS = ("exporter", "trace_exporter")
_NOWHERE = "none"


@dataclass(frozen=True, slots=True)
class Managed:
    """What the administrator decides beyond the policy.

    `script` is where the machine's hook script will be; with `only`, no other hooks run.
    """

    script: Path
    only: bool = False


def requirements(policy: Policy, managed: Managed) -> str:
    """The text of requirements.toml: our hooks for all users, and the policy's pins.

    Raises CodexctlError if the policy pins the hooks feature off.
    """
    top = {"allow_managed_hooks_only": True} if managed.only else {}
    events = {event: [group_for(managed.script, event)] for event in HOOKED_EVENTS}
    hooks = {"managed_dir": str(managed.script.parent), **events}
    title = _title(policy, "Users cannot change any of this.")
    return document_text({**top, **_pins(policy), "hooks": hooks}, [title])


def managed_config(policy: Policy) -> str:
    """The text of managed_config.toml: the same pins, as a layer above each user's configuration.

    It is for versions of Codex whose requirements do not support `[otel]`. It contains no hooks:
    they would run twice, because requirements.toml has them, too. Raises CodexctlError like
    `requirements`.
    """
    return document_text(
        _pins(policy), [_title(policy, "It goes before every user's config.toml.")]
    )


def _pins(policy: Policy) -> dict[str, Mapping[str, Any]]:
    tables: dict[str, Mapping[str, Any]] = {"features": _features(policy)}
    if not policy.codex.otel_content:
        off = dict.fromkeys(_LOGS_OFF, False)
        tables["otel"] = {**off, **dict.fromkeys(_EXPORTERS, _NOWHERE)}
    return tables


def _features(policy: Policy) -> dict[str, bool]:
    """The flags to pin, by the names that Codex prefers. Raises CodexctlError if hooks are off."""
    pinned = {canonical(name): value for name, value in policy.codex.features.items()}
    if pinned.get(HOOKS) is False:
        raise CodexctlError(
            f"{policy.path} pins codex.features.hooks = false, so codexctl's hook could not run",
            "delete that line of the policy",
        )
    return {HOOKS: True, **pinned}


def _title(policy: Policy, effect: str) -> str:
    return f"From codexctl's policy {policy.id}, by codexctl policy render. {effect}"
