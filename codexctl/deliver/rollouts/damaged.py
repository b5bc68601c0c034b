"""Errors for files that cannot be finished; what unpacks them loads slowly and is elsewhere."""

from __future__ import annotations

from codexctl.errors import CodexctlError


class Damaged(CodexctlError):
    """Compressed data that cannot be unpacked, today or tomorrow."""


class TooSlow(CodexctlError):
    """A file that keeps a worker busy for so long that others would wait for ever."""
