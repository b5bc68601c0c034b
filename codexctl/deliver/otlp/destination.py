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
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from http.client import HTTPException
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codexctl import __version__
from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.otlp.body import Body, read_body
from codexctl.deliver.otlp.reply import Signal, judge, unreachable
from codexctl.errors import CodexctlError
from codexctl.no_redirects import NoRedirects
from codexctl.settings.destinations.extras import NO_EXTRAS, Extras
from codexctl.settings.destinations.otel_env import Transport
from codexctl.settings.destinations.resolve import Resolved
from codexctl.settings.destinations.way import Way
from codexctl.settings.keys.patience import within
from codexctl.settings.keys.secrets import Key, authorization, lack
from codexctl.trace.spans.span import TurnTrace

if TYPE_CHECKING:
    from codexctl.deliver.otlp.metrics import Window
    from codexctl.trace.metrics.measures import Measures

# A cold backend's first answer took 8 s (MLflow 3.17). The first bound is on silence, the second
# on the whole request: a server that drips a byte now and then is never silent.
TIMEOUT_S = 15.0
DEADLINE_S = 30.0
# zlib's own default: higher levels take far more time for little.
_GZIP_LEVEL = 6
# OpenTelemetry's Collector says 400, and not 413, to a body above its bound (otlpreceiver 0.159.0,
# readAndCloseBody), which is 20 MiB silently: what is this large is tried in pieces.
_BAD_REQUEST, _LARGE_BYTES = 400, 4 << 20
STRAIGHT = Way({})
_KEY = (401, 403)


