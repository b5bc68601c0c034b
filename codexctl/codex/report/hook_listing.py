"""Hooks as rows of a list: what runs, when, and whether it does."""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace

from codexctl.codex.asking.seen import ListedHook, Seen
from codexctl.codex.hooks.listing import is_listed
from codexctl.codex.hooks.model import COMMAND, MCP_TOOL, RUNNABLE
from codexctl.codex.hooks.shifted import SHIFTED
from codexctl.codex.hooks.trust import State, Trust
from codexctl.codex.report.hook_files import MANAGED, Entry, HookFile, entries
from codexctl.codex.report.selectors import short_name

SKIPPED = "skipped"
UNLISTED = "not listed"
MANAGED_ONLY = "managed only"
"""The administrator allows managed hooks only: Codex drops every other silently."""


@dataclass(frozen=True, slots=True)
class Row:
    """One hook.

    `name` is how commands take it (`stop:0:0`), `runs` the command, or server and tool.
    `standing` is a Trust, `managed`, `shifted`, `skipped` (Codex never runs its kind),
    `managed only` (an administrator allows no others) or `not listed` (Codex does not read it from
    here, or says so when it is asked).
    `timeout` is in seconds, None where only Codex knows the hook.
    """

    key: str
    name: str
    event: str
    matcher: str | None
    type: str
    runs: str
    timeout: int | None
    standing: str
    source: str


@dataclass(frozen=True, slots=True)
class Listing:
    """All rows, and the files that Codex drops, each with the reason."""

    rows: tuple[Row, ...]
    rejected: tuple[tuple[str, str], ...] = ()


def listed(
    files: Iterable[HookFile],
    state: State,
    *,
    managed_only: bool = False,
    unread: Container[str] = (),
) -> Listing:
    """List what the files say; `state` is the trust that config.toml records.

    With `managed_only` an administrator lets only managed hooks run; Codex does not read `unread`
    files from here.
    """
    known = tuple(files)
    rejected = (
        (hook_file.hooks.source, hook_file.hooks.rejected)
        for hook_file in known
        if hook_file.hooks.rejected
    )
    rows = [_row(entry) for entry in entries(known, state)]
    rows = [replace(row, standing=UNLISTED) if row.source in unread else row for row in rows]
    if managed_only:
        managed = (MANAGED, SKIPPED)
        rows = [
            row if row.standing in managed else replace(row, standing=MANAGED_ONLY) for row in rows
        ]
    return Listing(tuple(rows), tuple(rejected))


def with_word(found: Listing, seen: Seen) -> Listing:
    """Replace every state by what Codex itself says, and add the hooks that only it knows.

    `seen` is Codex's answer about the same folders; hooks that it does not list are `not listed`.
    """
    theirs = {hook.key: hook for hook in seen.hooks or ()}
    rows = [_as_codex_says(row, theirs.pop(row.key, None)) for row in found.rows]
    rows += [_only_codex_knows(hook) for hook in theirs.values()]
    return replace(found, rows=tuple(rows))


def _row(entry: Entry) -> Row:
    hook = entry.hook
    runs = hook.command
    if hook.kind == MCP_TOOL:
        runs = f"{hook.handler['server']}/{hook.handler['tool']}"
    return Row(
        key=entry.key,
        name=short_name(entry),
        event=hook.event.name,
        matcher=hook.matcher,
        type=hook.kind,
        runs=runs if hook.kind in RUNNABLE else f"({hook.kind})",
        timeout=hook.timeout,
        standing=entry.standing if is_listed(hook) else SKIPPED,
        source=entry.file.hooks.source,
    )


def _as_codex_says(row: Row, hook: ListedHook | None) -> Row:
    if hook is None:
        keeps = row.standing in (SKIPPED, MANAGED_ONLY)
        return row if keeps else replace(row, standing=UNLISTED)
    said = _standing(hook)
    # Codex has no word for it.
    is_shifted = row.standing == SHIFTED and said in (Trust.modified, Trust.untrusted)
    return row if is_shifted else replace(row, standing=said)


def _only_codex_knows(hook: ListedHook) -> Row:
    source, *place = hook.key.rsplit(":", 3)
    return Row(
        key=hook.key,
        name=":".join(place),
        event=hook.event,
        matcher=None,
        type=COMMAND,
        runs=hook.command,
        timeout=None,
        standing=_standing(hook),
        source=source,
    )


def _standing(hook: ListedHook) -> str:
    return MANAGED if hook.status == MANAGED else hook.trust.value
