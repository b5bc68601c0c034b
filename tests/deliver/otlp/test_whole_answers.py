"""Only a whole yes is a yes: every way in which a 200 can be a part of one, or none at all."""

from __future__ import annotations

import gzip
import socket
import time
import zlib

import pytest

from codexctl.deliver.answer import Verdict
from codexctl.deliver.clock import Clock
from codexctl.deliver.otlp import endpoint
from codexctl.deliver.otlp.body import Lack, decoded
from codexctl.deliver.otlp.destination import OtlpDestination
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.destinations.resolve import resolve
from codexctl.settings.model import Destination
from tests.deliver.backfill.test_outages import produced, recover, sessions
from tests.deliver.bad_server import BadServer
from tests.deliver.conftest import configure
from tests.deliver.otlp.test_otlp import TRACE
from tests.deliver.sink import Sink, ok, rejecting

PROTOBUF = "Content-Type: application/x-protobuf"
JSON = "Content-Type: application/json"
CHUNKED = "Transfer-Encoding: chunked"
ZIPPED = "Content-Encoding: gzip"
REJECTED = rejecting(7)[2]


def answer(*headers: str, body: bytes = b"", version: str = "1.1") -> bytes:
    """A 200 with exactly these headers."""
    lines = (f"HTTP/{version} 200 OK", *headers, "", "")
    return "\r\n".join(lines).encode() + body


def long(body: bytes) -> str:
    return f"Content-Length: {len(body)}"


def chunk(body: bytes) -> bytes:
    return f"{len(body):x}\r\n".encode() + body + b"\r\n"


NO_YES = {
    "nothing of a body": answer(PROTOBUF, "Content-Length: 20"),
    "nothing of a JSON body": answer(JSON, "Content-Length: 20"),
    "a JSON body that parses, and more was to come": answer(
        JSON, "Content-Length: 40", body=b'{"partialSuccess":{}}'
    ),
    "the blank beginning of a body": answer(JSON, "Content-Length: 20", body=b" \n \n"),
    "blanks of the length that was said": answer(JSON, "Content-Length: 3", body=b"   "),
    "blanks of the length that was said, as protobuf": answer(
        PROTOBUF, "Content-Length: 2", body=b"  "
    ),
    "protobuf without its end": answer(
        PROTOBUF, f"Content-Length: {len(REJECTED)}", body=REJECTED[:-2]
    ),
    "no chunk": answer(PROTOBUF, CHUNKED),
    "no last chunk": answer(JSON, CHUNKED, body=chunk(b"{}")),
    "no last chunk behind nothing but its size": answer(JSON, CHUNKED, body=chunk(b"{}") + b"5"),
    "half a chunk": answer(JSON, CHUNKED, body=b"20\r\n{}"),
    "a chunk of a size that is no number": answer(JSON, CHUNKED, body=b"zz\r\n{}\r\n0\r\n\r\n"),
    "no length": answer(PROTOBUF, "Connection: close"),
    "no length, and a JSON body": answer(JSON, "Connection: close", body=b"{}"),
    "no length in HTTP/1.0": answer(JSON, body=b"{}", version="1.0"),
    "a length that is no number": answer(JSON, "Content-Length: two", body=b"{}"),
    "a length below nothing": answer(JSON, "Content-Length: -1", body=b"{}"),
    "two lengths": answer(JSON, "Content-Length: 2", "Content-Length: 20", body=b"{}"),
    "more behind JSON": answer(JSON, long(b"{}<html>"), body=b"{}<html>"),
    "more behind protobuf": answer(PROTOBUF, long(b"\n\0xx"), body=b"\n\0xx"),
    "anything that happens to parse": answer(PROTOBUF, long(b"xxxx"), body=b"xxxx"),
    "more than the bound": answer(JSON, long(b"{}" + b" " * (1 << 20)), body=b"{}" + b" " * 99),
    "more than the bound, in chunks": answer(
        JSON, CHUNKED, body=chunk(b"{}" + b" " * (1 << 20)) + b"0\r\n\r\n"
    ),
    "gzip without its end": answer(
        JSON, ZIPPED, long(gzip.compress(b"{}")[:-8]), body=gzip.compress(b"{}")[:-8]
    ),
    "gzip that is none": answer(JSON, ZIPPED, "Content-Length: 2", body=b"{}"),
    "gzip of far more than the bound": answer(
        JSON, ZIPPED, long(gzip.compress(b" " * 9_000_000)), body=gzip.compress(b" " * 9_000_000)
    ),
    "gzip and more behind it": answer(
        JSON, ZIPPED, long(gzip.compress(b"{}") + b"{}"), body=gzip.compress(b"{}") + b"{}"
    ),
    "an encoding that nobody asked for": answer(
        JSON, "Content-Encoding: br", "Content-Length: 2", body=b"{}"
    ),
    "a proxy's empty answer": answer("Content-Type: text/plain", "Content-Length: 0"),
    "a proxy's empty page": answer("Content-Type: text/html", "Content-Length: 0"),
    "a web page": answer("Content-Type: text/html", long(b"<html>"), body=b"<html>"),
    "the beginning of a web page": answer(
        "Content-Type: text/html", "Content-Length: 500", body=b"<html>"
    ),
    "no content type": answer("Content-Length: 0"),
    "no content type, and a JSON body": answer("Content-Length: 2", body=b"{}"),
    "nothing but a beginning": b"HTTP/1.1 200 OK\r\nContent-Le",
    "an error in JSON": answer(JSON, long(b'{"error":"x"}'), body=b'{"error":"x"}'),
    "not HTTP": b"220 mail.example.org ESMTP\r\n",
}


