"""A trace as JSON that ui.perfetto.dev and chrome://tracing open.

Chrome's trace event format ("Trace Event Format", Google, 2016-10-31): `X` is an event with a
duration, `M` names a process or a thread, times are microseconds. Perfetto shows events of one
thread correctly only if each is nested in another or after it, so events that overlap get separate
threads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from codexctl.trace.spans.attribute_names import (
    CODEX_PERSON_WAIT_MS,
    CODEX_THREAD_ID,
    ERROR_TYPE,
    EXECUTE_TOOL,
    GEN_AI_OPERATION_NAME,
    INVOKE_AGENT,
)
from codexctl.trace.values import NS_PER_MS, rfc3339
from codexctl.view import headline
from codexctl.view.node import Forest, Node, forest

_WAITING = "waiting for a person"
_NS_PER_US = 1000
Event = dict[str, Any]


def perfetto(nodes: Iterable[Node]) -> dict[str, Any]:
    """Make the trace's events, with one process for each agent.

    `nodes` are spans as they may be shown; their attributes are the events' `args`. Times count
    from the first span, whose own time is in `otherData.started`: so nothing is lost by rounding.
    """
    trees = forest(nodes)
    first = min((node.started for node in trees.roots), default=0)
    agents = _agents(trees)
    events: list[Event] = []
    for pid, own in enumerate(agents.values(), start=1):
        named = {"name": headline.name(own[0])}
        events.append({"ph": "M", "name": "process_name", "pid": pid, "tid": 0, "args": named})
        events += [_moved(event, first) for event in _of_agent(pid, own)]
    about = {"started": rfc3339(first), "trace_id": trees.roots[0].trace_id if trees.roots else ""}
    return {"displayTimeUnit": "ms", "otherData": about, "traceEvents": events}


def _agents(trees: Forest) -> dict[str, list[Node]]:
    """The spans of each agent, by its thread; a turn comes before what was done in it."""
    agents: dict[str, list[Node]] = {}
    waiting = [(node, "") for node in reversed(trees.roots)]
    while waiting:
        node, agent = waiting.pop()
        if node.operation == INVOKE_AGENT:
            agent = str(node.attributes.get(CODEX_THREAD_ID) or node.span_id)
        agents.setdefault(agent or node.span_id, []).append(node)
        waiting += [(child, agent) for child in reversed(trees.below(node))]
    return agents


def _of_agent(pid: int, nodes: Sequence[Node]) -> Iterator[Event]:
    """The events of one agent; those that overlap are on separate lines."""
    events = [_event(node) for node in nodes]
    events += [waited for node in nodes for waited in _waited(node)]
    # Of two events with the same beginning, the longer comes first, because it contains the other.
    events.sort(key=lambda event: (event["ts"], -event["dur"]))
    open_until: list[list[int]] = []
    for event in events:
        tid = _line(open_until, event["ts"], event["ts"] + event["dur"])
        yield {**event, "pid": pid, "tid": tid + 1}


def _line(open_until: list[list[int]], begins: int, ends: int) -> int:
    """The first line on which an event nests; `open_until` is a stack of ends for each line."""
    for number, stack in enumerate(open_until):
        while stack and stack[-1] <= begins:
            stack.pop()
        if not stack or ends <= stack[-1]:
            stack.append(ends)
            return number
    open_until.append([ends])
    return len(open_until) - 1


def _event(node: Node) -> Event:
    """An event with times in nanoseconds; `_moved` converts them to microseconds."""
    kind = str(node.attributes.get(GEN_AI_OPERATION_NAME) or "span")
    args = {**node.attributes, "span_id": node.span_id}
    if node.error_type:
        args[ERROR_TYPE] = node.error_type
    colour = {"cname": "terrible"} if node.error_type else {}
    took = max(node.ended - node.started, 0)
    shown = headline.name(node)
    return {
        "ph": "X",
        "name": shown,
        "cat": kind,
        **colour,
        **_times(node.started, took),
        "args": args,
    }


def _waited(node: Node) -> Iterator[Event]:
    """An event for the time right before a tool call in which a person was asked."""
    ms = node.attributes.get(CODEX_PERSON_WAIT_MS)
    if node.operation == EXECUTE_TOOL and isinstance(ms, int) and ms > 0:
        took = ms * NS_PER_MS
        args = {"for": headline.name(node), "span_id": node.span_id}
        times = _times(node.started - took, took)
        yield {"ph": "X", "name": _WAITING, "cat": "waiting", **times, "args": args}


def _times(started: int, took: int) -> Event:
    return {"ts": started, "dur": took}


def _moved(event: Event, first: int) -> Event:
    ts, took = (event["ts"] - first) / _NS_PER_US, event["dur"] / _NS_PER_US
    return {**event, "ts": ts, "dur": took}
