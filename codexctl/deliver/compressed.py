"""The plain text of a compressed rollout, as a stream; broken data is an error like any other."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import zstandard

from codexctl.errors import CodexctlError


class Decompressed(io.RawIOBase):
    """Reads what was compressed, in constant memory, over all frames of the file.

    Raises OSError when the file cannot be opened or read, CodexctlError when its data is broken.
    """

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self._stream = zstandard.ZstdDecompressor().stream_reader(
            path.open("rb"), read_across_frames=True, closefd=True
        )

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; gives how many bytes there were, 0 at the end."""
        try:
            return self._stream.readinto(buffer)
        except zstandard.ZstdError as error:
            raise CodexctlError(f"{self._path}: cannot be read: {error}") from None

    def close(self) -> None:
        """Close the file below."""
        self._stream.close()  # type: ignore[no-untyped-call]
        super().close()
