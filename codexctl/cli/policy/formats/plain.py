"""An audit's findings for people, and as codexctl's own JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codexctl.cli.policy.formats.report import Located, Report
from codexctl.cli.render import paint
from codexctl.health.policy_here import policy_json, policy_line
from codexctl.wording import counted, safe

SCHEMA = "codexctl.policy-check/1"


def figures(report: Report) -> dict[str, Any]:
    """The report as plain data, for `--json`."""
    return {
        "schema": SCHEMA,
        "ok": not report.violations,
        "policy": policy_json(report.policy),
        "homes": [{"path": str(home.path), "user": home.user or None} for home in report.homes],
        "violations": [_json(each) for each in report.violations],
        "notices": [_json(each) for each in report.notices],
    }


def lines(report: Report) -> Iterator[str]:
    """The report as lines of text for people."""
    yield f"policy: {policy_line(report.policy)}"
    if len(report.homes) != 1:
        yield f"{counted(len(report.homes), 'Codex home')} checked"
    width = max((len(each.finding.id) for each in report.found), default=0)
    for each in report.found:
        finding = each.finding
        mark = paint("✗", "red") if finding.violation else "-"
        yield f"{mark} {finding.id:<{width}}  {safe(finding.summary)}"
        if finding.where:
            yield f"  {'':<{width}}  {safe(finding.where)}"
        yield f"  {'':<{width}}  → {safe(finding.remedy)}"
    number = len(report.violations)
    if not number:
        yield f"{paint('✓', 'green')} nothing here violates the policy"
        return
    policy = report.policy
    contact = f"; ask {safe(policy.contact)}" if policy and policy.contact else ""
    yield f"{counted(number, 'violation')}{contact}"


def _json(each: Located) -> dict[str, Any]:
    finding = each.finding
    return {
        "id": finding.id,
        "summary": finding.summary,
        "where": finding.where,
        "remedy": finding.remedy,
        "home": str(each.home.path),
        "fingerprint": each.fingerprint,
    }
