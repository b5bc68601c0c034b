"""Finding and opening rollout files: plain or compressed, parents before their subagents."""

from __future__ import annotations

import io
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from codexctl.errors import CodexctlError
from codexctl.trace.decode import decode
from codexctl.trace.events import ThreadMeta
from codexctl.trace.lines import Tally, read_lines

PLAIN = ".jsonl"
COMPRESSED = ".jsonl.zst"
# The first line holds Codex's whole prompt (20 KB); this many lines are looked at to find it.
_META_LINES = 5


@dataclass(frozen=True, slots=True)
class Rollout:
    """One file as it lies on disk. Two looks at it are equal when nothing was written between."""

    path: Path
    inode: int
    size: int
    mtime_ns: int

    @property
    def is_compressed(self) -> bool:
        """Whether byte offsets in it mean nothing."""
        return self.path.name.endswith(COMPRESSED)


def look(path: Path) -> Rollout | None:
    """Take one look at a file; None when it is not there (any more)."""
    try:
        status = path.stat()
    except OSError:
        return None
    return Rollout(path, status.st_ino, status.st_size, status.st_mtime_ns)


def find(folders: Iterable[Path]) -> Iterator[Rollout]:
    """Find every rollout below the folders; a folder that is not there has none."""
    for folder in folders:
        for parent, _, names in os.walk(folder):
            for name in sorted(names):
                if name.endswith((PLAIN, COMPRESSED)):
                    rollout = look(Path(parent, name))
                    if rollout:
                        yield rollout


def named(paths: Iterable[Path]) -> list[Path]:
    """Rollout files that a person named; a folder means all of them below it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(rollout.path for rollout in find([path]))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def open_rollout(path: Path, start: int = 0) -> IO[bytes]:
    """Open a rollout for reading whole lines from a byte offset of its plain text.

    Raises OSError when it cannot be opened. Compressed files are read as a stream, so that
    their size does not matter.
    """
    if not path.name.endswith(COMPRESSED):
        plain = path.open("rb")
        plain.seek(start)
        return plain
    import zstandard

    stream = zstandard.ZstdDecompressor().stream_reader(
        path.open("rb"), read_across_frames=True, closefd=True
    )
    reader = io.BufferedReader(stream, 1 << 16)
    while start > 0:
        start -= len(reader.read(min(start, 1 << 20)) or b"\0" * start)
    return reader


@contextmanager
def reading(path: Path) -> Iterator[IO[bytes]]:
    """Open a rollout for reading from its start to its end.

    Raises OSError when it cannot be opened or read, CodexctlError when the compressed data is
    broken.
    """
    with open_rollout(path) as stream:
        try:
            yield stream
        except Exception as error:
            if type(error).__module__.startswith("zstandard"):
                raise CodexctlError(f"{path}: cannot be read: {error}") from None
            raise


def lines_of(stream: IO[bytes], path: Path) -> Iterator[bytes]:
    """The lines of an open rollout. Raises CodexctlError when the compressed data is broken."""
    try:
        yield from stream
    except Exception as error:
        if isinstance(error, OSError) or type(error).__module__.startswith("zstandard"):
            raise CodexctlError(f"{path}: cannot be read: {error}") from None
        raise


def thread_of(path: Path) -> ThreadMeta | None:
    """Read which thread a file belongs to; None when its first lines do not say."""
    with open_rollout(path) as stream:
        head = (line for line, _ in zip(lines_of(stream, path), range(_META_LINES), strict=False))
        for event in decode(read_lines(head, Tally())):
            if isinstance(event, ThreadMeta):
                return event
    return None


def parents_first(threads: dict[Path, ThreadMeta]) -> list[Path]:
    """Order files so that a thread comes after the thread that spawned it."""
    by_thread = {thread.thread_id: path for path, thread in threads.items()}
    ordered: dict[Path, None] = {}
    for path in sorted(threads):
        chain = [path]
        while (above := by_thread.get(threads[chain[-1]].parent_thread_id)) and above not in chain:
            chain.append(above)
        ordered.update(dict.fromkeys(reversed(chain)))
    return list(ordered)
