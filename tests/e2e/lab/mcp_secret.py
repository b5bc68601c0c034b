"""An MCP server that is only good with its secret: on stdio from a variable, over HTTP by header.

Its tool `whoami` says the digest of the secret, so that a test sees what arrived and no file holds
it. Run as a script by Codex for stdio; `serving` runs it over HTTP.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

Json = dict[str, Any]
VARIABLE = "LAB_TOKEN"
SCRIPT = Path(__file__).resolve()


def digest(secret: str) -> str:
    """How the server names the secret that it was given."""
    return hashlib.sha256(secret.encode()).hexdigest()[:16]


def answer(message: Json, secret: str) -> Json:
    """The reply to one request."""
    method = message["method"]
    result: Json = {}
    if method == "initialize":
        version = message["params"].get("protocolVersion", "2025-06-18")
        server = {"name": "secretive", "version": "2"}
        result = {"protocolVersion": version, "capabilities": {"tools": {}}, "serverInfo": server}
    elif method == "tools/list":
        tool = {"description": "Say who calls", "inputSchema": {"type": "object"}}
        result = {"tools": [{"name": "whoami", **tool}, {"name": "other", **tool}]}
    elif method == "tools/call":
        result = {"content": [{"type": "text", "text": f"you are {digest(secret)}"}]}
    return {"jsonrpc": "2.0", "id": message["id"], "result": result}


@dataclass
class Serving:
    """A running HTTP server; `refused` counts the requests without the right header."""

    url: str
    secret: str
    refused: list[str] = field(default_factory=list)


@contextmanager
def serving(secret: str) -> Iterator[Serving]:
    """Serve over HTTP on a free port to whoever sends `Authorization: Bearer SECRET`."""
    state = Serving("", secret)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if self.headers.get("Authorization") != f"Bearer {secret}":
                state.refused.append(self.path)
                self.reply(401, b"")
                return
            message = json.loads(body)
            if "id" not in message:
                self.reply(202, b"")
                return
            self.reply(200, json.dumps(answer(message, secret)).encode())

        def do_GET(self) -> None:
            self.reply(405, b"")

        def reply(self, status: int, body: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_address[1]}/mcp"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


def main() -> None:
    """Answer lines on stdin; without the secret say so and end."""
    secret = os.environ.get(VARIABLE, "")
    if not secret:
        print(f"secretive: {VARIABLE} is not set", file=sys.stderr)
        sys.exit(3)
    for line in sys.stdin:
        message = json.loads(line)
        if "id" in message:
            print(json.dumps(answer(message, secret)), flush=True)


if __name__ == "__main__":
    main()
