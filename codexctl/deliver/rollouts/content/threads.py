"""Which thread a rollout file belongs to, and the order in which files of several are read."""

from __future__ import annotations

import os
from itertools import islice
from pathlib import Path

from codexctl.deliver.rollouts.content.opening import open_rollout, raw_lines
from codexctl.deliver.rollouts.names import thread_in_name
from codexctl.trace.read.decode import decode_line
from codexctl.trace.read.events import ThreadMeta
from codexctl.trace.read.lines import Tally, read_lines

# Lines that only a rollout contains.
_KNOWN_LINES = frozenset(
    {"turn_context", "response_item", "event_msg", "token_usage_record", "bare_item"}
)
# The first line contains Codex's whole prompt (20 KB); this many lines are read to find it.
_META_LINES = 5


def thread_of(path: Path) -> ThreadMeta | None:
    """Read which thread a file belongs to: the one way to know it. None if it holds no line.

    The first line says it. Where that is damaged or missing, the file's name does, which then also
    tells the file's own session_meta from one that was copied into it; a name that says nothing
    stands for its thread itself, if the file is a rollout by its lines. Such a thread has the
    same id whenever it is read.
    """
    named, tally, is_rollout = thread_in_name(path), Tally(), False
    with open_rollout(path) as stream:
        for line in read_lines(islice(raw_lines(stream), _META_LINES), tally):
            is_rollout = is_rollout or line.type in _KNOWN_LINES
            for event in decode_line(line):
                is_own = line.start == 0 or named in ("", getattr(event, "thread_id", ""))
                if isinstance(event, ThreadMeta) and is_own:
                    return event
    if not tally.lines or not (named or is_rollout):
        return None
    thread_id = named or _id_for(path)
    return ThreadMeta(at=0, thread_id=thread_id, session_id=thread_id)


def _id_for(path: Path) -> str:
    name = os.fsencode(path.name.removesuffix(".zst"))
    import uuid  # here: few files have no thread id in their name

    return str(uuid.uuid5(uuid.NAMESPACE_OID, name.decode("utf-8", "backslashreplace")))


def parents_first(threads: dict[Path, ThreadMeta]) -> list[Path]:
    """Order files so that a thread comes after the thread that spawned it.

    Old reviews do not say which thread asked for them: those come after all root threads.
    """
    by_thread = {thread.thread_id: path for path, thread in threads.items()}
    ordered: dict[Path, None] = {}
    for path in sorted(threads, key=lambda path: (threads[path].is_child, path)):
        chain = [path]
        while (above := by_thread.get(threads[chain[-1]].parent_thread_id)) and above not in chain:
            chain.append(above)
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)
