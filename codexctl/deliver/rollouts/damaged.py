"""The error for a file whose data is broken, apart from what unpacks it: that loads slowly."""

from __future__ import annotations

from codexctl.errors import CodexctlError


class Damaged(CodexctlError):
    """Compressed data that cannot be unpacked, today or tomorrow."""
