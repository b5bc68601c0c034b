"""One real request to a destination, and which of all possible causes is behind the answer."""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.routes.remote import remote
from codexctl.locations import Locations
from codexctl.policy.limits.effective import Effective
from codexctl.settings.model import Destination
from codexctl.trace.spans.attribute_names import CODEXCTL_SELFTEST
from codexctl.trace.spans.span import INTERNAL, Span

_EMPTY = b""
_KEY = (401, 403)
_ADDRESS = (404, 405)
_SUCCESS = range(200, 300)


class DestinationFailure(Enum):
    """Why a destination would reject a turn now."""

    none = "taken"
    key = "wrong key"
    address = "wrong address"
    unreachable = "unreachable"
    server = "refused"
    missing = "no key"
    barred = "nothing is sent"


@dataclass(frozen=True, slots=True)
class Probe:
    """What one request showed. `detail` is the answer in a few words, without any content."""

    cause: DestinationFailure
    detail: str = ""


def probe(
    chosen: Destination,
    resource: Mapping[str, str],
    locations: Locations,
    environ: Mapping[str, str],
    limits: Effective,
) -> Probe:
    """Send an empty request, and one marked span where an empty request is not taken.

    `resource` holds the resource attributes of that span. Raises Unresolved where the destination
    lacks something, so that there is no address to send to.
    """
    from codexctl.deliver.otlp.encode import encode

    there = remote(chosen, resource, locations, environ, limits)
    if there.problem:
        return Probe(DestinationFailure.missing, there.problem)
    answer = there.post(_EMPTY)
    # Some backends reject an empty request, which does not mean that they reject a real one.
    if answer.verdict is Verdict.refused:
        answer = there.post(encode([_marked_span(time.time_ns())], resource))
    return judge(answer)


def judge(answer: Answer) -> Probe:
    """Tell the causes apart by the answer's status, or by the lack of one.

    A 404 or 405 speaks of the address, a 401 or 403 of the key, no status of the way there.
    """
    if answer.verdict is Verdict.accepted:
        return Probe(DestinationFailure.none)
    if answer.status in _KEY:
        return Probe(DestinationFailure.key, answer.reason)
    if answer.status in _ADDRESS or answer.verdict is Verdict.paused:
        return Probe(DestinationFailure.address, answer.reason)
    if answer.status in _SUCCESS and answer.verdict is Verdict.later:
        # Something answers, but not like an OTLP receiver.
        return Probe(DestinationFailure.address, answer.reason)
    if answer.status or answer.verdict is not Verdict.later:
        return Probe(DestinationFailure.server, answer.reason)
    return Probe(DestinationFailure.unreachable, answer.reason)


def _marked_span(now_ns: int) -> Span:
    trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
    marked = {CODEXCTL_SELFTEST: True}
    return Span(trace_id, span_id, "", "codexctl test", INTERNAL, now_ns, now_ns, marked)