class OtlpDestination:
    """Sends turns to one OTLP/HTTP endpoint as gzipped protobuf."""

    def __init__(
        self,
        there: Resolved,
        resource: Mapping[str, str],
        find: Callable[[], Key | None] = lambda: None,
        transport: Transport | None = None,
        way: Way = STRAIGHT,
        signal: Signal = Signal.traces,
    ) -> None:
        """Take what is known; `find` looks for the key, once, when it is needed first.

        `signal` is what the endpoint takes.
        """
        self._there = there
        self._resource = {**resource, **dict(there.resource)}
        self._find = find
        self._transport = transport or Transport(TIMEOUT_S)
        self._way = way
        self._signal = signal
        self._looked = False
        self._key: Key | None = None
        self._problem = ""

    @property
    def name(self) -> str:
        """The person's word for it."""
        return self._there.destination.name

    @property
    def host(self) -> str:
        """Where it is, for the log: no path, no user and no key."""
        there = urlsplit(self._there.destination.endpoint)
        return there.netloc.rpartition("@")[2]

    @property
    def fingerprint(self) -> str:
        """A digest of everything that a refusal can depend on, the key included."""
        self._look_for_key()
        key = self._key.value if self._key else ""
        parts = repr((self._there, sorted(self._resource.items()), key))
        return hashlib.sha256(parts.encode()).hexdigest()[:16]

    @property
    def commits(self) -> None:
        """A backend does not tell."""

    @property
    def problem(self) -> str:
        """Why there is no key, though one is needed; empty if that is not so."""
        self._look_for_key()
        return self._problem

    def close(self) -> None:
        """Every request is a connection of its own: nothing is kept open."""

    def send(self, traces: Sequence[TurnTrace]) -> Answer:
        """Make one request with the spans of whole turns."""
        self._look_for_key()
        if self._problem:
            return Answer(Verdict.later, self._problem)
        from codexctl.deliver.otlp.encode import encode

        spans = (span for trace in traces for span in trace.spans)
        return self.post(encode(spans, self._resource, self._extras()))

    def _extras(self) -> Extras:
        if not self._there.destination.preset:
            return NO_EXTRAS
        # Imported here: many destinations have no preset.
        from codexctl.settings.destinations.presets import extras_of

        return extras_of(self._there.destination.preset)

    def send_measures(self, measures: Measures, window: Window, instance: str) -> Answer:
        """Make one request with metrics; the endpoint must be one for those.

        `instance` tells who counted apart from others that say the same of themselves.
        """
        self._look_for_key()
        if self._problem:
            return Answer(Verdict.later, self._problem)
        from codexctl.deliver.otlp.metrics import encode_metrics

        resource = {"service.instance.id": instance} | self._resource
        return self.post(encode_metrics(measures, window, resource))

    def post(self, body: bytes) -> Answer:
        """Send one encoded request (Export…ServiceRequest) and judge the answer.

        Never raises for what a server or the network does: that is the answer. A key that a program
        gives may have expired: it is asked once more.
        """
        answer = self._post(body)
        if answer.status in _KEY and self._has_another_key():
            answer = self._post(body)
        if answer.status == _BAD_REQUEST and len(body) > _LARGE_BYTES:
            return replace(answer, verdict=Verdict.too_large)
        return answer

    def _post(self, body: bytes) -> Answer:
        self._look_for_key()
        try:
            proxies = self._proxies()
            tls = [] if self._is_plain(proxies) else self._tls()
            handler = urllib.request.ProxyHandler(proxies)
            opener = urllib.request.build_opener(NoRedirects, handler, *tls)
        except (OSError, ValueError) as error:
            return Answer(Verdict.later, f"the TLS files cannot be used: {unreachable(error)}")
        content = gzip.compress(body, _GZIP_LEVEL) if self._transport.gzip else body
        request = urllib.request.Request(  # noqa: S310 - settings allow http and https only
            self._there.destination.endpoint, content, self._headers()
        )
        # Should a request that is given up succeed after all, the same spans are sent again under
        # the same ids.
        try:
            return within(DEADLINE_S, lambda: self._request(opener, request))
        except TimeoutError:
            return Answer(Verdict.later, "no answer in time")

    def _request(
        self, opener: urllib.request.OpenerDirector, request: urllib.request.Request
    ) -> Answer:
        try:
            with opener.open(request, timeout=self._transport.timeout_s) as response:
                body = read_body(response)
                return judge(response.status, response.headers, body, self._signal)
        except urllib.error.HTTPError as error:
            error.close()
            return judge(error.code, error.headers, Body(), self._signal)
        except (OSError, HTTPException, ValueError) as error:
            return Answer(Verdict.later, unreachable(error))

    def _headers(self) -> dict[str, str]:
        own = {"Content-Type": "application/x-protobuf", "User-Agent": f"codexctl/{__version__}"}
        if self._transport.gzip:
            own["Content-Encoding"] = "gzip"
        key = dict([authorization(self._there, self._key)]) if self._key else {}
        return own | dict(self._there.destination.headers) | key

    def _proxies(self) -> dict[str, str]:
        """The proxies of the way; the system's own ones (macOS, Windows) where it leaves that."""
        if self._way.proxies is not None:
            return dict(self._way.proxies)
        found = urllib.request.getproxies()
        return {} if found == urllib.request.getproxies_environment() else found

    def _is_plain(self, proxies: Mapping[str, str]) -> bool:
        """Whether nobody on the way speaks TLS: to read all authorities takes some 20 ms."""
        places = (self._there.destination.endpoint, *proxies.values())
        return all(urlsplit(place).scheme == "http" for place in places)

    def _tls(self) -> list[urllib.request.BaseHandler]:
        """The authorities that the way names, and the certificate that says who we are."""
        files, way = self._transport, self._way
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

    def _has_another_key(self) -> bool:
        """Whether it is worth another try: with a token made anew, or without a person's key."""
        before, there = self._key, self._there.destination
        if there.administration and there.administration.is_adopted:
            self._key = None
        elif there.api_key_command:
            self._looked = False
            self._look_for_key()
        return self._key != before and not self._problem

    def _look_for_key(self) -> None:
        """Find the key; a keyring that waits for somebody to unlock it is not waited for."""
        if self._looked:
            return
        self._looked = True
        try:
            self._key = self._find()
        except CodexctlError as error:
            self._problem = error.message
            return
        if self._key is None and self._there.key_required:
            self._problem = lack(self._there)
