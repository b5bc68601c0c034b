"""Builders for what the model answers: text, reasoning and tool calls, a few words each.

An item is a function of the request that it answers, because a tool's name depends on what that
Codex version offers, and because values that Codex invented (session, cell and agent ids) have to
be read from earlier outputs. The server adds `id` and `call_id` where a builder gives none.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

from tests.e2e.lab.model.asked import Asked, Json

Item = Callable[[Asked], Json]
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154"
    "789c63f8cfc0f01f00050001ff89993d1d0000000049454e44ae426082"
)
"""A PNG of one red pixel."""

NESTED = "lab_nested"
"""Private key: how many nested calls a code-mode script makes. Taken out before sending."""


def say(text: str, phase: str | None = None) -> Item:
    """An assistant message."""
    content = [{"type": "output_text", "text": text, "annotations": []}]
    message: Json = {"type": "message", "role": "assistant", "content": content}
    return lambda _: message | ({"phase": phase} if phase else {})


def think(summary: str) -> Item:
    """A reasoning item with a summary and (meaningless) encrypted content."""
    part = {"type": "summary_text", "text": summary}
    return lambda _: {"type": "reasoning", "summary": [part], "encrypted_content": "bGFi"}


def call(
    name: str, arguments: Json | str, namespace: str | None = None, call_id: str | None = None
) -> Item:
    """Any function call; `arguments` as text is sent as it is (also when it is not JSON)."""
    text = arguments if isinstance(arguments, str) else json.dumps(arguments)
    fixed: Json = {"type": "function_call", "name": name, "arguments": text}
    optional = {"namespace": namespace, "call_id": call_id}
    return lambda _: fixed | {key: value for key, value in optional.items() if value}


def shell(command: str, **options: Any) -> Item:
    """Run a shell command through whichever shell tool is offered."""

    def build(asked: Asked) -> Json:
        if asked.offers("shell"):  # up to 0.9x, where a model has no newer tool
            return call("shell", {"command": ["bash", "-lc", command]})(asked)
        if asked.offers("shell_command"):
            return call("shell_command", {"command": command})(asked)
        return call("exec_command", {"cmd": command, **options})(asked)

    return build


def write_stdin(chars: str, yield_time_ms: int = 2000) -> Item:
    """Type into the process that yielded last."""

    def build(asked: Asked) -> Json:
        session = int(asked.found(r"session ID (\d+)")[-1])
        return call(
            "write_stdin", {"session_id": session, "chars": chars, "yield_time_ms": yield_time_ms}
        )(asked)

    return build


def patch(body: str) -> Item:
    """apply_patch with the lines between `*** Begin Patch` and `*** End Patch`."""
    text = f"*** Begin Patch\n{body.strip()}\n*** End Patch\n"
    return lambda _: {"type": "custom_tool_call", "name": "apply_patch", "input": text}


def mcp(server: str, tool: str, arguments: Json | None = None) -> Item:
    """Call a tool of an MCP server; the flat name was current before namespaces."""

    def build(asked: Asked) -> Json:
        flat = f"mcp__{server}__{tool}"
        if asked.offers(flat):
            return call(flat, arguments or {})(asked)
        return call(tool, arguments or {}, namespace=f"mcp__{server}")(asked)

    return build


def code(script: str, nested: int) -> Item:
    """Code mode: JavaScript for the `exec` tool. `nested`: how many tool calls the script makes."""
    fixed: Json = {"type": "custom_tool_call", "name": "exec", "input": script, NESTED: nested}
    return lambda _: fixed


def wait_cell(yield_time_ms: int = 5000) -> Item:
    """Code mode: wait for the script that yielded last."""

    def build(asked: Asked) -> Json:
        cell = asked.found(r"cell ID (\w+)")[-1]
        return call("wait", {"cell_id": cell, "yield_time_ms": yield_time_ms})(asked)

    return build


def web_search(query: str) -> Item:
    """The hosted search tool: Codex only records it."""
    action = {"type": "search", "query": query, "queries": [query]}
    return lambda _: {"type": "web_search_call", "status": "completed", "action": action}


def image_generation(prompt: str) -> Item:
    """The hosted image tool: Codex keeps the picture."""
    pixel = base64.b64encode(PIXEL).decode()
    fixed = {"type": "image_generation_call", "status": "completed", "revised_prompt": prompt}
    return lambda _: fixed | {"result": pixel}


def tool_search(query: str, limit: int = 5) -> Item:
    """Ask Codex for deferred tools."""
    arguments = {"query": query, "limit": limit}
    return lambda _: {"type": "tool_search_call", "execution": "client", "arguments": arguments}
