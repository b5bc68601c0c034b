"""The key under which Codex keeps whether it trusts a folder: `[projects."KEY"]`."""

from __future__ import annotations

import sys
from pathlib import PurePath


def trust_key(folder: PurePath, platform: str = sys.platform) -> str:
    """A folder, as Codex names it there: on Windows in small letters.

    `platform` is as in `sys.platform`.
    """
    return str(folder).lower() if platform == "win32" else str(folder)
