"""Which thread, turn or batch a tool's output says that it gave work to."""

from __future__ import annotations

import re

import orjson

from codexctl.trace.tools import GIVE_WORK
from codexctl.trace.values import text

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\Z")


def children_in_output(tool: str, output: str) -> tuple[str, ...]:
    """The id that the output of one of these tools names, if it is one.

    Outputs are content, links are kept: only what is an id may pass from one to the other.
    """
    key = GIVE_WORK.get(tool)
    if key is None or not output.startswith("{"):
        return ()
    try:
        record = orjson.loads(output)
    except orjson.JSONDecodeError:
        return ()
    child = text(record, key) if isinstance(record, dict) else ""
    return (child,) if _UUID.match(child) else ()
