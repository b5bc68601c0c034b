"""A small MCP server on stdio: tools that answer, report an error, break the protocol, or are slow.

Run as a script by Codex, so it imports nothing but the standard library.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

Json = dict[str, Any]

TEXT = {"type": "object", "properties": {"text": {"type": "string"}, "seconds": {"type": "number"}}}
TOOLS = {
    "echo": "Give the text back",
    "fail": "Report a tool error",
    "broken": "Answer with a JSON-RPC error",
    "slow": "Give the text back after some seconds",
    "ask": "Ask the person and give their answer back",
}


def as_config(name: str) -> str:
    """The config.toml table that makes Codex start this server as `name`."""
    command, script = sys.executable, Path(__file__).resolve()
    return f'[mcp_servers.{name}]\ncommand = "{command}"\nargs = ["-I", "{script}"]\n'


def main() -> None:
    """Answer one JSON line per request until stdin closes."""
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            reply = {"jsonrpc": "2.0", "id": message["id"]} | answer(
                message["method"], message.get("params", {})
            )
            sys.stdout.write(json.dumps(reply) + "\n")
            sys.stdout.flush()


def answer(method: str, params: Json) -> Json:
    """The `result` or `error` member of the reply."""
    if method == "initialize":
        server = {"name": "lab", "version": "1"}
        version = params.get("protocolVersion", "2025-06-18")
        can: Json = {"tools": {}, "resources": {}}
        return {"result": {"protocolVersion": version, "capabilities": can, "serverInfo": server}}
    if method.startswith("resources/"):
        return resources(method, params)
    if method == "tools/list":
        tools = [
            {"name": name, "description": text, "inputSchema": TEXT} for name, text in TOOLS.items()
        ]
        return {"result": {"tools": tools}}
    if method == "tools/call":
        return call(params["name"], params.get("arguments") or {})
    return {"result": {}}


def resources(method: str, params: Json) -> Json:
    """One resource and one template; reading any other address is an error."""
    about = {"uri": "lab://note", "name": "note", "mimeType": "text/plain"}
    if method == "resources/list":
        return {"result": {"resources": [about]}}
    if method == "resources/templates/list":
        return {"result": {"resourceTemplates": [{"uriTemplate": "lab://{name}", "name": "any"}]}}
    if params.get("uri") != about["uri"]:
        return {"error": {"code": -32002, "message": "Resource not found"}}
    text = {"uri": about["uri"], "mimeType": "text/plain", "text": "A note of the laboratory."}
    return {"result": {"contents": [text]}}


def asked() -> Json:
    """What the person answers, through Codex."""
    form = {"type": "object", "properties": {"colour": {"type": "string"}}}
    question = {"message": "Which colour?", "requestedSchema": form}
    asking = {"jsonrpc": "2.0", "id": 1, "method": "elicitation/create", "params": question}
    sys.stdout.write(json.dumps(asking) + "\n")
    sys.stdout.flush()
    answered: Json = json.loads(sys.stdin.readline())
    return answered


def call(name: str, arguments: Json) -> Json:
    """Run one tool."""
    if name == "broken":
        return {"error": {"code": -32000, "message": "The laboratory breaks here."}}
    if name == "ask":
        return {"result": {"content": [{"type": "text", "text": json.dumps(asked())}]}}
    if name == "slow":
        time.sleep(float(arguments.get("seconds", 1.0)))
    text = {"type": "text", "text": str(arguments.get("text", ""))}
    return {"result": {"content": [text], "isError": name == "fail"}}


if __name__ == "__main__":
    main()
