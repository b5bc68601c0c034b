"""Lines that are small on disk and huge once they are decoded: told before anybody decodes them."""

from __future__ import annotations

# Shorter lines are always decoded.
DENSE_BYTES = 1_000_000
# A long line may have this many values: each takes a hundred bytes or more when it is decoded.
_MANY_VALUES = 250_000
# Limits the memory for the pieces that counting makes to a few windows.
_WINDOW_BYTES = 1 << 18


def has_many_values(chunk: bytes) -> bool:
    """Whether a line has so many values that decoding it would take more memory than there is.

    What separates values is counted, outside of strings, a window at a time and never twice.
    """
    count, place, inside = 0, 0, 0
    while place < len(chunk) and count <= _MANY_VALUES:
        window = chunk[place : place + _WINDOW_BYTES]
        if (len(window) - len(window.rstrip(b"\\"))) % 2:  # never after a backslash
            window = chunk[place : place + _WINDOW_BYTES + 1]
        place += len(window)
        parts = window.replace(b"\\\\", b"").replace(b'\\"', b"").split(b'"')
        frame = b"".join(parts[inside::2])
        count += frame.count(b",") + frame.count(b"[") + frame.count(b"{")
        inside = (inside + len(parts) - 1) % 2
    return count > _MANY_VALUES
