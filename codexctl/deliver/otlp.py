"""OTLP/HTTP as a destination: one request, and an answer that is believed only when it is clear.

OpenTelemetry's exporter reports success for a redirect, a log-in page and a partial rejection
(opentelemetry-exporter-otlp-proto-http 1.45.2), so the request is made and judged here.
"""

from __future__ import annotations

import gzip
import hashlib
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from typing import IO

from codexctl import __version__
from codexctl.deliver.answer import ACCEPTED, Answer, Verdict
from codexctl.settings.model import Destination as DestinationSettings
from codexctl.trace.span import TurnTrace

TIMEOUT_S = 15.0
_GZIP_LEVEL = 6
_MAX_RESPONSE = 1 << 20
_RETRIED = {408, 425, 429}
_PAUSED = {401, 403, 404, 405, 407}


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirect is a wrong address: following it would send content to an unnamed host."""

    def redirect_request(
        self,
        req: urllib.request.Request,  # noqa: ARG002 - the handler's interface
        fp: IO[bytes],  # noqa: ARG002
        code: int,  # noqa: ARG002
        msg: str,  # noqa: ARG002
        headers: HTTPMessage,  # noqa: ARG002
        newurl: str,  # noqa: ARG002
    ) -> None:
        return None


class OtlpDestination:
    """Sends turns to one OTLP/HTTP endpoint as gzipped protobuf."""

    def __init__(
        self, settings: DestinationSettings, resource: Mapping[str, str], environ: Mapping[str, str]
    ) -> None:
        self._settings = settings
        self._resource = dict(resource)
        self._key = environ.get(settings.api_key_env, "") if settings.api_key_env else ""
        self._opener = urllib.request.build_opener(_NoRedirects)

    @property
    def name(self) -> str:
        """The person's word for it."""
        return self._settings.name

    @property
    def fingerprint(self) -> str:
        """A digest of everything that a refusal can depend on, the key included."""
        parts = repr((self._settings, sorted(self._resource.items()), self._key))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Make one request with the spans of whole turns."""
        if self._settings.api_key_env and not self._key:
            return Answer(Verdict.later, f"${self._settings.api_key_env} is not set")
        from codexctl.deliver.otlp_encode import encode

        body = encode((span for trace in traces for span in trace.spans), self._resource)
        request = urllib.request.Request(  # noqa: S310 - settings allow http and https only
            self._settings.endpoint, gzip.compress(body, _GZIP_LEVEL), self._headers()
        )
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                kind = response.headers.get_content_type()
                return judge(response.status, kind, response.read(_MAX_RESPONSE))
        except urllib.error.HTTPError as error:
            error.close()
            return judge(error.code, error.headers.get_content_type(), b"")
        except (OSError, HTTPException) as error:
            return Answer(Verdict.later, _unreachable(error))

    def _headers(self) -> dict[str, str]:
        own = {
            "Content-Type": "application/x-protobuf",
            "Content-Encoding": "gzip",
            "User-Agent": f"codexctl/{__version__}",
        }
        settings = self._settings
        key = {settings.api_key_header: settings.api_key_prefix + self._key} if self._key else {}
        return own | dict(settings.headers) | key


def judge(status: int, content_type: str, body: bytes) -> Answer:
    """Decide what an HTTP answer means; only a clear yes to every span is one."""
    if status in (200, 202):
        return _judge_body(content_type, body)
    if status in _RETRIED or status >= 500:
        return Answer(Verdict.later, f"HTTP {status}")
    if status in _PAUSED:
        return Answer(Verdict.paused, f"HTTP {status}: {_MEANING.get(status, 'wrong address')}")
    if 300 <= status < 400:
        return Answer(
            Verdict.paused, f"HTTP {status}: a redirect; the address is not the final one"
        )
    if status == 413:
        return Answer(Verdict.too_large, "HTTP 413")
    return Answer(Verdict.refused, f"HTTP {status}")


_MEANING = {
    401: "the key is missing or wrong",
    403: "the key may not write here",
    407: "the proxy wants credentials",
}


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
    return Answer(Verdict.later, f"{rejected} spans rejected") if rejected else ACCEPTED


def _unreachable(error: Exception) -> str:
    cause = getattr(error, "reason", error)
    if isinstance(cause, ssl.SSLError):
        return f"TLS: {cause.reason or 'failed'}"
    if isinstance(cause, TimeoutError):
        return "no answer in time"
    if isinstance(cause, OSError) and cause.strerror:
        return str(cause.strerror)
    return type(cause).__name__
