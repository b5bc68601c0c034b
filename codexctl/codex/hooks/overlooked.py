"""What Codex ignores in hooks that it reads: members, matchers and limits without effect.

Each case was put to Codex 0.169 (`hooks/list`); it says a word on some of them and none on others.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.codex.config.remark import Remark
from codexctl.codex.hooks.events import BY_NAME, DEFAULT_TIMEOUT, LAST_CALL_MAXIMUM, Event
from codexctl.codex.hooks.members import COMMAND_MEMBERS, MCP_TOOL_MEMBERS, SPELLINGS
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL, RUNNABLE
from codexctl.document.data import Place

# Names separated by |: Codex compares these as text, not as a pattern.
_ALTERNATIVES = re.compile(r"[A-Za-z0-9_|]*")
# Only Python's `re` has these, not Rust's, which Codex uses: look-around, back references, \Z,
# comments, atomic and conditional groups, a brace that is not a count.
_NO_ESCAPE = re.compile(r"(?<!\\)(?:\\\\)*\\[1-9Z]")
_NOT_IN_RUST = re.compile(r"\(\?(?:=|!|<=|<!|P=|\(|>|#)|(?<!\\)(?<!\\[pPxuU])\{(?!\d+(?:,\d*)?\})")
# A character class, in which none of these has a meaning.
_CLASS = re.compile(r"(\\.)|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
# Only Rust's has these: Unicode and POSIX classes, set operations, \z, named groups.
_ONLY_IN_RUST = re.compile(r"\\[pPzxuU]|\[\[|&&|--|~~|\(\?<|\(\?[a-zA-Z-]*[UuRx]")


def overlooked(events: Any) -> Iterator[Remark]:
    """Remark on what has no effect in `events` (event name to groups), which Codex accepts."""
    for name, groups in events.items() if isinstance(events, Mapping) else ():
        for index, group in enumerate(groups) if name in BY_NAME else ():
            yield from _group(BY_NAME[name], group, ("hooks", name, index))


def _group(event: Event, group: Mapping[str, Any], place: Place) -> Iterator[Remark]:
    handlers = group.get("hooks", ())
    for key in group:
        if key not in ("matcher", "hooks") and (handlers or "command" not in group):
            yield Remark((*place, key), "no member that Codex knows, so it is ignored")
    yield from _matcher(event, group.get("matcher"), (*place, "matcher"))
    for index, handler in enumerate(handlers):
        if handler["type"] in RUNNABLE:
            yield from _handler(event, handler, (*place, "hooks", index))


def _matcher(event: Event, matcher: str | None, place: Place) -> Iterator[Remark]:
    if matcher and not event.matched:
        yield Remark(place, f"{event.name} has no matcher, so it is ignored")
    elif matcher and not is_alternatives(matcher) and not is_pattern(matcher):
        yield Remark(place, "not a regular expression, so Codex ignores the whole group")


def is_alternatives(matcher: str) -> bool:
    """Whether a matcher is names or everything, and not a pattern."""
    return matcher == "*" or _ALTERNATIVES.fullmatch(matcher) is not None


def is_pattern(matcher: str) -> bool:
    """Whether a text is a regular expression to Codex; where only Codex can tell, it counts.

    Codex uses Rust's regular expressions; Python's are the nearest that can be tried here.
    """
    outside = _CLASS.sub(lambda found: found[1] or ".", matcher)
    if _NO_ESCAPE.search(matcher) or _NOT_IN_RUST.search(outside):
        return False
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            re.compile(matcher)
    except re.error as error:
        # Rust's accepts a repetition of a repetition.
        return _ONLY_IN_RUST.search(matcher) is not None or "multiple repeat" in error.msg
    return True


def _handler(event: Event, handler: Mapping[str, Any], place: Place) -> Iterator[Remark]:
    command = handler["type"] == COMMAND
    members = COMMAND_MEMBERS if command else MCP_TOOL_MEMBERS
    for key in handler:
        if SPELLINGS.get(key, key) not in members:
            yield Remark((*place, key), "no member that Codex knows, so it is ignored")
    written = handler.get("timeout")
    if written is not None and event.timeout(written) != written:
        yield Remark((*place, "timeout"), _really(event, event.timeout(written)))
    if command and event.name == "SessionEnd" and handler.get("async"):
        yield Remark((*place, "async"), "SessionEnd waits for its hooks anyway")
    if command and not event.adds_context and handler.get("additionalContextLimit") is not None:
        what = f"{event.name} adds no context, so it is ignored"
        yield Remark((*place, "additionalContextLimit"), what)
    if handler["type"] == MCP_TOOL and event.name == "SessionEnd":
        yield Remark(place, "tools cannot run on SessionEnd, so it is skipped")


def _really(event: Event, seconds: int) -> str:
    limit = LAST_CALL_MAXIMUM if event.last_call else DEFAULT_TIMEOUT
    unit = "second" if seconds == 1 else "seconds"
    if event.last_call:
        return f"{event.name} gets {limit} seconds at most, so this is {seconds} {unit}"
    return f"Codex makes it {seconds} {unit}"
