"""The result of an audit as a span, for the administrator's destinations alone.

Which ids were found and how often: no text, no path, no line. It carries the mark of a test turn
(`codexctl.selftest`), so that lists and sums of turns leave it out.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from codexctl.deliver.answer import Answer, Verdict
from codexctl.deliver.worker.destinations import Nowhere, routes
from codexctl.locations import Locations
from codexctl.policy.limits.in_force import settings_in_force
from codexctl.settings.model import OTLP
from codexctl.trace.spans.attribute_names import CODEXCTL_SELFTEST
from codexctl.trace.spans.span import INTERNAL, Span, TurnTrace

NAME = "codexctl policy.check"
OPERATION = "codexctl.operation"
VIOLATIONS, NOTICES = "codexctl.policy.violations", "codexctl.policy.notices"
# `codexctl.policy.finding.ID`: how often this id was found.
FINDING = "codexctl.policy.finding."
# All that an id can be: nothing else goes into the name of an attribute.
_MOST_IDS = 100

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


def send_audit(
    span: Span, locations: Locations, environ: Mapping[str, str]
) -> Iterator[tuple[str, Answer]]:
    """Send it to every destination that the policy defines; each one's name and its answer.

    None where the policy defines no destination, or there is no policy. `environ` are the
    variables that count. Raises SettingsError where nothing can be sent at all.
    """
    settings = settings_in_force(locations, environ)
    theirs = tuple(d for d in settings.destinations if d.administration and d.kind == OTLP)
    trace = TurnTrace({"thread_id": "", "turn_id": ""}, (span,), is_marked=True, ended=span.ended)
    for route in routes(replace(settings, destinations=theirs), locations, environ):
        try:
            if isinstance(route.destination, Nowhere):
                yield route.destination.name, Answer(Verdict.later, route.barred or "not set up")
            else:
                yield route.destination.name, route.destination.send([trace])
        finally:
            route.destination.close()
