"""What rollout files are called, and what their names tell.

Codex CLI in Rust writes `rollout-<time>-<thread>.jsonl` and may compress it; the one in TypeScript
(0.1, April to July 2025) wrote `rollout-<date>-<session>.json`, some of it with an id that has no
dashes.
"""

from __future__ import annotations

import re
from pathlib import Path

PLAIN = ".jsonl"
COMPRESSED = ".jsonl.zst"
WHOLE = ".json"
_ID = r"([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|[0-9a-f]{32})"
# The id is at the end: the time before it contains dashes, too.
_NAME = re.compile(rf"rollout-.*-{_ID}\.json(?:l(?:\.zst)?)?\Z")


def may_be_rollout(name: str) -> bool:
    """Whether a file in Codex's folders is to be looked at: of `.json`, only what it named itself.

    Others keep settings and the like in such files.
    """
    if name.endswith(WHOLE):
        return is_own_name(name)
    return name.endswith((PLAIN, COMPRESSED))


def is_own_name(name: str) -> bool:
    """Whether Codex itself calls its files so."""
    return _NAME.fullmatch(name) is not None


def thread_in_name(path: Path) -> str:
    """The thread that a file's name tells; empty where it tells none."""
    found = _NAME.match(path.name)
    return found.group(1) if found else ""
