"""An endpoint for Codex's own telemetry that remembers every byte it is sent."""

from __future__ import annotations

import gzip
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SIGNALS = {"exporter": "logs", "trace_exporter": "traces", "metrics_exporter": "metrics"}


class Ear:
    """Use as a context manager."""

    def __init__(self) -> None:
        self.heard: list[bytes] = []
        ear = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                is_packed = self.headers.get("Content-Encoding") == "gzip"
                ear.heard.append(gzip.decompress(body) if is_packed else body)
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def settings(self) -> dict[str, str]:
        """The keys of `[otel]`, as TOML, that have Codex tell everything here."""
        told = dict.fromkeys(("log_user_prompt", "log_agent_responses", "log_sse_deltas"), "true")
        for key, signal in SIGNALS.items():
            endpoint = f'endpoint = "{self.url}/v1/{signal}"'
            told[key] = f'{{ otlp-http = {{ {endpoint}, protocol = "json" }} }}'
        return told

    def __enter__(self) -> Ear:
        """Start listening."""
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
