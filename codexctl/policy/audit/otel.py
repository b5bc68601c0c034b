"""Checks on Codex's own telemetry, the `[otel]` table: where it goes, and whether it has content.

The meaning of the keys was observed with Codex 0.169: log events contain tool arguments and output
by default, prompts and answers on request.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.codex.config.files import Layer, said
from codexctl.document.data import spell
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding, remedy_for
from codexctl.wording import safe

LOGS = "exporter"
_EXPORTERS = (LOGS, "trace_exporter", "metrics_exporter")
_CONTENT = ("log_user_prompt", "log_agent_responses", "log_guardian_assessments", "log_sse_deltas")
# Words instead of an exporter: one sends nothing, the other sends to Codex's vendor.
_NONE, _VENDOR = "none", "statsig"


def otel_endpoints(facts: Facts) -> Iterator[Finding]:
    """Find Codex's own exporters with an address that the policy does not allow."""
    policy = facts.policy
    if policy is None or policy.destinations.allow is None:
        return
    for key in _EXPORTERS:
        for statement in said(facts.files, ("otel", key)):
            for address in _addresses(key, statement.value):
                if not policy.allows(address):
                    summary = (
                        f"Codex's own telemetry goes to {safe(address)}: {spell(statement.place)}"
                    )
                    remedy = remedy_for(
                        statement, f"codexctl config unset {spell(statement.place)}"
                    )
                    yield Finding("foreign-endpoint", summary, statement.at, remedy)


def otel_content(facts: Facts) -> Iterator[Finding]:
    """Find settings that put prompts, answers, tool arguments or output into Codex's telemetry."""
    forbidden = facts.policy is not None and not facts.policy.codex.otel_content
    for key in _CONTENT:
        for statement in said(facts.files, ("otel", key)):
            if statement.value is True:
                summary = f"{spell(statement.place)} puts content into Codex's own telemetry"
                remedy = remedy_for(
                    statement, f"codexctl config set {spell(statement.place)} false"
                )
                yield Finding("otel-content", summary, statement.at, remedy, violation=forbidden)
    # No switch removes tool arguments from log events, so every exporter of logs sends content.
    for statement in said(facts.files, ("otel", LOGS)):
        if statement.value != _NONE:
            summary = (
                f"{spell(statement.place)} sends logs, which contain tool arguments and output"
            )
            remedy = remedy_for(statement, f"codexctl config set {spell(statement.place)} none")
            yield Finding("otel-content", summary, statement.at, remedy, violation=forbidden)


def native_otel(facts: Facts) -> Iterator[Finding]:
    """Find exporters of Codex's own spans and metrics, which no policy of codexctl limits.

    They contain no content; log events do, and are reported as `otel-content`. If the policy lists
    addresses, there is no such finding: `foreign-endpoint` reports addresses that are not listed.
    """
    if facts.policy is not None and facts.policy.destinations.allow is not None:
        return
    for key in _EXPORTERS:
        if key == LOGS:
            continue
        for statement in said(facts.files, ("otel", key)):
            if statement.layer in (Layer.requirements, Layer.managed):
                continue
            for address in _addresses(key, statement.value):
                where = "its vendor" if address == _VENDOR else safe(address)
                what = f"{spell(statement.place)} sends Codex's own telemetry to {where}"
                remedy = remedy_for(statement, f"codexctl config set {spell(statement.place)} none")
                yield Finding("native-otel", what, statement.at, remedy, violation=False)


def _addresses(key: str, exporter: Any) -> Iterator[str]:
    """Where an exporter sends: `{otlp-http = {endpoint = "…"}}`, or the vendor by name."""
    if exporter == _VENDOR and key != "metrics_exporter":
        yield _VENDOR
    for settings in exporter.values() if isinstance(exporter, Mapping) else ():
        if isinstance(settings, Mapping):
            yield str(settings.get("endpoint", ""))
