"""A real OTLP/HTTP receiver that keeps what it accepts and can be told to misbehave."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
    ExportMetricsServiceRequest,
)
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
    ExportTraceServiceResponse,
)

# status, headers, body; or all of an answer, byte for byte, after which the connection is closed
Whole = tuple[int, dict[str, str], bytes]
Reply = Whole | bytes


def ok() -> Whole:
    """The answer of a healthy backend."""
    return 200, {"Content-Type": "application/x-protobuf"}, b""


def rejecting(count: int) -> Whole:
    """Success that lost `count` spans."""
    response = ExportTraceServiceResponse()
    response.partial_success.rejected_spans = count
    return 200, {"Content-Type": "application/x-protobuf"}, response.SerializeToString()


class Sink:
    """Use as a context manager. `reply` decides each answer; only accepted spans are kept."""

    def __init__(self) -> None:
        self.reply: Callable[[ExportTraceServiceRequest], Reply] = lambda _: ok()
        self.requests: list[ExportTraceServiceRequest] = []
        self.headers: list[dict[str, str]] = []
        self.spans: list[str] = []
        self.reply_metrics: Callable[[ExportMetricsServiceRequest], Reply] = lambda _: ok()
        self.bodies: list[bytes] = []
        self.metrics: list[ExportMetricsServiceRequest] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                body = gzip.decompress(raw)
                headers = {k.lower(): v for k, v in self.headers.items()}
                if self.path.endswith("/v1/metrics"):
                    reply = sink.take_metrics(body)
                else:
                    reply = sink.take(ExportTraceServiceRequest.FromString(body), headers)
                if isinstance(reply, bytes):
                    self.wfile.write(reply)
                    self.close_connection = True
                    return
                status, headers, body = reply
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1/traces"

    def take(self, request: ExportTraceServiceRequest, headers: dict[str, str]) -> Reply:
        """Keep a request and decide its answer."""
        self.requests.append(request)
        self.headers.append(headers)
        reply = self.reply(request)
        if reply == ok():
            self.spans += span_ids(request)
        return reply

    def take_metrics(self, body: bytes) -> Reply:
        """Keep a request of metrics whose answer is a yes; `bodies` has every one that came."""
        request = ExportMetricsServiceRequest.FromString(body)
        self.bodies.append(body)
        reply = self.reply_metrics(request)
        if reply == ok():
            self.metrics.append(request)
        return reply

    def __enter__(self) -> Sink:
        """Start listening."""
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def span_ids(request: ExportTraceServiceRequest) -> list[str]:
    """The ids of all spans in a request."""
    return [
        span.span_id.hex()
        for resource in request.resource_spans
        for scope in resource.scope_spans
        for span in scope.spans
    ]
