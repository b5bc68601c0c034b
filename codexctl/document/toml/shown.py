"""Values on one line to be read by people, in TOML's spelling: for what only reads.

What is written into a file is written by tomlkit (`toml_text`); a command that shows one value
would take twice as long with it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")
# JSON escapes the lower ones, and not these.
_CONTROL = re.compile(r"[\x7f-\x9f]")


def shown_key(parts: Sequence[str]) -> str:
    """A dotted key, its parts quoted where they are not plain words."""
    return ".".join(part if _BARE.fullmatch(part) else _string(part) for part in parts)


def shown_value(value: Any) -> str:
    """A value as TOML would have it, tables and arrays on the same line."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        pairs = [f"{shown_key((key,))} = {shown_value(item)}" for key, item in value.items()]
        return "{ " + ", ".join(pairs) + " }" if pairs else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(shown_value, value)) + "]"
    if isinstance(value, int | float):
        return repr(value)
    return str(value.isoformat()).replace("+00:00", "Z")


def _string(value: str) -> str:
    """JSON's escapes are TOML's; what a terminal might obey is escaped too."""
    quoted = json.dumps(value, ensure_ascii=False)
    return _CONTROL.sub(lambda found: f"\\u{ord(found.group()):04X}", quoted)
