"""Findings as annotations of GitHub Actions, and as a table for a step's summary."""

from __future__ import annotations

from codexctl.cli.github.workflow_commands import Annotation, Level
from codexctl.cli.policy.formats.report import Located, Report
from codexctl.view.export.markdown import code
from codexctl.wording import counted, safe

# Rows of the table; all findings are in the other formats.
_MOST = 100


def remarks(report: Report) -> list[Annotation]:
    """One for each finding: an error if it violates the policy, else a notice."""
    return [_annotation(each) for each in (*report.violations, *report.notices)]


def summary(report: Report) -> str:
    """The findings as Markdown. Names of files and programs are formatted as code."""
    policy = f"policy {code(safe(report.policy.id))}" if report.policy else "no policy"
    what = (
        f"{counted(len(report.violations), 'violation')}, {counted(len(report.notices), 'notice')}"
    )
    head = f"### codexctl: {what} ({policy})\n"
    found = [*report.violations, *report.notices]
    if not found:
        return f"{head}\n"
    rows = [_row(each) for each in found[:_MOST]]
    left = len(found) - len(rows)
    more = [f"\n{counted(left, 'more finding')} in the other formats.\n"] if left > 0 else []
    table = ["| | rule | where | what | what to do |", "|---|---|---|---|---|", *rows]
    return "\n".join([head, *table, *more]) + "\n\n"


def _annotation(located: Located) -> Annotation:
    finding = located.finding
    level = Level.error if finding.violation else Level.notice
    message = f"{finding.summary}; what to do: {finding.remedy}"
    return Annotation(level, f"codexctl: {finding.id}", message, located.file, located.line)


def _row(located: Located) -> str:
    finding = located.finding
    sign = "✗" if finding.violation else "–"
    told = (finding.id, finding.where, finding.summary, finding.remedy)
    # `|` would end the cell, even in code.
    cells = (code(safe(text)).replace("|", "\\|") for text in told)
    return f"| {sign} | {' | '.join(cells)} |"
