"""The lines between `---` at the head of a Markdown file: name and description, no more.

That is no YAML parser: what it cannot read is left to Codex, which says so itself. Seen with
0.130.0 to 0.169.0: the first line is `---` and nothing before it, not even a byte order mark.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_FENCE = "---"
_KEY = re.compile(r"([A-Za-z][\w-]*):(?:\s+(.*))?$")
_BLOCK = re.compile(r"[|>][+-]?\d*$")


def front_matter(text: str) -> Mapping[str, str] | None:
    """The keys at the top level with their text; None where the lines do not begin or end."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        return None
    end = next((at for at, line in enumerate(lines) if at and line.rstrip() == _FENCE), None)
    if end is None:
        return None
    found: dict[str, list[str]] = {}
    last = ""
    for line in lines[1:end]:
        key = _KEY.match(line.rstrip())
        if key:
            last = key[1]
            value = (key[2] or "").strip()
            found[last] = [] if _BLOCK.match(value) else [value]
        elif last and line[:1].isspace() and line.strip():
            found[last].append(line.strip())
    return {key: _plain(" ".join(part for part in parts if part)) for key, parts in found.items()}


def _plain(value: str) -> str:
    for quote, doubled in (("'", "''"), ('"', '\\"')):
        if len(value) > 1 and value[0] == value[-1] == quote:
            return value[1:-1].replace(doubled, quote)
    return re.sub(r"\s#.*$", "", value)
