"""The plain text of a compressed rollout, as a stream; broken data is an error like any other."""

from __future__ import annotations

import io
import os
from typing import IO, Any

import zstandard

from codexctl.errors import CodexctlError

# What Codex and the zstd command write without being told otherwise needs 8 MB.
_WINDOW_BYTES = 1 << 23
# So much text, and so many times what it took on disk, is no session.
_MOST_BYTES, _MOST_TIMES = 16_000_000_000, 1000


class Decompressed(io.RawIOBase):
    """Reads what was compressed, in constant memory, over all frames of the file.

    It takes an open file and closes it: one that cannot be opened leaves nothing half made. Raises
    OSError when it cannot be read, CodexctlError when its data is broken.
    """

    def __init__(self, compressed: IO[bytes]) -> None:
        super().__init__()
        self._name = os.fsdecode(name) if isinstance(name := compressed.name, bytes) else str(name)
        self._file, self._given = compressed, 0
        self._stream = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES).stream_reader(
            compressed, read_across_frames=True, closefd=True
        )

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; gives how many bytes there were, 0 at the end."""
        try:
            count = self._stream.readinto(buffer)
        except zstandard.ZstdError as error:
            raise CodexctlError(f"{self._name}: cannot be read: {error}") from None
        self._given += count
        if self._given > _MOST_BYTES and self._given > _MOST_TIMES * self._file.tell():
            raise CodexctlError(f"{self._name}: cannot be read: it unpacks without an end")
        return count

    def close(self) -> None:
        """Close the file below."""
        self._stream.close()  # type: ignore[no-untyped-call]  # zstandard's stubs say no type here
        super().close()
