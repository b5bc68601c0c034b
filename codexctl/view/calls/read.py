"""A call to its record: the reader of its family, or the one for tools nobody has heard of."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from codexctl.view.calls import agents, batches, code, files, planning, shell, system
from codexctl.view.calls.call import Call
from codexctl.view.calls.mcp import is_mcp, read_mcp
from codexctl.view.calls.record import Record, read_other
from codexctl.view.calls.system import RESOURCE_TOOLS

_READERS: Mapping[str, Callable[[Call], Record]] = {
    **shell.READERS,
    **files.READERS,
    **code.READERS,
    **planning.READERS,
    **agents.READERS,
    **batches.READERS,
    **system.READERS,
}


def read_tool(call: Call) -> Record:
    """Read one call; whatever it holds, it gets a record.

    A tool of an MCP server is read as such even when it has the name of one of Codex's own;
    Codex's own tools for MCP resources also name a server.
    """
    if is_mcp(call) and call.name not in RESOURCE_TOOLS:
        return read_mcp(call)
    return _READERS.get(call.name, read_other)(call)
