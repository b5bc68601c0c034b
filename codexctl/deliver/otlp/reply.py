"""What an answer to an OTLP/HTTP request means: only a clear yes to every span is one."""

from __future__ import annotations

import json
import re
import ssl
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import Enum
from http.client import RemoteDisconnected
from typing import TYPE_CHECKING

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.deliver.otlp.body import Body
from codexctl.wording import counted

if TYPE_CHECKING:
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
        ExportMetricsServiceResponse,
    )
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
        ExportTraceServiceResponse,
    )


class Signal(Enum):
    """What was sent: the word for one of it, by which rejections are told."""

    traces = "span"
    metrics = "data point"


_NO_OTLP = "the answer is not an OTLP response"

# The settings are wrong: nothing changes before they do.
_PAUSED = {401: "the key is missing or wrong", 403: "the key may not write here"}
# This content will never be accepted.
_REFUSED = {400, 422}
# The format of an ExportTraceServiceResponse (OTLP 1.x, "OTLP/HTTP Response"); the second is what
# some backends call the first.
_PROTOBUF = {"application/x-protobuf", "application/protobuf"}
_JSON = "application/json"
_HINTS = {404: ": is the address complete (…/v1/{path})?", 407: ": the proxy requires credentials"}


def judge(status: int, headers: Message, body: Body, signal: Signal = Signal.traces) -> Answer:
    """Decide what follows from a status, its headers and what was read of the body.

    `signal` is what was sent. `body` is only looked at where the status is one of success. The
    answer has no status where the body did not come whole: that says nothing of who sent it.
    """
    if status not in (200, 202):
        return replace(_judge_failure(status, headers, signal), status=status)
    return replace(_judge_body(headers, body, signal), status=0 if body.lack.value else status)


def _judge_failure(status: int, headers: Message, signal: Signal) -> Answer:
    if status in _PAUSED:
        return Answer(Verdict.paused, f"HTTP {status}: {_PAUSED[status]}")
    if 300 <= status < 400:
        what = "a redirect; the address is not the final one"
        return Answer(Verdict.paused, f"HTTP {status}: {what}")
    if status == 413:
        return Answer(Verdict.too_large, "HTTP 413")
    if status in _REFUSED:
        return Answer(Verdict.refused, f"HTTP {status}")
    wait = retry_after(headers.get("Retry-After", ""), datetime.now(UTC))
    hint = _HINTS.get(status, "").format(path=signal.name)
    return Answer(Verdict.later, f"HTTP {status}{hint}", wait)


def retry_after(value: str, now: datetime) -> float:
    """Read a Retry-After header (seconds or a date); 0 when there is none to be understood.

    In seconds; `now` is what a date counts from (RFC 9110, 10.2.3).
    """
    if value.strip().isdecimal():
        return float(value)
    try:
        return max((parsedate_to_datetime(value) - now).total_seconds(), 0.0)
    except (TypeError, ValueError):
        return 0.0


def unreachable(error: Exception) -> str:
    """Why no answer came, in a few words that quote nothing of what was sent."""
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLError):
        return f"TLS: {cause.reason or 'failed'}"
    if isinstance(cause, RemoteDisconnected):
        return "the connection was closed without an answer"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, OSError) and cause.strerror:
        return str(cause.strerror)
    return type(cause).__name__


def _judge_body(headers: Message, body: Body, signal: Signal) -> Answer:
    """Only a body that is whole and understood is a yes.

    A web page is somebody else's address; an empty page may be a proxy that will find its
    backend again.
    """
    if body.lack.value:
        return Answer(Verdict.later, body.lack.value)
    said = headers.get_content_type() if headers.get("Content-Type") else ""
    content = body.content
    if content.strip() and (said == "text/html" or content.lstrip()[:1] == b"<"):
        return Answer(Verdict.paused, "a web page answered: the address is not an OTLP endpoint")
    if said not in _PROTOBUF and said != _JSON:
        return Answer(Verdict.later, f"{_NO_OTLP} ({_kind(said)})")
    if not content:
        return ACCEPTED  # every member of a response is optional
    rejected = _rejected(said, content, signal)
    if rejected is None:
        return Answer(Verdict.later, _NO_OTLP)
    return (
        Answer(Verdict.partial, f"{counted(rejected, signal.value)} rejected")
        if rejected
        else ACCEPTED
    )


def _kind(said: str) -> str:
    """A content type as it may be shown; one that is not valid is not repeated."""
    proper = re.fullmatch(r"[a-z0-9.+-]{1,30}/[a-z0-9.+-]{1,50}", said)
    return said if proper else "without a content type"


def _rejected(said: str, content: bytes, signal: Signal) -> int | None:
    """How many were rejected, by a response in JSON or protobuf; None if it is no such."""
    from google.protobuf.json_format import Parse, ParseError
    from google.protobuf.message import DecodeError

    response = _empty_response(signal)
    try:
        if said == _JSON:
            if _is_an_error(content):
                return None
            Parse(content, response, ignore_unknown_fields=True)
        else:
            response.ParseFromString(content)
    except (DecodeError, ParseError, ValueError, RecursionError):
        return None
    # Almost any few bytes are valid protobuf with unknown fields.
    if _has_strange_fields(response):
        return None
    said_of = response.partial_success
    return int(said_of.rejected_spans if signal is Signal.traces else said_of.rejected_data_points)


def _empty_response(
    signal: Signal,
) -> ExportTraceServiceResponse | ExportMetricsServiceResponse:
    if signal is Signal.metrics:
        from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import (
            ExportMetricsServiceResponse,
        )

        return ExportMetricsServiceResponse()
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
        ExportTraceServiceResponse,
    )

    return ExportTraceServiceResponse()


def _is_an_error(content: bytes) -> bool:
    """Whether JSON says `error` at its top, which some servers do under a status of 200."""
    said = json.loads(content)
    return not isinstance(said, dict) or any(said.get(key) for key in ("error", "errors"))


def _has_strange_fields(
    response: ExportTraceServiceResponse | ExportMetricsServiceResponse,
) -> bool:
    from google.protobuf.unknown_fields import UnknownFieldSet

    return any(len(UnknownFieldSet(part)) for part in (response, response.partial_success))
