"""What an answer to an OTLP/HTTP request means: only a clear yes to every span is one."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from email.message import Message
from email.utils import parsedate_to_datetime

from codexctl.deliver.answer import ACCEPTED, Answer, Verdict

# The settings are wrong: nothing changes before they do.
_PAUSED = {401: "the key is missing or wrong", 403: "the key may not write here"}
# This very content will never be taken.
_REFUSED = {400, 422}
_HINTS = {404: ": is the address complete (…/v1/traces)?", 407: ": the proxy wants credentials"}


def judge(status: int, headers: Message, body: bytes) -> Answer:
    """Decide what follows from a status, its headers and the body (bytes, possibly cut)."""
    if status in (200, 202):
        return _judge_body(headers.get_content_type(), body)
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
    return Answer(Verdict.later, f"HTTP {status}{_HINTS.get(status, '')}", wait)


def retry_after(value: str, now: datetime) -> float:
    """Read a Retry-After header (seconds or a date); 0 when there is none to be understood."""
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
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, OSError) and cause.strerror:
        return str(cause.strerror)
    return type(cause).__name__


def _judge_body(content_type: str, body: bytes) -> Answer:
    if content_type == "text/html" or body.lstrip()[:1] == b"<":
        return Answer(Verdict.paused, "a web page answered: the address is not an OTLP endpoint")
    if not body.strip():
        return ACCEPTED
    from google.protobuf.json_format import Parse, ParseError
    from google.protobuf.message import DecodeError
    from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
        ExportTraceServiceResponse,
    )

    response = ExportTraceServiceResponse()
    try:
        if content_type == "application/json" or body.lstrip()[:1] == b"{":
            Parse(body, response, ignore_unknown_fields=True)
        else:
            response.ParseFromString(body)
    except (DecodeError, ParseError, UnicodeDecodeError):
        return Answer(Verdict.later, "the answer is not an OTLP response")
    rejected = response.partial_success.rejected_spans
    return Answer(Verdict.partial, f"{rejected} spans rejected") if rejected else ACCEPTED
