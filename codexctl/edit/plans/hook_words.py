"""The words of `hooks add` to the hook that is to be added, and what is worth knowing about it."""

from __future__ import annotations

import json
import shlex
from collections.abc import Mapping
from typing import Any

from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL
from codexctl.codex.hooks.overlooked import is_alternatives, is_pattern, overlooked
from codexctl.edit.plans.hook_edit import NewHook
from codexctl.edit.shown import shown_line
from codexctl.errors import UsageError
from codexctl.wording import did_you_mean

_HELP = "codexctl hooks add --help"
_MEMBERS = {
    "shell_command": "command",
    "command_windows": "commandWindows",
    "server": "server",
    "tool": "tool",
    "timeout": "timeout",
    "async_": "async",
    "status_message": "statusMessage",
    "context_limit": "additionalContextLimit",
}
_UNTRUSTED = "Codex skips it silently until you trust it: codexctl hooks trust"


def new_hook(
    event: str, words: Mapping[str, Any], *, index: int | None = None, trusted: bool = False
) -> tuple[NewHook, tuple[str, ...]]:
    """Make the hook; gives also one sentence for each thing that will have no effect.

    `words` are those of the command line by their names; `index` is the group before which it
    comes. Raises UsageError where they do not fit together.
    """
    name = event_name(event)
    said = {member: words.get(word) for word, member in _MEMBERS.items()}
    handler = {key: value for key, value in said.items() if _is_said(value)}
    handler = {"type": _kind(handler), **handler}
    group: dict[str, Any] = {"hooks": [handler]}
    if (matcher := words.get("matcher")) is not None:
        _check_matcher(name, matcher)
        group = {"matcher": matcher, **group}
    document = {"hooks": {name: [group]}}
    read = read_hooks_json(json.dumps(document), "")
    if read.rejected:
        raise UsageError(f"Codex would reject this hook: {read.rejected}", _HELP)
    notes = [str(remark) for remark in (*read.warnings, *overlooked(document["hooks"]))]
    if not trusted:
        # A hook is named by its command, or by its event if it has no command that can be shown.
        command = handler.get("command") or name
        named = command if shown_line(command) == command else name
        notes.append(f"{_UNTRUSTED} {shlex.quote(named)}")
    return NewHook(name, group, index, trusted), tuple(notes)


def _check_matcher(event: str, matcher: str) -> None:
    """Raise UsageError for a matcher for which Codex drops the hook (0.169 warns of it)."""
    if BY_NAME[event].matched and not (is_alternatives(matcher) or is_pattern(matcher)):
        what = f"--matcher {matcher}: not a regular expression, so Codex would ignore the hook"
        raise UsageError(what, "name tools (Bash|Edit), or write a pattern (^mcp__)")


def event_name(word: str) -> str:
    """Spell an event as hooks.json does. Raises UsageError for one that Codex does not have."""
    by_spelling = {
        spelling: event.name
        for event in BY_NAME.values()
        for spelling in (event.name, event.snake, event.camel)
    }
    if word in by_spelling:
        return by_spelling[word]
    hint = did_you_mean(word, BY_NAME, f"events are {', '.join(BY_NAME)}")
    raise UsageError(f"Codex has no event {word}", hint)


def _kind(handler: Mapping[str, Any]) -> str:
    if "command" in handler and not handler.keys() & {"server", "tool"}:
        return COMMAND
    if {"server", "tool"} <= handler.keys() and "command" not in handler:
        return MCP_TOOL
    raise UsageError("a hook needs a COMMAND, or --server and --tool", _HELP)


def _is_said(value: object) -> bool:
    """Whether an option was given; zero is something that somebody may say."""
    return value is not None and value is not False and value != ""
