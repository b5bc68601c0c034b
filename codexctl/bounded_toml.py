"""TOML that is parsed in time and memory that its size bounds.

The standard parser copies a dotted key once for each of its parts: 200 KB that are one key of
100,000 parts take 40 GB. Codex takes no more than 80 levels (its parser's recursion limit, seen
with 0.169), so that nothing is lost by a bound.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

# A little more than Codex's 80 levels: no file that it takes is refused here.
_MOST_PARTS = 100
# Possessive (`++`): a text that does not match is given up at once, not tried in every way.
_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_KEY = rf"(?<![A-Za-z0-9_-])(?P<key>(?:{_PART}\.[ \t]*+)++)"
# What stands in a text or after a # is no key.
_TEXT = r"""\"\"\"(?:[^\\]|\\.)*?\"\"\"|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|\#[^\n]*+"""
# Keys first; texts and comments are matched only to be stepped over.
_TOKEN = re.compile(f"{_KEY}|{_TEXT}", re.DOTALL)


class TooDeep(tomllib.TOMLDecodeError):
    """Nobody writes that by hand, and Codex does not take it."""


def loads(text: str) -> dict[str, Any]:
    """The text's data. Raises tomllib.TOMLDecodeError; TooDeep, a kind of it, too."""
    if _has_endless_key(text):
        raise TooDeep("a key of too many parts (at line 1, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooDeep("nested too deeply (at line 1, column 1)") from None


def _has_endless_key(text: str) -> bool:
    """Whether some key has more parts than anybody means."""
    # Most files end here: without that many dots no key has them.
    if text.count(".") < _MOST_PARTS:
        return False
    keys = (found["key"] or "" for found in _TOKEN.finditer(text))
    return any(key.count(".") >= _MOST_PARTS for key in keys)
