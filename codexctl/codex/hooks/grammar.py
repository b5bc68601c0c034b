"""hooks.json and inline `[hooks]`, read exactly as strictly as Codex reads them.

Which slips cost the whole file and which are skipped was found by asking Codex 0.169 about
each of them (`hooks/list`); tests/codex/hooks/test_grammar.py holds the list. One leniency is
left out: a list as the root, which Codex reads as the members in their order, counts as rejected
here.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from typing import Any, NoReturn

from codexctl.codex.config.remark import Remark
from codexctl.codex.hooks.canonical import WrittenFloat
from codexctl.codex.hooks.events import BY_NAME, Event
from codexctl.codex.hooks.members import (
    COMMAND_MEMBERS,
    MCP_TOOL_MEMBERS,
    NEEDED,
    SPELLINGS,
    TEXT_OR_NULL,
    Rule,
)
from codexctl.codex.hooks.model import AGENT, COMMAND, PROMPT, RUNNABLE, Hook, Hooks
from codexctl.document.data import Place


class _Rejected(Exception):
    """Codex drops the whole file because of what is at this place."""

    def __init__(self, place: Place, what: str) -> None:
        super().__init__(what)
        self.remark = Remark(place, what)


class _Object(dict[str, Any]):
    """A JSON object that remembers which of its keys were written twice."""

    repeated: frozenset[str] = frozenset()


def read_hooks_json(text: str, source: str) -> Hooks:
    """Read the text of a hooks.json; `source` is its path as Codex spells it in trust keys.

    Never raises: what Codex would reject comes back as `rejected`.
    """
    try:
        document = _load(text)
        return _collect(_hooks_member(document), source)
    except _Rejected as why:
        return Hooks(source, rejected=why.remark)


def read_inline_hooks(config: Mapping[str, Any], source: str) -> Hooks:
    """Read the `[hooks]` table of a parsed config.toml; trust state in it is not a hook.

    `source` is the path of the file. Never raises, as `read_hooks_json`.
    """
    try:
        return _collect(config.get("hooks", {}), source)
    except _Rejected as why:
        return Hooks(source, rejected=why.remark)


def _load(text: str) -> Any:
    try:
        return json.loads(
            text, object_pairs_hook=_object, parse_float=WrittenFloat, parse_constant=_no_constant
        )
    except json.JSONDecodeError as error:
        where = f"line {error.lineno} column {error.colno}"
        raise _Rejected((), f"{where}: not valid JSON: {error.msg}") from None
    except (ValueError, RecursionError) as error:
        raise _Rejected((), str(error)) from None


def _object(pairs: list[tuple[str, Any]]) -> _Object:
    result = _Object(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        result.repeated = frozenset(name for name in names if names.count(name) > 1)
    return result


def _no_constant(name: str) -> NoReturn:
    raise _Rejected((), f"{name} is not valid JSON")


def _hooks_member(document: Any) -> Any:
    if not isinstance(document, dict):
        raise _Rejected((), 'the file must contain an object: {"hooks": {…}}')
    for name in document:
        if name not in ("description", "hooks"):
            raise _Rejected((name,), "unknown field: only description and hooks are known")
    _once(document, ("description", "hooks"), ())
    _check(TEXT_OR_NULL[0](document.get("description")), ("description",), "must be text")
    return document.get("hooks", {})


def _collect(events: Any, source: str) -> Hooks:
    _check(isinstance(events, dict), ("hooks",), "must be an object of event names")
    _once(events, BY_NAME, ("hooks",))
    warnings: list[Remark] = []
    hooks: list[Hook] = []
    for name, groups in events.items():
        if name in BY_NAME:
            hooks += _event(BY_NAME[name], groups, warnings)
        # Codex records trust in `state`, next to the events.
        elif name != "state":
            what = "not an event that Codex knows, so it is ignored"
            warnings.append(Remark(("hooks", name), what))
    return Hooks(source, tuple(hooks), warnings=tuple(warnings))


def _event(event: Event, groups: Any, warnings: list[Remark]) -> Iterator[Hook]:
    for index, group in enumerate(_list(groups, ("hooks", event.name))):
        where = ("hooks", event.name, index)
        _check(isinstance(group, dict), where, "must be an object")
        _once(group, ("matcher", "hooks"), where)
        matcher = group.get("matcher")
        _check(TEXT_OR_NULL[0](matcher), (*where, "matcher"), "must be text")
        handlers = _list(group.get("hooks", []), (*where, "hooks"))
        if "command" in group and not handlers:
            what = 'a handler must be inside "hooks": […], this is ignored'
            warnings.append(Remark(where, what))
        for place, handler in enumerate(handlers):
            spot = (*where, "hooks", place)
            hook = Hook(event, index, place, matcher, _handler(handler, spot))
            warnings += _skipped(hook, spot)
            yield hook


def _handler(raw: Any, place: Place) -> Mapping[str, Any]:
    _check(isinstance(raw, dict), place, "must be an object")
    _check("type" in raw, place, "needs a type")
    _once(raw, ("type",), place)
    kind = raw["type"]
    # Codex reads no other member of kinds that it does not run yet, so we do not either.
    if kind in (PROMPT, AGENT):
        return {"type": kind}
    what = f"{kind!r} is not command, mcp_tool, prompt or agent"
    _check(kind in RUNNABLE, (*place, "type"), what)
    return _members(raw, COMMAND_MEMBERS if kind == COMMAND else MCP_TOOL_MEMBERS, place)


def _members(raw: Mapping[str, Any], rules: Mapping[str, Rule], place: Place) -> Mapping[str, Any]:
    """Pick the members that Codex knows, each of the right type; the others mean nothing to it."""
    _once(raw, rules, place)
    found: dict[str, Any] = {}
    for written, value in raw.items():
        name = SPELLINGS.get(written, written)
        if name not in rules:
            continue
        fits, must = rules[name]
        _check(fits(value), (*place, written), must)
        _check(name not in found, (*place, written), "is there in two spellings")
        found[name] = value
    for name in NEEDED[raw["type"]]:
        _check(name in found, place, f"needs a {name}")
    return found


def _skipped(hook: Hook, place: Place) -> Iterator[Remark]:
    if hook.kind not in RUNNABLE:
        what = f"{hook.kind} hooks are not supported by Codex yet, so it is skipped"
        yield Remark(place, what)
    elif any(not str(hook.handler[name]).strip() for name in NEEDED[hook.kind]):
        yield Remark(place, "is empty, so it is skipped")


def _list(value: Any, place: Place) -> list[Any]:
    _check(isinstance(value, list), place, "must be a list")
    items: list[Any] = value
    return items


def _once(raw: Mapping[str, Any], names: Container[str], place: Place) -> None:
    """Codex minds a repeated key only where it knows the key."""
    for name in getattr(raw, "repeated", ()):
        if SPELLINGS.get(name, name) in names:
            raise _Rejected((*place, name), "is written twice")


def _check(right: bool, place: Place, must: str) -> None:
    if not right:
        raise _Rejected(place, must)
