"""SARIF 2.1.0 (OASIS, 2020-03-27): the form that code hosts and security tools read."""

from __future__ import annotations

import os
from pathlib import PurePath, PureWindowsPath
from typing import Any
from urllib.parse import quote

from codexctl import __version__
from codexctl.cli.policy.formats.report import Located, Report
from codexctl.policy.audit.catalog import RULES, Rule, rule_for
from codexctl.wording import safe

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ABOUT = "codexctl checks against a policy what is captured of Codex's turns and where it is sent."


def sarif(report: Report) -> dict[str, Any]:
    """The whole log: one run with every rule, and a result for each finding."""
    more = {each.finding.id for each in report.found} - set(RULES)
    rules = [*RULES.values(), *map(rule_for, sorted(more))]
    index = {rule.id: number for number, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "codexctl",
                "version": __version__,
                "semanticVersion": __version__,
                "fullDescription": {"text": _ABOUT},
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [{"executionSuccessful": True, "exitCode": int(bool(report.violations))}],
        "columnKind": "unicodeCodePoints",
        "automationDetails": {"id": "codexctl/policy-check/"},
        "results": [_result(each, index[each.finding.id]) for each in report.found],
        "properties": {"policyId": report.policy.id if report.policy else None},
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(rule: Rule) -> dict[str, Any]:
    text = f"{rule.why} {rule.remedy}"
    return {
        "id": rule.id,
        "name": "".join(word.capitalize() for word in rule.id.split("-")),
        "shortDescription": {"text": rule.name},
        "fullDescription": {"text": _sentence(rule.what)},
        "help": {"text": text, "markdown": f"{rule.why}\n\n**What to do:** {rule.remedy}"},
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["policy", "privacy", "security"]},
    }


def _result(located: Located, index: int) -> dict[str, Any]:
    finding = located.finding
    result: dict[str, Any] = {
        "ruleId": finding.id,
        "ruleIndex": index,
        "level": "error" if finding.violation else "note",
        "kind": "fail",
        "message": {"text": f"{safe(finding.summary)}. What to do: {safe(finding.remedy)}"},
        "partialFingerprints": {"codexctlFinding/v1": located.fingerprint},
        "properties": {"remedy": safe(finding.remedy), "codexHome": safe(str(located.home.path))},
    }
    location = _location(located)
    if location:
        result["locations"] = [location]
    return result


def _location(located: Located) -> dict[str, Any]:
    if not located.file:
        where = safe(located.finding.where)
        return {"logicalLocations": [{"fullyQualifiedName": where}]} if where else {}
    physical: dict[str, Any] = {"artifactLocation": {"uri": file_uri(located.file)}}
    if located.line is not None:
        physical["region"] = {"startLine": located.line}
    return {"physicalLocation": physical}


def file_uri(path: str) -> str:
    """The URI of a file; bytes of its name that are not UTF-8 are kept."""
    if isinstance(PurePath(path), PureWindowsPath):
        return PurePath(path).as_uri()
    try:
        name = os.fsencode(path)
    except UnicodeEncodeError:  # a file cannot have such a name
        name = path.encode(errors="replace")
    return "file://" + quote(name)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
