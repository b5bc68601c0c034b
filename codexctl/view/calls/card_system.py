"""Cards of MCP calls, searches, permissions, resources, and of tools nobody has heard of."""

from __future__ import annotations

from codexctl.view.calls.mcp import McpCall
from codexctl.view.calls.record import OtherCall
from codexctl.view.calls.system import (
    ImageGeneration,
    PermissionRequest,
    ResourceList,
    ResourceRead,
    ToolSearch,
    ToolSuggestion,
    WebSearch,
)
from codexctl.view.terminal.pad import Pad


def mcp(record: McpCall, pad: Pad) -> None:
    """Which server, what it was given, what it said."""
    pad.title.append((f"of {record.server}", "name"))
    if record.refused:
        pad.title.append(("the server says it failed", "bad"))
    pad.text(record.arguments, "strong", keep=4)
    pad.block(record.output, "bad" if record.error else "")


def other(record: OtherCall, pad: Pad) -> None:
    """What went in and what came out, as it is."""
    pad.text(record.arguments, "strong", keep=4)
    pad.block(record.output, "bad" if record.error else "")


def tool_search(record: ToolSearch, pad: Pad) -> None:
    """What was looked for and which tools were found."""
    pad.line((record.query, "strong"))
    if not record.error:
        pad.title.append((f"{len(record.found)} found", ""))
    pad.text(", ".join(record.found))
    if record.error:
        pad.text(record.output, "bad")


def suggestion(record: ToolSuggestion, pad: Pad) -> None:
    """What the person was asked to install, why, and whether they did."""
    if record.accepted is not None:
        pad.title.append(("accepted", "good") if record.accepted else ("not accepted", "warning"))
    pad.line((f"{record.action} {record.kind} ", ""), (record.tool, "strong"))
    pad.text(record.reason, "quiet")
    if record.error:
        pad.text(record.output, "bad")


def permissions(record: PermissionRequest, pad: Pad) -> None:
    """What was asked for, ticked where it was granted."""
    for wanted in record.wanted:
        name, style = ("done", "good") if wanted in record.granted else ("failed", "bad")
        pad.line((f"{pad.look.sign(name)} {wanted}", style))
    for granted in record.granted:
        if granted not in record.wanted:
            pad.line((f"{pad.look.sign('done')} {granted}", "good"))
    if record.granted and record.scope:
        pad.title.append((f"for this {record.scope}", "quiet"))
    pad.text(record.reason, "quiet", first="because ")
    if record.error:
        pad.text(record.output, "bad")


def resources(record: ResourceList, pad: Pad) -> None:
    """What the servers offer."""
    pad.title.append((f"of {record.server}" if record.server else "of all servers", "name"))
    pad.block("\n".join(record.resources))
    if record.has_more:
        pad.line((pad.look.sign("cut"), "quiet"))
    if record.error or not record.resources:
        pad.text(record.output, "bad" if record.error else "")


def resource(record: ResourceRead, pad: Pad) -> None:
    """Which resource, and what is in it."""
    pad.title.append((f"of {record.server}", "name"))
    pad.line((record.uri, "strong"))
    pad.block(record.output, "bad" if record.error else "")


def web(record: WebSearch, pad: Pad) -> None:
    """What was searched for, or which page was opened."""
    if record.action not in ("", "search"):
        pad.line((record.action.replace("_", " "), "quiet"))
    for query in record.queries:
        pad.line((query, "strong"))
    if record.url:
        pad.line((record.url, "name"))
    if record.pattern:
        pad.line((record.pattern, "strong"))
    pad.block(record.output, "bad" if record.error else "")


def image(record: ImageGeneration, pad: Pad) -> None:
    """What the picture is of."""
    pad.text(record.prompt, "strong")
    pad.text(record.output, "bad")
