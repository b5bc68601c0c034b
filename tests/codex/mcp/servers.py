"""Servers that misbehave in one way each, as scripts and over HTTP."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

HELLO = {
    "protocolVersion": "2025-06-18",
    "capabilities": {"tools": {}},
    "serverInfo": {"name": "made", "version": "3"},
}
_LOOP = """\
import json, sys
for line in sys.stdin:
    message = json.loads(line)
    if "id" in message:
        result = HELLO if message["method"] == "initialize" else TOOLS
        print(json.dumps({"jsonrpc": "2.0", "id": message["id"], "result": result}), flush=True)
"""


def script(folder: Path, body: str) -> dict[str, Any]:
    """A table that starts this Python."""
    path = folder / "server.py"
    path.write_text(body)
    return {"command": sys.executable, "args": ["-I", str(path)]}


def answering(folder: Path, *tools: str, before: str = "", hello: Any = HELLO) -> dict[str, Any]:
    """A table that starts a good server with these tools; `before` is run first."""
    listed = {"tools": [{"name": name, "inputSchema": {"type": "object"}} for name in tools]}
    return script(folder, f"HELLO, TOOLS = {hello!r}, {listed!r}\n{before}\n{_LOOP}")


@contextmanager
def over_http(
    answer: Callable[[dict[str, Any], dict[str, str]], tuple[int, dict[str, str], bytes]],
) -> Iterator[str]:
    """The address of a server that answers each POST so: status, headers, body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            status, headers, said = answer(body, dict(self.headers))
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/mcp"
        finally:
            server.shutdown()
            thread.join()


def good(message: dict[str, Any], *tools: str) -> bytes:
    """A good answer to any request."""
    result = HELLO if message["method"] == "initialize" else {"tools": [{"name": t} for t in tools]}
    return json.dumps({"jsonrpc": "2.0", "id": message.get("id"), "result": result}).encode()
