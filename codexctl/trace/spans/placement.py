"""Where a turn is in a trace: which trace, under which span.

A root turn is a trace. A subagent's turn joins the trace of its root turn: under the tool call
that spawned or last messaged its thread where that call is in the same trace, else under the
root's agent span; a review's turn under the turn that asked for it. Files older than 0.162 do
not name the root turn: there the spawning call decides.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from codexctl.trace.ids import agent_span_id, tool_span_id, trace_id
from codexctl.trace.read.events import REVIEW
from codexctl.trace.spans.span import SpanLink
from codexctl.trace.turns.turn import Link, Turn

_MAX_DEPTH = 32  # spawning calls followed upwards; Codex nests only a few levels


@dataclass(frozen=True, slots=True)
class Placement:
    """The trace and parent of a turn's agent span; `parent_id` is empty for a trace's root.

    `root_turn_id` is the turn that the trace is of; `links` go to spans of somebody else's.
    """

    session_id: str
    trace_id: str
    parent_id: str
    parent_turn_id: str
    root_turn_id: str
    links: tuple[SpanLink, ...] = ()


class Links:
    """What gave threads work, by the thread or turn that got it."""

    def __init__(self, links: Iterable[Link] = ()) -> None:
        self._by_child: dict[str, list[Link]] = {}
        self.add(links)

    def add(self, links: Iterable[Link]) -> None:
        """Learn of more links; their order and files do not matter."""
        for link in links:
            self._by_child.setdefault(link.child_id, []).append(link)

    def behind(self, turn: Turn) -> Link | None:
        """What this subagent's turn answers: what names it, else the latest call before it.

        None where nothing is known to have given it work.
        """
        named = self._by_child.get(turn.turn_id)
        if named:
            return named[0]
        found = (self._latest(name, turn.started) for name in turn.reached_by)
        return next((link for link in found if link), None)

    def root_of(self, link: Link) -> Link:
        """Follow spawning calls up to the one made in a turn whose root is known.

        Where there is none, the uppermost that is known: its `root_turn_id` is empty.
        """
        for _ in range(_MAX_DEPTH):
            if link.root_turn_id:
                break
            above = self._latest(link.thread_id, link.at)
            if above is None:
                break
            link = above
        return link

    def _latest(self, thread_id: str, moment: int) -> Link | None:
        known = self._by_child.get(thread_id, ())
        before = [link for link in known if link.at <= moment]
        return max(before, key=lambda link: link.at, default=None)


def place(turn: Turn, links: Links) -> Placement:
    """Find the place of a turn; pure function of the turn and of what is known of other files.

    A root turn is a trace of its own, and so is a subagent's of which nothing else is known.
    """
    session_id = turn.thread.session_id
    if not turn.is_subagent:
        return _alone(turn, session_id, turn.root_turn_id or turn.turn_id)
    link = links.behind(turn)
    root_turn_id = turn.root_turn_id
    top = links.root_of(link) if link else None
    if top and not root_turn_id:
        root_turn_id, session_id = top.root_turn_id, top.session_id
    if not root_turn_id:
        return _alone(turn, session_id, turn.turn_id)
    trace = trace_id(session_id, root_turn_id)
    parent_turn_id = turn.parent_turn_id or (link.turn_id if link else "")
    parent = _parent_span(turn, link, top, root_turn_id, session_id)
    return Placement(session_id, trace, parent, parent_turn_id, root_turn_id)


def _alone(turn: Turn, session_id: str, root_turn_id: str) -> Placement:
    """A trace with this turn on top."""
    trace = trace_id(session_id, root_turn_id)
    return Placement(session_id, trace, "", turn.parent_turn_id, root_turn_id)


def _parent_span(
    turn: Turn, link: Link | None, top: Link | None, root_turn_id: str, session_id: str
) -> str:
    if link and top and top.root_turn_id == root_turn_id:
        if not link.call_id:
            return agent_span_id(link.thread_id, link.turn_id)
        return tool_span_id(link.thread_id, link.turn_id, link.call_id, link.occurrence)
    if turn.thread.source == REVIEW and turn.parent_turn_id:
        return agent_span_id(turn.thread.parent_thread_id, turn.parent_turn_id)
    return agent_span_id(session_id, root_turn_id)
