"""Parses TOML in time and memory proportional to its size.

The standard parser copies a dotted key once for each of its parts: one key of 100,000 parts, 200
KB, takes 40 GB. Codex accepts at most 80 levels (its parser's recursion limit, seen with 0.169), so
a limit excludes no valid file.
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

# A little more than Codex's 80 levels: every file that Codex accepts is accepted here.
_MOST_PARTS = 100
# Possessive (`++`): without backtracking, a text that does not match fails at once.
_PART = r"""(?:[A-Za-z0-9_-]++|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')[ \t]*+"""
_KEY = rf"(?<![A-Za-z0-9_-])(?P<key>(?:{_PART}\.[ \t]*+)++)"
# Text in a string or a comment is not a key.
_TEXT = r"""\"\"\"(?:[^\\]|\\.)*?\"\"\"|\'\'\'.*?\'\'\'|"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+'|\#[^\n]*+"""
# Keys first; strings and comments are matched only to skip them.
_TOKEN = f"(?s:{_KEY}|{_TEXT})"

# Brackets, and the opening quotes of an unclosed text; other texts and comments are skipped.
_BRACKET = re.compile(
    r"""\"\"\"(?:[^\\]|\\.)*?\"\"\"|'''.*?'''|(?!\"\"\"|''')(?:"(?:[^"\\\n]|\\.)*+"|'[^'\n]*+')"""
    r"""|\#[^\n]*+|(?P<text>\"\"\"|'''|["'])|(?P<open>[\[{])|(?P<close>[\]}])""",
    re.DOTALL,
)
_END = " (at end of document)"
_UNCLOSED = {"[": "Unclosed array", "{": "Unclosed inline table"}


class TooDeep(tomllib.TOMLDecodeError):
    """The file is nested deeper than Codex accepts."""


def loads(text: str) -> dict[str, Any]:
    """Parse a text. Raises tomllib.TOMLDecodeError, and its subclass TooDeep.

    The message always ends with `(at line L, column C)`.
    """
    if _has_endless_key(text):
        raise TooDeep("a key of too many parts (at line 1, column 1)")
    try:
        return tomllib.loads(text)
    except RecursionError:
        raise TooDeep("nested too deeply (at line 1, column 1)") from None
    except tomllib.TOMLDecodeError as error:
        what = str(error)
        if not what.endswith(_END):
            raise
        raise tomllib.TOMLDecodeError(_located(what.removesuffix(_END), text)) from None


def _located(what: str, text: str) -> str:
    """An error at the end of a text, with the place that a person has to look at.

    That is the last bracket or quote that was not closed, or else the end of the last line that is
    not empty.
    """
    opened: list[re.Match[str]] = []
    for found in _BRACKET.finditer(text):
        if found["close"]:
            del opened[-1:]
        elif found["open"] or found["text"]:
            opened.append(found)
        if found["text"]:
            break
    pos = len(text.rstrip())
    if opened and "table declaration" not in what:
        pos = opened[-1].start()
        what = _UNCLOSED.get(opened[-1][0], what)
    line, column = text.count("\n", 0, pos) + 1, pos - text.rfind("\n", 0, pos)
    return f"{what} (at line {line}, column {column})"


def _has_endless_key(text: str) -> bool:
    """Whether a key has too many parts."""
    # A key is on one line, and hardly any line has that many dots, so most files need no parsing.
    if all(line.count(".") < _MOST_PARTS for line in text.split("\n")):
        return False
    keys = (found["key"] or "" for found in re.finditer(_TOKEN, text))
    return any(key.count(".") >= _MOST_PARTS for key in keys)