@pytest.mark.parametrize("said", NO_YES.values(), ids=NO_YES)
def test_after_a_200_that_is_no_whole_yes_every_span_is_there_once(
    locations: Locations, sink: Sink, said: bytes
) -> None:
    sessions(locations, 1)
    configure(locations, "local", f"far={sink.url}")
    sink.reply = lambda _: said
    report = deliver(locations, {}, Clock())["far"]
    assert report.problem
    assert (report.delivered, report.refused) == (0, 0)
    sink.reply = lambda _: ok()
    recover(locations)
    assert sorted(sink.spans) == sorted(produced(locations))


YES = {
    "nothing, in protobuf": answer(PROTOBUF, "Content-Length: 0"),
    "nothing, in protobuf by its other name": answer(
        "Content-Type: application/protobuf", "Content-Length: 0"
    ),
    "nothing, in JSON": answer(JSON, "Content-Length: 0"),
    "an empty object": answer(JSON + "; charset=utf-8", "Content-Length: 2", body=b"{}"),
    "nothing rejected": answer(JSON, long(b'{"partialSuccess":{}}'), body=b'{"partialSuccess":{}}'),
    "nothing, in chunks": answer(PROTOBUF, CHUNKED, body=b"0\r\n\r\n"),
    "an object, in chunks": answer(JSON, CHUNKED, body=chunk(b"{") + chunk(b"}") + b"0\r\n\r\n"),
    "an object, in HTTP/1.0": answer(JSON, "Content-Length: 2", body=b"{}", version="1.0"),
    "an object, compressed": answer(
        JSON, ZIPPED, long(gzip.compress(b"{}")), body=gzip.compress(b"{}")
    ),
    "an object, deflated": answer(
        JSON,
        "Content-Encoding: deflate",
        long(zlib.compress(b"{}")),
        body=zlib.compress(b"{}"),
    ),
}


@pytest.mark.parametrize("said", YES.values(), ids=YES)
def test_a_whole_yes_is_one_however_it_is_written(sink: Sink, said: bytes) -> None:
    sink.reply = lambda _: said
    far = OtlpDestination(resolve(Destination("far", "otlp", sink.url), {}), {})
    assert far.send([TRACE]).verdict is Verdict.accepted


def test_a_connection_that_is_reset_behind_the_headers_is_no_yes() -> None:
    def reset(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer(JSON, "Content-Length: 2"))
        # With no time to linger, closing sends a reset.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    with BadServer(reset) as bad:
        far = OtlpDestination(resolve(Destination("far", "otlp", bad.url), {}), {})
        assert far.send([TRACE]).verdict is Verdict.later


def test_blanks_that_drip_are_waited_for_no_longer_than_for_anything_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(endpoint, "DEADLINE_S", 0.1)

    def drip(connection: socket.socket) -> None:
        connection.recv(65536)
        connection.sendall(answer(JSON, "Content-Length: 4000"))
        for _ in range(200):
            connection.sendall(b" ")
            time.sleep(0.005)

    with BadServer(drip) as bad:
        far = OtlpDestination(resolve(Destination("far", "otlp", bad.url), {}), {})
        assert far.send([TRACE]).verdict is Verdict.later


@pytest.mark.parametrize("size", [0, 1, 2, 5, 9])
def test_no_beginning_of_compressed_data_is_the_whole(size: int) -> None:
    whole = gzip.compress(b'{"partialSuccess":{}}')
    assert decoded(whole, "GZIP").lack is Lack.nothing
    part = whole[: len(whole) - 1 - size]
    assert decoded(part, "gzip").lack is Lack.broken
