"""The history of another thread that a file begins with: how its lines and turns are told.

A subagent's file says where its parent's history ends; in a fork's nothing but the place tells.

Up to 0.99 a fork writes its own session_meta, its parent's, and then every line of the parent's as
if it were written now, within milliseconds. What the person types comes later (seen in 0.80 and
0.98). Newer releases name the copied turns, which are older than their thread.
"""

from __future__ import annotations

from dataclasses import dataclass

from codexctl.trace.read.events import Event, Said, ThreadMeta, TurnStarted, Utterance
from codexctl.trace.values import NS_PER_MS, NS_PER_S, minted

# Copied lines follow each other at once; a person's own prompt does not.
_PROMPT_AFTER_NS = 5 * NS_PER_MS
_LINE_AFTER_NS = NS_PER_S


@dataclass(slots=True)
class Copies:
    """Tells whether a line is copied, one after the other.

    Only a `ThreadMeta` begins copies: while none `are_coming`, nothing else need be asked about.
    """

    are_coming: bool = False
    _before: int = 0

    def holds(self, event: Event, thread: ThreadMeta) -> bool:
        """Whether the line is history of another thread."""
        if isinstance(event, ThreadMeta):
            self.are_coming = self.are_coming or event.thread_id != thread.thread_id
        elif not self.are_coming:
            return False
        elif isinstance(event, TurnStarted) or event.turn_id:
            return False  # its turn will show whose it is
        elif event.at - self._before >= self._longest_gap(event):
            self.are_coming = False
        self._before = event.at
        return self.are_coming

    def are_over(self) -> None:
        """A turn of the thread's own has begun."""
        self.are_coming = False

    @staticmethod
    def _longest_gap(event: Event) -> int:
        is_prompt = isinstance(event, Utterance) and event.said is Said.prompt
        return _PROMPT_AFTER_NS if is_prompt else _LINE_AFTER_NS


def is_copied(event: Event, thread: ThreadMeta) -> bool:
    """Whether the line is history that a subagent was given from its parent."""
    return event.ordinal is not None and event.ordinal < thread.history_start_ordinal


def is_older(turn_id: str, thread: ThreadMeta) -> bool:
    """Whether a turn began before its thread: then it was copied from the thread's parent.

    Both ids are UUIDs of version 7, made when turn and thread began (seen in 0.117 to 0.169).
    """
    if not (thread.forked_from_id or thread.parent_thread_id):
        return False
    turn_at, thread_at = minted(turn_id), minted(thread.thread_id)
    return turn_at is not None and thread_at is not None and turn_at < thread_at
