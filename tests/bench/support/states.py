"""A backend in each state that it can be in: up, refused, hanging, slow."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from urllib.parse import urlsplit

from tests.deliver.bad_server import BadServer, hang

STATES = ("up", "refused", "hanging", "slow")
SLOW_S = 3.0


@dataclass(frozen=True, slots=True)
class Asked:
    """One request; header names are in lower case."""

    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)


# Content type and body of a yes.
Yes = tuple[str, bytes]


def otlp(_: Asked) -> Yes:
    """What a healthy OTLP/HTTP backend says."""
    return "application/x-protobuf", b""


@contextmanager
def backend(state: str, answer: Callable[[Asked], Yes] = otlp) -> Iterator[str]:
    """Have a backend in one of STATES; gives its address, without a path."""
    if state == "refused":
        # Bound but not listening: nobody else can come to listen there meanwhile.
        with socket.socket() as closed:
            closed.bind(("127.0.0.1", 0))
            yield f"http://127.0.0.1:{closed.getsockname()[1]}"
    elif state == "hanging":
        with BadServer(hang) as bad:
            yield f"http://{urlsplit(bad.url).netloc}"
    else:
        with _answering(answer, SLOW_S if state == "slow" else 0.0) as url:
            yield url


@contextmanager
def _answering(answer: Callable[[Asked], Yes], delay_s: float) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _body(self)
            sleep(delay_s)
            headers = {name.lower(): value for name, value in self.headers.items()}
            kind, content = answer(Asked(self.path, headers, body))
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_POST = do_GET  # noqa: N815 - the server's interface

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _body(request: BaseHTTPRequestHandler) -> bytes:
    """The whole body, also where the client does not say its length first."""
    if request.headers.get("Transfer-Encoding") != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length", 0)))
    body = b""
    while size := int(request.rfile.readline(), 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body
