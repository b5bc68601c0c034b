"""The messages that lead to a list of tools (modelcontextprotocol.io, 2025-06-18). Pure."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from typing import Any

from codexctl.codex.mcp.talk.outcome import Failed, ServerFailure
from codexctl.document import bounded_json

# The version that Codex 0.169.0 offers first.
REVISION = "2025-06-18"
# A server that always has another page must not keep us busy forever.
_MOST_PAGES = 50
Message = Mapping[str, Any]


def conversation(version: str) -> Generator[Message, Message, tuple[str, tuple[str, ...]]]:
    """Give each message to be sent, get the answer to it; ends with the server's title and tools.

    A message without an `id` has no answer: send None back. Raises Failed.
    """
    hello = {
        "protocolVersion": REVISION,
        "capabilities": {},
        "clientInfo": {"name": "codexctl", "version": version},
    }
    first = _result((yield _request(1, "initialize", hello)))
    if "protocolVersion" not in first:
        raise Failed(ServerFailure.no_protocol, "its first answer names no version of the protocol")
    yield {"jsonrpc": "2.0", "method": "notifications/initialized"}
    tools, cursor = list[str](), ""
    if "tools" in (first.get("capabilities") or {}):
        for number in range(2, 2 + _MOST_PAGES):
            page = _result(
                (yield _request(number, "tools/list", {"cursor": cursor} if cursor else {}))
            )
            tools += _names(page)
            cursor = page.get("nextCursor") or ""
            if not cursor:
                break
    return _title(first), tuple(tools)


def answer_to(message: Message, text: str | bytes) -> Message | None:
    """What a line says where it is the answer to a message; None where it is something else.

    Raises Failed where it is not JSON.
    """
    try:
        found = bounded_json.loads(text)
    except ValueError:
        shown = text if isinstance(text, str) else text.decode("utf-8", "replace")
        raise Failed(ServerFailure.no_protocol, f"it says {shown.strip()[:80]!r}") from None
    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, dict) and one.get("id") == message["id"] and "method" not in one:
            return one
    return None


def _request(number: int, method: str, params: Mapping[str, Any]) -> Message:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def _result(answer: Message) -> Mapping[str, Any]:
    error = answer.get("error")
    if isinstance(error, Mapping):
        raise Failed(ServerFailure.refused, str(error.get("message") or error.get("code")))
    found = answer.get("result")
    if not isinstance(found, Mapping):
        raise Failed(ServerFailure.no_protocol, "an answer has no result")
    return found


def _names(page: Mapping[str, Any]) -> list[str]:
    tools = page.get("tools")
    if not isinstance(tools, list):
        raise Failed(ServerFailure.no_protocol, "its list of tools is not a list")
    return [str(tool["name"]) for tool in tools if isinstance(tool, Mapping) and "name" in tool]


def _title(first: Mapping[str, Any]) -> str:
    info = first.get("serverInfo")
    if not isinstance(info, Mapping):
        return ""
    return " ".join(str(info[key]) for key in ("name", "version") if info.get(key))
