"""What a TOML text says, as plain data, with errors that name line and column."""

from __future__ import annotations

import re
import tomllib
from functools import lru_cache
from typing import Any

from codexctl.document.lines import text_start
from codexctl.errors import DocumentError

_WHERE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)")


@lru_cache(maxsize=4)
def parse_toml(text: str) -> dict[str, Any]:
    """The text's data, shared between callers: not to be changed.

    A byte order mark is skipped, as Codex does. Raises DocumentError, "line:column: what".
    """
    try:
        return tomllib.loads(text[text_start(text) :])
    except tomllib.TOMLDecodeError as error:
        raise _located(text, str(error)) from None


def _located(text: str, message: str) -> DocumentError:
    found = _WHERE.search(message)
    line, column = found.groups() if found else (None, None)
    if line is None:
        line, column = text.count("\n") + 1, len(text) - text.rfind("\n")
    what = _WHERE.sub("", message)
    return DocumentError(f"{line}:{column}: {what[:1].lower()}{what[1:]}")
