"""A rollout of any size out of turns that the real Codex wrote, over and over."""

from __future__ import annotations

import re
from itertools import count
from pathlib import Path

RECORDINGS = Path(__file__).parents[2] / "recordings" / "0.169.0"
SCENARIOS = ("plain", "shell-ok", "shell-failed", "tools-mixed", "code-mode")
_META = b'"type":"session_meta"'
_THREAD = re.compile(rb'"id":"([0-9a-f-]{36})"')
_TURN = re.compile(rb'"turn_id":"([0-9a-f-]{36})"')


def write_recorded(path: Path, size: int) -> None:
    """Write whole recordings as one thread, each time with turn ids of its own, to `size` bytes."""
    with path.open("wb") as stream:
        meta, thread = b"", b""
        for number in count(1):
            source = next((RECORDINGS / SCENARIOS[number % len(SCENARIOS)]).rglob("*.jsonl"))
            lines = source.read_bytes().splitlines(keepends=True)
            own = _thread(lines)
            if not meta:
                meta, thread = lines[0], own
                stream.write(meta)
            body = b"".join(line for line in lines if _META not in line).replace(own, thread)
            for turn in set(_TURN.findall(body)):
                body = body.replace(turn, turn[:24] + b"%012x" % number)
            stream.write(body)
            if stream.tell() >= size:
                return


def _thread(lines: list[bytes]) -> bytes:
    found = _THREAD.search(lines[0])
    assert found, "a recording begins with its thread"
    return found[1]
