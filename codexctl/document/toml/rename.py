"""Giving a key another name where it is: its value, its line and its comment stay."""

from __future__ import annotations

from codexctl.document.data import KeyPath, spell
from codexctl.document.toml.find import below
from codexctl.document.toml.scan import Pair, scan


def rename_key(text: str, path: KeyPath, name: str) -> str | None:
    """The text with the last part of a key spelled otherwise.

    None where the key is not one pair on its own line, and so has to be written again.
    """
    found = below(scan(text), path)
    if len(found) != 1:
        return None
    pair = found[0]
    if not isinstance(pair, Pair) or pair.place != path:
        return None
    start, end = pair.keys[-1]
    return text[:start] + spell((name,)) + text[end:]
