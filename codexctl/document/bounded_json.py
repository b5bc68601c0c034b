"""Parses JSON that somebody else wrote: nested too deeply is an error like any other mistake.

The standard parser calls itself for each level and ends with RecursionError, which is no
ValueError: a file or an answer of a few KB could end a command as a bug.
"""

from __future__ import annotations

import json
from typing import Any


def loads(text: str | bytes) -> Any:
    """Parse a text. Raises ValueError for whatever is wrong with it."""
    try:
        return json.loads(text)
    except RecursionError:
        raise ValueError("nested too deeply") from None
