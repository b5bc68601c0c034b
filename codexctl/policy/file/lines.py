"""The line of each key of policy.toml."""

from __future__ import annotations

import re

_TABLE = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.\s-]+?)\s*\]\]?\s*(?:#.*)?\Z")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+(?:\s*\.\s*[A-Za-z0-9_-]+)*)\s*=")


def lines_of(text: str) -> dict[str, int]:
    """Map keys (`capture.max`) and tables (`capture.rule`) to line numbers, the first ones.

    Lines count from 1. The result is for display, and `text` is valid TOML: only keys in their
    usual form, without quotes, are found.
    """
    found: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header:
            table = _plain(header[1])
            found.setdefault(table, number)
            continue
        key = _KEY.match(line)
        if key:
            found.setdefault(f"{table}.{_plain(key[1])}".lstrip("."), number)
    return found


def _plain(name: str) -> str:
    return re.sub(r"\s", "", name)
