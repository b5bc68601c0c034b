"""OTLP/HTTP as a destination: one request, and an answer that is believed only when it is clear.

OpenTelemetry's exporter reports success for a redirect, a log-in page and a partial rejection
(opentelemetry-exporter-otlp-proto-http 1.45.2), so the request is made and judged here.
"""

from __future__ import annotations

import gzip
import hashlib
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException, HTTPMessage
from typing import IO

from codexctl import __version__
from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.otlp_answer import judge, unreachable
from codexctl.settings.model import Destination as DestinationSettings
from codexctl.trace.span import TurnTrace

# A cold backend's first answer took 8 s (MLflow 3.17). The first bound is on silence, the second
# on the whole request: a server that drips a byte now and then is never silent.
TIMEOUT_S = 15.0
DEADLINE_S = 30.0
_GZIP_LEVEL = 6
_MAX_RESPONSE = 1 << 20


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

    def close(self) -> None:
        """Every request is a connection of its own: nothing is kept open."""

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Make one request with the spans of whole turns."""
        if self._settings.api_key_env and not self._key:
            return Answer(Verdict.later, f"${self._settings.api_key_env} is not set")
        from codexctl.deliver.otlp_encode import encode

        body = encode((span for trace in traces for span in trace.spans), self._resource)
        request = urllib.request.Request(  # noqa: S310 - settings allow http and https only
            self._settings.endpoint, gzip.compress(body, _GZIP_LEVEL), self._headers()
        )
        return within(DEADLINE_S, lambda: self._request(request))

    def _request(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=TIMEOUT_S) as response:
                return judge(response.status, response.headers, response.read(_MAX_RESPONSE))
        except urllib.error.HTTPError as error:
            error.close()
            return judge(error.code, error.headers, b"")
        except (OSError, HTTPException) as error:
            return Answer(Verdict.later, unreachable(error))

    def _headers(self) -> dict[str, str]:
        own = {
            "Content-Type": "application/x-protobuf",
            "Content-Encoding": "gzip",
            "User-Agent": f"codexctl/{__version__}",
        }
        settings = self._settings
        key = {settings.api_key_header: settings.api_key_prefix + self._key} if self._key else {}
        return own | dict(settings.headers) | key


def within(seconds: float, request: Callable[[], Answer]) -> Answer:
    """Make a request, and stop waiting for it after so many seconds, whatever it does.

    The abandoned thread dies with the worker; should its request succeed after all, the same
    spans are sent again under the same ids.
    """
    answers: list[Answer] = []
    thread = threading.Thread(target=lambda: answers.append(request()), daemon=True)
    thread.start()
    thread.join(seconds)
    return answers[0] if answers else Answer(Verdict.later, "no answer in time")
