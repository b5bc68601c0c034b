"""An OTLP/HTTP endpoint: one request to it, by which way, for how long, and what the answer means.

OpenTelemetry's exporter reports success for a redirect, a log-in page and a partial rejection
(opentelemetry-exporter-otlp-proto-http 1.45.2), so the request is made and judged here. What is
sent, and under which key, is up to `destination.py`.
"""

from __future__ import annotations

import gzip
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.parse import urlsplit

from codexctl import __version__
from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.otlp.body import Body, read_body
from codexctl.deliver.otlp.reply import Signal, judge, unreachable
from codexctl.no_redirects import NoRedirects
from codexctl.settings.destinations.otel_env import Transport
from codexctl.settings.destinations.way import Way
from codexctl.settings.keys.patience import within

# A backend's first answer after its start took 8 s (MLflow 3.17). The first limit is for silence,
# the second for the whole request: a server that sends a byte now and then is never silent.
TIMEOUT_S = 15.0
DEADLINE_S = 30.0
# zlib's own default: higher levels take far longer for little gain.
_GZIP_LEVEL = 6
# No proxy, and the system's certificate authorities.
STRAIGHT = Way({})
USUAL = Transport(TIMEOUT_S)


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address to which requests are posted, and the way there.

    `url` is complete, path included; `signal` is what it takes. `way` is by which proxies and
    under which authorities; `transport` is how long a silence may last, whether bodies are
    compressed, and the certificate that says who we are.
    """

    url: str
    way: Way = STRAIGHT
    signal: Signal = Signal.traces
    transport: Transport = USUAL

    def post(self, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Make one request and judge its answer.

        `body` is an encoded Export…ServiceRequest, not yet compressed. `headers` are sent beside
        those that say what the body is, and instead of them where they have the same names. Never
        raises for what a server or the network does: that is the answer.
        """
        try:
            proxies = self._proxies()
            tls = [] if self._is_plain(proxies) else self._tls()
            handler = urllib.request.ProxyHandler(proxies)
            opener = urllib.request.build_opener(NoRedirects, handler, *tls)
        except (OSError, ValueError) as error:
            return Answer(Verdict.later, f"the TLS files cannot be used: {unreachable(error)}")
        content = gzip.compress(body, _GZIP_LEVEL) if self.transport.gzip else body
        request = urllib.request.Request(  # noqa: S310 - settings allow http and https only
            self.url, content, self._headers() | dict(headers)
        )
        # If a request that timed out succeeds after all, the same spans are sent again with the
        # same ids.
        try:
            return within(DEADLINE_S, lambda: self._request(opener, request))
        except TimeoutError:
            return Answer(Verdict.later, "no answer in time")

    def _request(
        self, opener: urllib.request.OpenerDirector, request: urllib.request.Request
    ) -> Answer:
        try:
            with opener.open(request, timeout=self.transport.timeout_s) as response:
                body = read_body(response)
                return judge(response.status, response.headers, body, self.signal)
        except urllib.error.HTTPError as error:
            error.close()
            return judge(error.code, error.headers, Body(), self.signal)
        except (OSError, HTTPException, ValueError) as error:
            return Answer(Verdict.later, unreachable(error))

    def _headers(self) -> dict[str, str]:
        own = {"Content-Type": "application/x-protobuf", "User-Agent": f"codexctl/{__version__}"}
        if self.transport.gzip:
            own["Content-Encoding"] = "gzip"
        return own

    def _proxies(self) -> dict[str, str]:
        """The proxies of the way; the system's own ones (macOS, Windows) where it leaves that."""
        if self.way.proxies is not None:
            return dict(self.way.proxies)
        found = urllib.request.getproxies()
        return {} if found == urllib.request.getproxies_environment() else found

    def _is_plain(self, proxies: Mapping[str, str]) -> bool:
        """Whether nobody on the way speaks TLS: to read all authorities takes some 20 ms."""
        return all(urlsplit(place).scheme == "http" for place in (self.url, *proxies.values()))

    def _tls(self) -> list[urllib.request.BaseHandler]:
        """The authorities that the way names, and the certificate that says who we are."""
        files, way = self.transport, self.way
        if not (way.ca_file or way.ca_folder or files.client_certificate):
            return []
        usual = ssl.get_default_verify_paths()
        file, folder = way.ca_file, way.ca_folder
        if not way.only_file and (file or folder):
            file, folder = file or usual.cafile or "", folder or usual.capath or ""
        context = ssl.create_default_context(cafile=file or None, capath=folder or None)
        if files.client_certificate:
            context.load_cert_chain(files.client_certificate, files.client_key or None)
        return [urllib.request.HTTPSHandler(context=context)]
