"""Delivering thousands of old sessions on all cores.

Sessions are independent, so they are dealt out to processes, some dozens at a time; a subagent's
file stays with its parent's. To interrupt it at any moment loses nothing, and to start again goes
on where it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import chain
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import cast

from codexctl.deliver.answer import Answer, Destination, Verdict
from codexctl.deliver.backfill.helper import Hand, Stored
from codexctl.deliver.rollouts.content.opening import open_rollout
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.files import Rollout
from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.store.rows import TurnRows
from codexctl.deliver.worker.gathering import Report
from codexctl.errors import CodexctlError

# With fewer sessions, starting processes takes longer than it saves.
WORTH_IT = 64
# Enough that dividing the work takes no time, few enough that all processes end at about the same
# time.
_DEALT = 84
_DEALT_BYTES = 4 << 20
_HEAD_BYTES = 600
_SESSION = re.compile(rb'^\{[^\n]*?"session_id":"([^"\\]+)"')
_GONE = "a process that helped with it was killed"


def backfill(
    pipes: Sequence[Connection],
    destination: Destination,
    handfuls: Iterable[Sequence[Rollout]],
    progress: Callable[[int], None],
) -> Iterator[Report]:
    """Deliver all files, a handful a process; `progress` is told how many files are done.

    Nothing more is dealt out once the destination takes nothing.
    """
    hands: Iterator[Hand] = (
        Hand(destination.name, tuple(r.path for r in files)) for files in handfuls
    )
    busy: dict[Connection, Hand] = {}
    for pipe, hand in zip(pipes, hands, strict=False):
        busy[pipe] = _deal(pipe, hand)
    while busy:
        ready = {pipe: _receive(pipe) for pipe in cast("list[Connection]", wait(list(busy)))}
        _store(destination, {pipe: m for pipe, m in ready.items() if not isinstance(m, Report)})
        for pipe, message in ready.items():
            if not isinstance(message, Report):
                continue
            progress(len(busy.pop(pipe).paths))
            yield message
            if message.problem:
                # Busy processes finish their work; their reports are still waited for.
                hands = iter(())
            for hand in hands:
                busy[pipe] = _deal(pipe, hand)
                break


def _deal(pipe: Connection, hand: Hand) -> Hand:
    _tell(pipe, hand)
    return hand


def _tell(pipe: Connection, what: Hand | Stored) -> None:
    """Send something to a process; that it is gone shows when something is expected of it."""
    with suppress(ConnectionError):
        pipe.send(what)


def _receive(pipe: Connection) -> Report | list[TurnRows]:
    try:
        return cast("Report | list[TurnRows]", pipe.recv())
    except (EOFError, ConnectionError):
        return Report(problem=_GONE)


def _store(destination: Destination, waiting: dict[Connection, list[TurnRows]]) -> None:
    """Store in one transaction what several processes wait for."""
    if not waiting:
        return
    stored = Stored(Answer(Verdict.later, "this destination stores no rows"), 0)
    if isinstance(destination, LocalStore):
        answer = destination.store(chain.from_iterable(waiting.values()))
        stored = Stored(answer, destination.commits)
    for pipe in waiting:
        _tell(pipe, stored)


def deal(rollouts: Iterable[Rollout]) -> Iterator[tuple[Rollout, ...]]:
    """Divide files into handfuls, the large ones first; the files of a session are never apart."""
    sessions: dict[str, list[Rollout]] = {}
    for rollout in rollouts:
        sessions.setdefault(_session(rollout.path), []).append(rollout)
    hand: list[Rollout] = []
    for files in sorted(sessions.values(), key=_bytes, reverse=True):
        hand += files
        if len(hand) >= _DEALT or _bytes(hand) >= _DEALT_BYTES:
            yield tuple(hand)
            hand = []
    if hand:
        yield tuple(hand)


def _bytes(rollouts: Iterable[Rollout]) -> int:
    return sum(rollout.size for rollout in rollouts)


def _head(path: Path) -> bytes:
    with open_rollout(path) as stream:
        return stream.read(_HEAD_BYTES)


def _session(path: Path) -> str:
    """The session of a file; one that does not say is a session of its own.

    It is near the beginning of the first line, which is long: most of it need not be read.
    """
    try:
        found = _SESSION.search(_head(path))
        if found:
            return found[1].decode("utf-8", "replace")
        thread = thread_of(path)
    except (OSError, CodexctlError):
        return str(path)
    return thread.session_id if thread else str(path)
