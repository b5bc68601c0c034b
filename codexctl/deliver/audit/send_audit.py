"""The result of an audit as a span and a metric, for the administrator's destinations alone.

Which ids were found and how often: no text, no path, no line. It carries the mark of a test turn
(`codexctl.selftest`), so that lists and sums of turns leave it out.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.otlp.metrics import Window
from codexctl.deliver.routes.route import Nowhere, routes
from codexctl.locations import Locations
from codexctl.policy.audit.catalog import RULES
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.safe_read import read_text
from codexctl.settings.model import OTLP
from codexctl.trace.metrics.measures import Measures, Series, series
from codexctl.trace.metrics.metric_names import (
    CODEXCTL_POLICY_FINDING_ID,
    CODEXCTL_POLICY_FINDING_KIND,
    CODEXCTL_POLICY_FINDINGS,
)
from codexctl.trace.spans.attribute_names import CODEXCTL_SELFTEST
from codexctl.trace.spans.span import INTERNAL, Span, TurnTrace

NAME = "codexctl policy.check"
OPERATION = "codexctl.operation"
VIOLATIONS, NOTICES = "codexctl.policy.violations", "codexctl.policy.notices"
# `codexctl.policy.finding.ID`: how often this id was found.
FINDING = "codexctl.policy.finding."
# Ids contain only these characters: nothing else may get into the name of an attribute.
_MOST_IDS = 100
_INSTANCE = re.compile(r"[0-9a-f]{32}")

Counts = Iterable[tuple[str, bool, int]]


def audit_span(counts: Counts, started_ns: int, ended_ns: int) -> Span:
    """One audit as a span: `counts` are an id, whether it breaks the policy, and how often.

    Times are nanoseconds since 1970.
    """
    counts = list(counts)
    attributes: dict[str, Any] = {
        OPERATION: "policy.check",
        CODEXCTL_SELFTEST: True,
        VIOLATIONS: sum(number for _, is_violation, number in counts if is_violation),
        NOTICES: sum(number for _, is_violation, number in counts if not is_violation),
    }
    for name, _, number in counts[:_MOST_IDS]:
        attributes[FINDING + name] = attributes.get(FINDING + name, 0) + number
    trace_id, span_id = secrets.token_hex(16), secrets.token_hex(8)
    return Span(trace_id, span_id, "", NAME, INTERNAL, started_ns, ended_ns, attributes)


def audit_measures(counts: Counts) -> Measures:
    """The same as points of a gauge, with a zero for every id that was not found."""
    found: dict[Series, int] = {}
    for name, is_violation, number in counts:
        found[_series(name, is_violation=is_violation)] = number
    named = {dict(each.attributes)[CODEXCTL_POLICY_FINDING_ID] for each in found}
    # Without this, an alert would never learn that a finding is gone.
    zeros = {_series(name, is_violation=True): 0 for name in RULES if name not in named}
    return {**zeros, **found}


def send_audit(
    counts: Counts, started_ns: int, ended_ns: int, locations: Locations, environ: Mapping[str, str]
) -> Iterator[tuple[str, Answer]]:
    """Send it to every destination that the policy defines; each one's name and its answer.

    As a span, and as a metric where the destination gets metrics. None where the policy defines no
    destination, or there is no policy. Times are nanoseconds since 1970, `environ` are the
    variables that count. Raises SettingsError where nothing can be sent at all.
    """
    counts = list(counts)
    span = audit_span(counts, started_ns, ended_ns)
    settings = settings_in_force(locations, environ)
    theirs = tuple(d for d in settings.destinations if d.administration and d.kind == OTLP)
    trace = TurnTrace({"thread_id": "", "turn_id": ""}, (span,), is_marked=True, ended=ended_ns)
    for route in routes(replace(settings, destinations=theirs), locations, environ):
        there = route.destination
        try:
            if isinstance(there, Nowhere):
                yield there.name, Answer(Verdict.later, route.barred or "it is not set up")
                continue
            yield there.name, there.send([trace])
            if route.metrics and route.metrics.destination:
                measures = {**audit_measures(counts), **route.metrics.info}
                window = Window(started_ns, ended_ns)
                instance = _instance(locations)
                answer = route.metrics.destination.send_measures(measures, window, instance)
                yield f"{there.name} (metrics)", answer
        finally:
            there.close()


def _instance(locations: Locations) -> str:
    """A random id of who audits here, kept, by which a backend tells one gauge from another's."""
    path = locations.auditor_file
    with suppress(OSError, ValueError):
        known = read_text(path, 100).strip()
        if _INSTANCE.fullmatch(known):
            return known
    made = secrets.token_hex(16)
    # If it cannot be stored, the next audit has another one.
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_text(f"{made}\n", encoding="utf-8")
    return made


def _series(name: str, *, is_violation: bool) -> Series:
    kind = "violation" if is_violation else "notice"
    attributes = {CODEXCTL_POLICY_FINDING_ID: name, CODEXCTL_POLICY_FINDING_KIND: kind}
    return series(CODEXCTL_POLICY_FINDINGS, attributes)
