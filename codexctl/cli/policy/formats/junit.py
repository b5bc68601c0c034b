"""JUnit XML, as Ant and Jenkins write it: each rule is a test, each violation a failure."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from codexctl.cli.policy.formats.report import Located, Report
from codexctl.policy.audit.catalog import RULES
from codexctl.wording import safe

# Characters that XML 1.0 does not allow, escaped or not (section 2.2), including surrogates.
_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CLASS = "codexctl.policy"


def junit(report: Report, now: datetime | None = None) -> str:
    """The whole document. A rule that found nothing is a test that passed; notices are output.

    `now` is the time that the document names; by default the clock's.
    """
    stamp = (now or datetime.now(UTC)).replace(tzinfo=None).isoformat(timespec="seconds")
    failed = {each.finding.id for each in report.violations}
    passed = [rule for rule in RULES if rule not in failed]
    cases = [*map(_failed, report.violations), *(_case(rule, rule, "") for rule in passed)]
    policy = report.policy.id if report.policy else ""
    figures = {
        "name": "codexctl policy check", "package": _CLASS, "id": "0", "hostname": "localhost",
        "timestamp": stamp, "tests": str(len(cases)), "failures": str(len(report.violations)),
        "errors": "0", "skipped": "0", "time": "0",
    }  # fmt: skip
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        "<testsuites>",
        f"  <testsuite{_attributes(figures)}>",
        "    <properties>",
        f"      <property{_attributes({'name': 'codexctl.policy.id', 'value': policy})}/>",
        "    </properties>",
        *cases,
        f"    <system-out>{_text(_notices(report))}</system-out>",
        "    <system-err></system-err>",
        "  </testsuite>",
        "</testsuites>",
    ]
    return "\n".join(lines) + "\n"


def _failed(located: Located) -> str:
    finding = located.finding
    told = {"type": finding.id, "message": safe(finding.summary)}
    body = f"{safe(finding.where)}\n{safe(finding.summary)}\nWhat to do: {safe(finding.remedy)}"
    # The test has the same name in the next run, even if lines moved.
    name = f"{finding.id} {located.fingerprint[:8]}"
    return _case(finding.id, name, f"<failure{_attributes(told)}>{_text(body)}</failure>")


def _case(rule: str, name: str, inside: str) -> str:
    told = {"name": name, "classname": f"{_CLASS}.{rule}", "time": "0"}
    start = f"    <testcase{_attributes(told)}"
    return f"{start}>{inside}</testcase>" if inside else f"{start}/>"


def _notices(report: Report) -> str:
    return "".join(
        f"notice {each.finding.id}: {safe(each.finding.summary)} ({safe(each.finding.where)})\n"
        for each in report.notices
    )


def _attributes(values: dict[str, str]) -> str:
    return "".join(f" {name}={quoteattr(_allowed(text))}" for name, text in values.items())


def _text(text: str) -> str:
    return escape(_allowed(text))


def _allowed(text: str) -> str:
    return _NO_XML.sub("�", text)
