"""`policy check`: what violates the policy here, for people, CI and device management."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.render import paint, print_json
from codexctl.errors import EXIT_PROBLEM
from codexctl.health.policy_here import policy_json, policy_line
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.policy.audit.finding import Finding
    from codexctl.policy.file.model import Policy

SCHEMA = "codexctl.policy-check/1"


def report_check(codex_home: Path | None, draft: Path | None, *, ask: bool, as_json: bool) -> int:
    """Check everything and print it; gives the exit code.

    `codex_home` and `draft` are None for the person's own and for the installed policy; with `ask`
    Codex is asked too. Things worth knowing that violate nothing do not change the exit code.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.health.policy_facts import gather
    from codexctl.policy.audit.check import check

    facts = gather(codex_home, draft, requirements_file().parent, ask=ask)
    found = check(facts)
    violations = [finding for finding in found if finding.violation]
    if as_json:
        print_json({
            "schema": SCHEMA, "ok": not violations, "policy": policy_json(facts.policy),
            "violations": [_json(finding) for finding in violations],
            "notices": [_json(finding) for finding in found if not finding.violation],
        })  # fmt: skip
    else:
        for line in _lines(found, facts.policy):
            click.echo(line)
    return EXIT_PROBLEM if violations else 0


def _json(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.id,
        "summary": finding.summary,
        "where": finding.where,
        "remedy": finding.remedy,
    }


def _lines(found: Sequence[Finding], policy: Policy | None) -> Iterator[str]:
    yield f"policy: {policy_line(policy)}"
    width = max((len(finding.id) for finding in found), default=0)
    for finding in found:
        mark = paint("✗", "red") if finding.violation else "-"
        yield f"{mark} {finding.id:<{width}}  {safe(finding.summary)}"
        if finding.where:
            yield f"  {'':<{width}}  {safe(finding.where)}"
        yield f"  {'':<{width}}  → {safe(finding.remedy)}"
    number = sum(finding.violation for finding in found)
    if not number:
        yield f"{paint('✓', 'green')} nothing here violates the policy"
        return
    contact = f"; ask {safe(policy.contact)}" if policy and policy.contact else ""
    yield f"{counted(number, 'violation')}{contact}"
