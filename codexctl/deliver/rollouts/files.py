"""Finding and opening rollout files: plain or compressed, parents before their subagents."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import islice
from pathlib import Path
from typing import IO, NamedTuple

from codexctl import safe_read
from codexctl.deliver.rollouts.names import (
    COMPRESSED,
    PLAIN,
    WHOLE,
    is_own_name,
    may_be_rollout,
    thread_in_name,
)
from codexctl.trace.read.decode import decode_line
from codexctl.trace.read.events import ThreadMeta
from codexctl.trace.read.lines import LONGEST_LINE, Tally, read_lines

# Files of Codex's that end alike and are no rollouts.
_NO_ROLLOUTS = frozenset({"history.jsonl", "session_index.jsonl"})
_BUFFER_BYTES = 1 << 16
# Lines that only a rollout has.
_KNOWN_LINES = frozenset(
    {"turn_context", "response_item", "event_msg", "token_usage_record", "bare_item"}
)
# The first line holds Codex's whole prompt (20 KB); this many lines are looked at to find it.
_META_LINES = 5


class Rollout(NamedTuple):
    """One file as it lies on disk. Two looks at it are equal when nothing was written between.

    A tuple with the path as text, because there may be a hundred thousand of them and hardly any
    is opened: a dataclass with a `Path` takes four times as long to make, and twice the memory.
    """

    file: str
    inode: int
    size: int
    mtime_ns: int

    @property
    def path(self) -> Path:
        """Where it lies."""
        return Path(self.file)

    @property
    def has_places(self) -> bool:
        """Whether its lines lie in it as they are, so that byte offsets mean something."""
        return self.file.endswith(PLAIN)


def file_name(rollout: Rollout) -> str:
    """A file's name for the log; one that is not Codex's may say something of its own."""
    name = rollout.path.name
    return name if is_own_name(name) else "a file that is no rollout"


def look(path: Path) -> Rollout | None:
    """Take one look at a file; None when it is not there (any more) or is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    if not stat.S_ISREG(status.st_mode):
        return None
    return Rollout(str(path), status.st_ino, status.st_size, status.st_mtime_ns)


def find(folders: Iterable[Path], passed_over: AbstractSet[str] = frozenset()) -> Iterator[Rollout]:
    """Find every rollout below the folders; a folder that is not there has none.

    Those that are `passed_over` are not looked at.

    Only regular files are: a link counts if it leads to one within its folder, and a link to a
    folder is not followed. One look each, since there may be very many.
    """
    for folder in folders:
        for path in _candidates(os.fspath(folder), passed_over):
            rollout = _seen(path, folder)
            if rollout:
                yield rollout


def leads_out(path: str, folder: Path) -> bool:
    """Whether a link, or a link that it leads to, leaves a folder of rollouts."""
    return not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(folder))


def _candidates(top: str, passed_over: AbstractSet[str]) -> Iterator[str]:
    """Everything below a folder that may be a rollout by its name, sorted in each folder.

    Names are kept and not what `scandir` gives, which holds on to all that it was asked for.
    """
    folders = [top]
    while folders:
        parent, names, below = folders.pop(), [], []
        try:
            with os.scandir(parent) as found:
                for entry in found:
                    if entry.is_dir(follow_symlinks=False):
                        below.append(entry.path)
                    elif entry.path not in passed_over and may_be_rollout(entry.name):
                        names.append(entry.name)
        except OSError:
            continue
        begin = os.path.join(parent, "")  # noqa: PTH118 - for many files
        yield from (begin + name for name in sorted(names))
        folders += sorted(below, reverse=True)


def _seen(path: str, folder: Path) -> Rollout | None:
    try:
        status = os.lstat(path)
    except OSError:
        return None
    if stat.S_ISLNK(status.st_mode):
        return None if leads_out(path, folder) else look(Path(path))
    if not stat.S_ISREG(status.st_mode):
        return None
    return Rollout(path, status.st_ino, status.st_size, status.st_mtime_ns)


def at_least(number: int, folders: Iterable[Path]) -> bool:
    """Whether there are so many files, by their number alone: a rough and cheap look."""
    names = (
        name for folder in folders for _, _, files in safe_read.below(folder) for name in files
    )
    return next(islice(names, number - 1, None), None) is not None


def named(paths: Iterable[Path]) -> list[Path]:
    """Rollout files that a person named; a folder means all of them below it."""
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(r.path for r in find([path]) if r.path.name not in _NO_ROLLOUTS)
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def open_rollout(path: Path, start: int = 0) -> IO[bytes]:
    """Open a rollout for reading from a byte offset of its plain text; only a regular file is one.

    Raises OSError when it cannot be opened or read, CodexctlError when compressed data is broken.
    Compressed files are read as a stream, so that their size does not matter; one that is a single
    document is given as the lines that it would have as a rollout.
    """
    if path.name.endswith(WHOLE):
        from codexctl.deliver.rollouts.whole import as_lines

        document = io.BytesIO(as_lines(path))
        document.seek(start)
        return document
    plain = safe_read.stream(path, _BUFFER_BYTES)
    if not path.name.endswith(COMPRESSED):
        plain.seek(start)
        return plain
    from codexctl.deliver.rollouts.compressed import Decompressed

    reader = io.BufferedReader(Decompressed(plain), _BUFFER_BYTES)
    while start > 0:
        start -= len(reader.read(min(start, 1 << 20)) or b"\0" * start)
    return reader


def raw_lines(
    stream: IO[bytes], longest: int = LONGEST_LINE, most: int | None = None
) -> Iterator[bytes]:
    """The lines of an open rollout; those above `longest` bytes in pieces of that length.

    No more than `most` bytes are read, if it is given.
    """
    if most is None:
        return iter(partial(stream.readline, longest + 1), b"")
    return _first_bytes(stream, longest + 1, most)


def _first_bytes(stream: IO[bytes], longest: int, most: int) -> Iterator[bytes]:
    readline = stream.readline
    while most > 0 and (chunk := readline(longest)):
        most -= len(chunk)
        yield chunk


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
    import uuid  # here: hardly any file has no thread's id in it

    return str(uuid.uuid5(uuid.NAMESPACE_OID, name.decode("utf-8", "backslashreplace")))


def is_begun(path: Path) -> bool:
    """Whether at least one whole line has been written."""
    with open_rollout(path) as stream:
        return next(raw_lines(stream), b"").endswith(b"\n")


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
