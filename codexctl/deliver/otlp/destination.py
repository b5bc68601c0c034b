"""OTLP/HTTP as a destination: what it is sent, and under which key.

The request itself is made, and its answer judged, in `endpoint.py`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.otlp.endpoint import STRAIGHT, USUAL, Endpoint
from codexctl.deliver.otlp.reply import Signal
from codexctl.errors import CodexctlError
from codexctl.settings.destinations.extras import NO_EXTRAS, Extras
from codexctl.settings.destinations.otel_env import Transport
from codexctl.settings.destinations.resolve import Resolved
from codexctl.settings.destinations.way import Way
from codexctl.settings.keys.secrets import Key, authorization, lack
from codexctl.trace.spans.span import TurnTrace

if TYPE_CHECKING:
    from codexctl.deliver.otlp.metrics import Window
    from codexctl.trace.metrics.measures import Measures

# OpenTelemetry's Collector answers 400, not 413, to a body above its limit (otlpreceiver 0.159.0,
# readAndCloseBody), which is 20 MiB by default: a body of this size is then sent in pieces.
_BAD_REQUEST, _LARGE_BYTES = 400, 4 << 20
# The answers that may be caused by the key.
_KEY = (401, 403)


class OtlpDestination:
    """Sends turns to one OTLP/HTTP endpoint as gzipped protobuf."""

    def __init__(
        self,
        there: Resolved,
        resource: Mapping[str, str],
        find: Callable[[], Key | None] = lambda: None,
        transport: Transport = USUAL,
        way: Way = STRAIGHT,
        signal: Signal = Signal.traces,
    ) -> None:
        """Take what is known. Nothing is asked or opened yet.

        `resource` is what every request says of its sender (attributes of OpenTelemetry's
        resource). `find` looks for the key, once, when it is needed first; None if there is none.
        `transport`, `way` and `signal` are the endpoint's: how, by which way and what it takes.
        """
        self._there = there
        self._resource = {**resource, **dict(there.resource)}
        self._find = find
        self._endpoint = Endpoint(there.destination.endpoint, way, signal, transport)
        self._looked = False
        self._key: Key | None = None
        self._problem = ""

    @property
    def name(self) -> str:
        """The person's name for it."""
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
        """Make one request with the spans of whole turns.

        Nothing is sent without a key that is needed: the answer is then `later`, with the reason.
        """
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
        self._look_for_key()
        answer = self._endpoint.post(body, self._headers())
        if answer.status in _KEY and self._has_another_key():
            answer = self._endpoint.post(body, self._headers())
        if answer.status == _BAD_REQUEST and len(body) > _LARGE_BYTES:
            return replace(answer, verdict=Verdict.too_large)
        return answer

    def _headers(self) -> dict[str, str]:
        """The destination's own headers, and the key's as it is known now."""
        key = dict([authorization(self._there, self._key)]) if self._key else {}
        return dict(self._there.destination.headers) | key

    def _has_another_key(self) -> bool:
        """Whether it is worth another try: with a token made again, or without a person's key."""
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
