"""Opening a rollout file for its lines: plain, compressed, or one whole document.

`names.py` says which file is which.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import IO

from codexctl import safe_read
from codexctl.deliver.rollouts.names import COMPRESSED, WHOLE
from codexctl.trace.read.lines import LONGEST_LINE

_BUFFER_BYTES = 1 << 16


def open_rollout(path: Path, start: int = 0) -> IO[bytes]:
    """Open a rollout for reading from a byte offset of its plain text; only a regular file is one.

    Raises OSError when it cannot be opened or read, CodexctlError when compressed data is broken.
    Compressed files are read as a stream, so that their size does not matter; one that is a single
    document is given as the lines that it would have as a rollout.
    """
    if path.name.endswith(WHOLE):
        from codexctl.deliver.rollouts.content.whole import as_lines

        document = io.BytesIO(as_lines(path))
        document.seek(start)
        return document
    plain = safe_read.stream(path, _BUFFER_BYTES)
    if not path.name.endswith(COMPRESSED):
        plain.seek(start)
        return plain
    from codexctl.deliver.rollouts.content.compressed import Decompressed

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


def is_begun(path: Path) -> bool:
    """Whether at least one whole line has been written."""
    with open_rollout(path) as stream:
        return next(raw_lines(stream), b"").endswith(b"\n")
