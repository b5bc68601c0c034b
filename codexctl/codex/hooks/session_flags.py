"""Trust for our hooks alone, for one run of Codex: by `-c`, with no file edited.

Codex collects hooks from every layer and merges `hooks.state`, so that what a run is told is
added to what its files say. The state must be one inline table: `-c` splits a dotted key at the
dots inside quotes too (0.129 to 0.169).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from codexctl.codex.hooks.command import HOOKED_EVENTS, group_for, hook_for, our_hooks
from codexctl.codex.hooks.model import Hooks, key_at
from codexctl.codex.hooks.trust import current_hash

SESSION_SOURCE = "/<session-flags>/config.toml"
# A file or a package: codex, codex-cli, codex.exe, @openai/codex@0.150; not codexctl.
_CODEX = re.compile(r"(?!codexctl)[\w.@-]*codex[\w.@-]*", re.IGNORECASE)
# They accept options with values before the program that they start.
_LAUNCHERS = frozenset(
    {
        *("bun", "bunx", "mise", "npm", "npx", "pnpm", "uv", "uvx", "volta", "yarn"),
        *("doas", "sudo", "systemd-run"),
        *("chrt", "command", "env", "ionice", "nice", "nohup", "setsid", "stdbuf", "strace"),
        *("time", "timeout"),
    }
)


def codex_at(words: Sequence[str]) -> int | None:
    """Where in a command Codex is, whose arguments follow; None if it starts no Codex.

    `words` are the command. Words before its first option count, as in `node codex.js exec`; those
    behind it only where the program is one that starts others, as in `npx -y @openai/codex`.
    """
    launches = _name(words[0]) in _LAUNCHERS
    for place, word in enumerate(words):
        if word.startswith("-") and not launches:
            return None
        if "=" not in word and _CODEX.fullmatch(_name(word)):
            return place
    return None


def _name(word: str) -> str:
    return re.split(r"[/\\]", word)[-1]


def session_flags(hooks: Hooks, script: Path) -> list[str]:
    """Arguments for `codex` that have it run our hooks.

    `hooks` is the person's hooks.json: hooks of ours that are there are trusted at their places,
    the others are brought along.
    """
    ours = our_hooks(hooks, script)
    state = {hooks.key(hook): current_hash(hook) for hook in ours}
    flags: list[str] = []
    for event in HOOKED_EVENTS:
        if event in {hook.event.name for hook in ours}:
            continue
        hook = hook_for(script, event)
        flags += ["-c", f"hooks.{event}={_toml([group_for(script, event)])}"]
        state[key_at(SESSION_SOURCE, hook)] = current_hash(hook)
    trusted = {key: {"trusted_hash": value} for key, value in state.items()}
    return [*flags, "-c", f"hooks.state={_toml(trusted)}"]


def _toml(value: Any) -> str:
    """Write a value as inline TOML; a JSON string is a TOML string as well."""
    if isinstance(value, Mapping):
        pairs = (f"{json.dumps(key)}={_toml(item)}" for key, item in value.items())
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_toml, value)) + "]"
    return json.dumps(value)
