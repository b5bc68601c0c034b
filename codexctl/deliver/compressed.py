"""The plain text of a compressed rollout, as a stream; broken data is an error like any other."""

from __future__ import annotations

import io
from typing import IO, Any

import zstandard

from codexctl.errors import CodexctlError


class Decompressed(io.RawIOBase):
    """Reads what was compressed, in constant memory, over all frames of the file.

    It takes an open file and closes it: one that cannot be opened leaves nothing half made. Raises
    OSError when it cannot be read, CodexctlError when its data is broken.
    """

    def __init__(self, compressed: IO[bytes]) -> None:
        super().__init__()
        self._name = compressed.name
        self._stream = zstandard.ZstdDecompressor().stream_reader(
            compressed, read_across_frames=True, closefd=True
        )

    def readable(self) -> bool:
        """It is for reading."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer; gives how many bytes there were, 0 at the end."""
        try:
            return self._stream.readinto(buffer)
        except zstandard.ZstdError as error:
            raise CodexctlError(f"{self._name}: cannot be read: {error}") from None

    def close(self) -> None:
        """Close the file below."""
        self._stream.close()  # type: ignore[no-untyped-call]  # zstandard's stubs say no type here
        super().close()
