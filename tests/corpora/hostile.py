"""Rollouts that the real Codex wrote, with hostile text in every place where a text can stand.

Every string of a recorded line is replaced, wherever it is: prompts, answers, thoughts, commands,
output, paths, models, names of tools and servers, branches, plans, error messages, keys of maps of
files. What remains are the words by which a line is told from another (`type` and its like) and
the times. Ids are replaced as well, each by one text of its own, so that what belonged together
still does.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from typing import Any

import zstandard

RECORDINGS = Path(__file__).parents[1] / "recordings" / "0.169.0"
SCENARIOS = (
    "apply-patch",
    "approval-declined",
    "code-mode",
    "compaction",
    "http-500",
    "images",
    "mcp-calls",
    "person-command",
    "review",
    "searches",
    "shell-failed",
    "subagent",
    "tools-mixed",
    "update-plan",
    "user-input",
)
IDS, TOOLS = "ids", "tools"
# What tells lines, items and their states apart: with another word there the line would be another.
_WORDS = frozenset(
    "type timestamp role status history_mode phase source kind decision thread_source approval_policy"
    " reason mode action cwd_kind".split()
)
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CALL = re.compile(r"\b(?:call|resp|fc|fco|rs|msg|ctc|exec)_[0-9A-Za-z_]+")


class Hostile:
    """Replaces the texts of rollouts, each payload in its turn.

    `kept` leaves some of Codex's own words where they are: IDS the ids of threads and turns, TOOLS
    the names of tools, without which a page shows no call by its meaning.
    """

    def __init__(self, payloads: Sequence[str], kept: Collection[str] = (IDS, TOOLS)) -> None:
        self._payloads = cycle(payloads)
        self._kept = kept
        self._ids: dict[str, str] = {}

    def lines(self, raw: bytes) -> Iterator[bytes]:
        """The lines of one rollout with other texts in them."""
        for line in raw.splitlines():
            yield json.dumps(self._value(json.loads(line))).encode() + b"\n"

    def _value(self, value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            named_by_path = key in ("changes", "agents_states", "status", "mcp_servers")
            return {
                (self._text(name) if named_by_path else name): self._value(inner, name)
                for name, inner in value.items()
            }
        if isinstance(value, list):
            return [self._value(inner, key) for inner in value]
        if not isinstance(value, str) or key in _WORDS or (key == "name" and TOOLS in self._kept):
            return value
        if key == "arguments" and value.startswith("{"):
            return json.dumps(self._value(json.loads(value)))
        return self._text(value, key)

    def _text(self, text: str, key: str = "") -> str:
        if _ID.fullmatch(text) or _CALL.fullmatch(text):
            if IDS in self._kept and _ID.fullmatch(text):
                return text
            return self._ids.setdefault(text, f"{next(self._payloads)}{len(self._ids)}")
        if key == "input" and text.startswith("*** Begin Patch"):
            return re.sub(r"(?m)^(\*\*\* \w+ File: |[+-]).*", self._patched, text)
        return next(self._payloads)

    def _patched(self, match: re.Match[str]) -> str:
        return match[1] + next(self._payloads).replace("\n", " ")


def write(
    folder: Path, payloads: Sequence[str], kept: Collection[str] = (IDS, TOOLS)
) -> list[Path]:
    """Write every scenario once below a folder, each text another one of these payloads.

    `kept` is what `Hostile` leaves as it is; gives the files.
    """
    hostile = Hostile(payloads, kept)
    written = []
    for scenario in SCENARIOS:
        for source in sorted((RECORDINGS / scenario).rglob("rollout-*")):
            path = folder / scenario / source.name.removesuffix(".zst")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"".join(hostile.lines(_bytes(source))))
            written.append(path)
    return written


def whole(payloads: Sequence[str]) -> list[str]:
    """All payloads as one text, as many times as there are, each time beginning with another one.

    So every place holds all of them, and what shows the beginning of a text shows each of them.
    """
    joints = ("", " ", "\n")
    return [
        joints[first % len(joints)].join((*payloads[first:], *payloads[:first]))
        for first in range(len(payloads))
    ]


def _bytes(path: Path) -> bytes:
    if path.suffix != ".zst":
        return path.read_bytes()
    return zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read()
