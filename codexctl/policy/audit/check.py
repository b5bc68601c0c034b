"""The audit of a machine: every check, in the order in which problems should be fixed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from codexctl.policy.audit.codex import (
    features_pinned,
    hooks_off,
    tracing_missing,
    trust_bypass,
)
from codexctl.policy.audit.facts import Facts
from codexctl.policy.audit.finding import Finding
from codexctl.policy.audit.keys import keys_in_plain_text
from codexctl.policy.audit.otel import native_otel, otel_content, otel_endpoints
from codexctl.policy.audit.senders import other_tracers, unknown_callers
from codexctl.policy.audit.settings import (
    capture_above_cap,
    endpoints_missing,
    foreign_endpoints,
    local_store,
    other_ways,
    plain_http,
    view_enabled,
)
from codexctl.settings.redaction import secrets_masker
from codexctl.wording import safe

# What prevents tracing comes first, then what sends turns elsewhere, then keys in plain text.
_CHECKS = (
    tracing_missing,
    hooks_off,
    features_pinned,
    trust_bypass,
    other_tracers,
    unknown_callers,
    capture_above_cap,
    foreign_endpoints,
    plain_http,
    other_ways,
    otel_endpoints,
    endpoints_missing,
    otel_content,
    native_otel,
    local_store,
    view_enabled,
    keys_in_plain_text,
)


def check(facts: Facts) -> tuple[Finding, ...]:
    """Run all checks and return their findings, violations first.

    Otherwise they are in the order of the checks. Each finding is returned once. Secrets in names
    and addresses are masked.
    """
    found = [*_unreadable(facts), *(finding for each in _CHECKS for finding in each(facts))]
    # Two files with the same text give one finding twice; masking can make two findings equal.
    told = dict.fromkeys(map(_without_secrets, found))
    return tuple(sorted(told, key=lambda finding: not finding.violation))


def _without_secrets(finding: Finding) -> Finding:
    """A finding that is safe to show: names and addresses in files can contain secrets, too."""
    mask = secrets_masker().mask
    return replace(finding, summary=mask(finding.summary), remedy=mask(finding.remedy))


def _unreadable(facts: Facts) -> Iterator[Finding]:
    """A finding for each file that cannot be read, because nobody can say what is in it."""
    policy = facts.policy
    if policy and policy.problem:
        summary = f"the policy cannot be used: {safe(policy.problem)}"
        remedy = "fix it; until then only metadata is captured and nothing leaves"
        yield Finding("policy-unreadable", summary, str(policy.path), remedy)
    if facts.settings_problem:
        remedy = "fix the file, or run: codexctl setup"
        yield Finding("settings-unreadable", facts.settings_problem, facts.settings_path, remedy)
    for file in (*(each.file for each in facts.files), *facts.callers.files):
        if file.problem:
            summary = f"this part of Codex's configuration {file.problem}"
            remedy = "codexctl hooks validate" if file.is_json else "codexctl config validate"
            yield Finding("config-unreadable", summary, str(file.path), remedy)
