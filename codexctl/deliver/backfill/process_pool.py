"""Processes that help with a backfill: started early, given work over pipes, gone with them.

They are started before any database is open, any lock held or any thread running, so that a fork
takes nothing along that is not its own; where it would, and where forking is not safe, they are
fresh interpreters, which takes a moment longer.
"""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from codexctl.system import uninterrupted

Work = Callable[[Connection], None]
_SAFE = "PYTHONSAFEPATH"


def cores() -> int:
    """How many processors this process may use.

    On Linux those that it is bound to count, as in a container; elsewhere all of the machine.
    """
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def crew(number: int, work: Work) -> Iterator[list[Connection]]:
    """Have so many processes do `work`, each with one end of a pipe; gives the other ends.

    They end when their pipe is closed, which it is also when this process is killed. Ctrl-C is
    for this process alone.
    """
    forks = sys.platform.startswith("linux") and threading.active_count() == 1
    # Any: the type checker knows each system's own kinds of context and pipe.
    context: Any = get_context("fork" if forks else "spawn")
    pipes = [context.Pipe() for _ in range(number)]
    ours: list[Connection]
    theirs: list[Connection]
    ours, theirs = [own for own, _ in pipes], [other for _, other in pipes]
    ends = [*ours, *theirs] if forks else []
    processes = [context.Process(target=_run, args=(pipe, ends, work)) for pipe in theirs]
    try:
        with uninterrupted(), _importing_from_nowhere_else():
            for process in processes:
                process.start()
        gc.unfreeze()
        for pipe in theirs:
            pipe.close()
        yield ours
    finally:
        for pipe in ours:
            pipe.close()
        for process in processes:
            if process.pid:
                process.terminate()
                process.join()


def _run(pipe: Connection, ends: Sequence[Connection], work: Work) -> None:
    """In the new process: a pipe ends with its owner only if nobody else holds an end of it."""
    os.environ.pop(_SAFE, None)  # it is for our imports, not for a command that finds a key
    for end in ends:
        if end is not pipe:
            end.close()
    try:
        work(pipe)
    except (EOFError, ConnectionError):
        return  # the process that gave the work has ended


@contextmanager
def _importing_from_nowhere_else() -> Iterator[None]:
    """Keep fresh interpreters from looking for modules in the folder that somebody is in.

    They are told so by a variable, because multiprocessing hands on only flags that this one has.
    """
    before = os.environ.get(_SAFE)
    os.environ[_SAFE] = "1"
    try:
        yield
    finally:
        os.environ.pop(_SAFE)
        os.environ.update({_SAFE: before} if before is not None else {})
