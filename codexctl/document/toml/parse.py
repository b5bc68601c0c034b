"""What a TOML text says, as plain data, with errors that name line and column."""

from __future__ import annotations

import re
import tomllib
from ast import literal_eval
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from codexctl.bounded_toml import TooDeep, loads
from codexctl.document.data import spell
from codexctl.document.lines import text_start
from codexctl.errors import DocumentError

if TYPE_CHECKING:
    from codexctl.document.toml.newer import Rewrite

# tomllib has the place only in its message, before Python 3.14 not in attributes.
_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")
# Python's parser names a key by the tuple of its parts.
_TUPLE = re.compile(r"\('.*?',?\)")


# One edit reads the text before it and after it several times over.
@lru_cache(maxsize=4)
def parse_toml(text: str) -> dict[str, Any]:
    """The text's data, shared between callers: not to be changed.

    A byte order mark is skipped and TOML 1.1 understood, as Codex does.
    Raises DocumentError, "line:column: what".
    """
    try:
        return loads(text[text_start(text) :])
    except tomllib.TOMLDecodeError as error:
        # Tried only when the usual reading fails: nearly every file is TOML 1.0.
        newer = None if isinstance(error, TooDeep) else _newer(text)
        if newer is None:
            raise _located(text, error, text, []) from None
    rewritten, rewrites = newer
    try:
        return loads(rewritten[text_start(text) :])
    except tomllib.TOMLDecodeError as error:
        raise _located(text, error, rewritten, rewrites) from None


def _newer(text: str) -> tuple[str, list[Rewrite]] | None:
    from codexctl.document.toml.newer import as_toml_1_0

    with suppress(RecursionError):
        return as_toml_1_0(text)
    return None


def _located(
    text: str, error: tomllib.TOMLDecodeError, parsed: str, rewrites: list[Rewrite]
) -> DocumentError:
    """The parser's complaint about `parsed`, with the place in `text` that it is about."""
    from codexctl.document.toml.newer import original_position

    found = _WHERE.search(str(error))
    pos = len(parsed)
    if found and found.group(1):
        lines = parsed.split("\n")[: int(found.group(1)) - 1]
        pos = sum(map(len, lines)) + len(lines) + int(found.group(2)) - 1
    pos = original_position(pos, rewrites)
    line, column = text.count("\n", 0, pos) + 1, pos - text.rfind("\n", 0, pos)
    what = _TUPLE.sub(_spelled, _WHERE.sub("", str(error)))
    return DocumentError(f"{line}:{column}: {what[:1].lower()}{what[1:]}")


def _spelled(found: re.Match[str]) -> str:
    """A key as people write it, where the parser shows Python's tuple of its parts."""
    try:
        return spell(literal_eval(found[0]))
    except (ValueError, SyntaxError):  # a key that holds such a bracket itself
        return found[0]
