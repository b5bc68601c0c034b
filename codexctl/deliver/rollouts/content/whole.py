"""Sessions that are one JSON document: what Codex CLI 0.1, the one in TypeScript, left behind.

`{"session": {timestamp, id, instructions}, "items": […]}`, written again after each item: the time
is that of the last one, and no item has its own (0.1.2504172351 to 0.1.2505291658). The items are
those of the Responses API, as Codex up to 0.29 wrote them one a line.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from codexctl import safe_read
from codexctl.deliver.rollouts.damaged import Damaged
from codexctl.trace.read.dense import has_many_values
from codexctl.trace.read.lines import LONGEST_LINE


def as_lines(path: Path) -> bytes:
    """The lines that such a session would have as a rollout.

    Raises OSError when it cannot be read, or is longer than any line may be; Damaged when it is
    cut off or no session.
    """
    data = safe_read.read_bytes(path, LONGEST_LINE)
    if has_many_values(data):
        raise Damaged(f"{path}: cannot be read: it has too many values")
    document = _decoded(path, data)
    session, items = document.get("session"), document.get("items")
    if not isinstance(session, dict) or not isinstance(items, list):
        raise Damaged(f"{path}: cannot be read: it contains no session")
    return b"".join(orjson.dumps(line) + b"\n" for line in (session, *items))


def _decoded(path: Path, data: bytes) -> dict[str, Any]:
    try:
        document = orjson.loads(data)
    except orjson.JSONDecodeError:
        raise Damaged(f"{path}: cannot be read: it is cut off, or is not JSON") from None
    return document if isinstance(document, dict) else {}
