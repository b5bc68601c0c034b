"""Finds the reader for a call: that of its family, or the one for unknown tools."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module

from codexctl.trace.tools import BY_NAME
from codexctl.view.calls import mcp
from codexctl.view.calls.call import Call
from codexctl.view.calls.record import Reader, Record, read_other

_HERE = __name__.rpartition(".")[0]
_MCP = mcp.__name__.rpartition(".")[2]


def read_tool(call: Call) -> Record:
    """Read one call; every call has a record, whatever it contains.

    A tool of an MCP server is read as one even if it has the name of one of Codex's own tools.
    Codex's own tools for MCP resources also name a server.
    """
    tool = BY_NAME.get(call.name)
    if mcp.is_mcp(call) and not (tool and tool.family == _MCP):
        return mcp.read_mcp(call)
    if tool is None or not tool.family:
        return read_other(call)
    return readers(tool.family)[tool.act](call)


@cache
def readers(family: str) -> Mapping[str, Reader]:
    """The readers of a family, by their names in the table of tools.

    A family is the name of a file in this folder, so that a new one needs only its row in that
    table.
    """
    found: Mapping[str, Reader] = import_module(f"{_HERE}.{family}").READERS
    return found
