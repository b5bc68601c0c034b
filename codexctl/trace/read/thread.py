"""`session_meta`: which thread a rollout is of, whose child or fork, and who started it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from codexctl.trace.jsontext import text_of
from codexctl.trace.read.events import Event, ThreadMeta
from codexctl.trace.read.lines import Line
from codexctl.trace.values import integer, table, tables, text


def thread_meta(line: Line, data: Mapping[str, Any]) -> Iterable[Event]:
    """Decode the line that says which thread a file is, and where it comes from.

    Nothing where it names no thread. Older files lack most of it, which is then empty.
    """
    source = data.get("source")
    spawn = table(table(table(data, "source"), "subagent"), "thread_spawn")
    thread_id, git = text(data, "id"), table(data, "git")
    if not thread_id:
        return ()
    event = ThreadMeta(
        at=line.at,
        ordinal=line.ordinal,
        thread_id=thread_id,
        session_id=text(data, "session_id") or thread_id,
        parent_thread_id=text(data, "parent_thread_id") or text(spawn, "parent_thread_id"),
        forked_from_id=text(data, "forked_from_id"),
        originator=text(data, "originator"),
        cli_version=text(data, "cli_version"),
        source=_source_word(source),
        provider=text(data, "model_provider"),
        role=text(data, "agent_role") or text(spawn, "agent_role"),
        nickname=text(data, "agent_nickname") or text(spawn, "agent_nickname"),
        agent_path=text(data, "agent_path") or text(spawn, "agent_path"),
        cwd=text(data, "cwd"),
        git_commit=text(git, "commit_hash"),
        git_branch=text(git, "branch"),
        instructions=text(table(data, "base_instructions"), "text"),
        job_id=_job_id(source),
        tools=_tools(data),
        history_start_ordinal=max(integer(data, "subagent_history_start_ordinal") or 0, 0),
    )
    return (event,)


def _tools(data: Mapping[str, Any]) -> str:
    """A list of definitions, or an object with one (0.169)."""
    given = tables(data, "dynamic_tools") or tables(table(data, "dynamic_tools"), "tools")
    return text_of(given) if given else ""


def _source_word(source: object) -> str:
    """`exec`, `cli`, `vscode`, or for a subagent its kind: `thread_spawn`, `review`."""
    if isinstance(source, str):
        return source
    kind = source.get("subagent") if isinstance(source, dict) else None
    if isinstance(kind, dict) and kind:
        kind = next(iter(kind))
    return kind if isinstance(kind, str) else ""


def _job_id(source: object) -> str:
    """The batch that a worker belongs to: `{"subagent": {"other": "agent_job:ID"}}` (0.142)."""
    subagent = table(source, "subagent") if isinstance(source, dict) else {}
    kind, _, job_id = text(subagent, "other").partition(":")
    return job_id if kind == "agent_job" else ""
