"""The plain text of a compressed rollout, as a stream; broken data is an error like any other."""

from __future__ import annotations

import io
import os
from typing import IO, Any

import zstandard

from codexctl.deliver.rollouts.damaged import Damaged

# The default output of Codex and of the zstd command needs 8 MB.
_WINDOW_BYTES = 1 << 23
# A session is never larger than this, nor larger than this many times its size on disk.
_MOST_BYTES, _MOST_TIMES = 16_000_000_000, 1000


# The largest header of a frame, and the exact size of a block's header and a frame's checksum.
_HEADER, _BLOCK_HEADER, _CHECKSUM = 18, 3, 4
_RLE, _RESERVED = 1, 3
_SKIPPABLE = b"\x2a\x4d\x18"


def _is_whole(file: IO[bytes]) -> bool:
    """Whether a file that was read to its end ends with a frame: the reader does not tell.

    Only the headers of blocks are looked at (RFC 8878, 3.1.1).
    """
    end, place = file.seek(0, os.SEEK_END), 0
    while place < end:
        file.seek(place)
        head = file.read(_HEADER)
        if head[1:4] == _SKIPPABLE:
            place += 8 + int.from_bytes(head[4:8], "little")
            continue
        try:
            size = zstandard.frame_header_size(head)
            has_checksum = zstandard.get_frame_parameters(head).has_checksum
        except zstandard.ZstdError:
            return True  # not a known frame: the reader reports that
        place, is_last = place + size, False
        while not is_last:
            file.seek(place)
            block = int.from_bytes(file.read(_BLOCK_HEADER), "little")
            is_last, kind = bool(block & 1), block >> 1 & 3
            place += _BLOCK_HEADER + (1 if kind == _RLE else block >> 3)
            if place > end or kind == _RESERVED:
                return False
        place += _CHECKSUM * has_checksum
    return place == end


class Decompressed(io.RawIOBase):
    """Reads what was compressed, in constant memory, over all frames of the file.

    It takes an open file and closes it: one that cannot be opened leaves nothing half made. Raises
    OSError when it cannot be read, Damaged when its data is broken.
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
            raise Damaged(f"{self._name}: cannot be read: {error}") from None
        if count == 0 and len(buffer) and not _is_whole(self._file):
            raise Damaged(f"{self._name}: cannot be read: it is cut off")
        self._given += count
        if self._given > _MOST_BYTES and self._given > _MOST_TIMES * self._file.tell():
            raise Damaged(f"{self._name}: cannot be read: its decompressed content is too large")
        return count

    def close(self) -> None:
        """Close the file below."""
        self._stream.close()  # type: ignore[no-untyped-call]  # zstandard's stubs say no type here
        super().close()
