"""`policy check`: reports what violates the policy, for people, CI and device management."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.render import json_text, tell
from codexctl.errors import EXIT_PROBLEM, CodexctlError, UsageError
from codexctl.system import is_root

if TYPE_CHECKING:
    from codexctl.cli.policy.formats.report import Home, Report
    from codexctl.policy.audit.finding import Finding
    from codexctl.policy.file.model import Policy

FORMATS = ("text", "json", "sarif", "junit", "github")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to check, against which policy.

    `codex_homes` are folders; without any, the person's own home is checked. `draft` is None for
    the installed policy. With `everybody`, all users of the machine are checked; with `ask`, Codex
    is asked, too.
    """

    codex_homes: Sequence[Path] = ()
    draft: Path | None = None
    everybody: bool = False
    ask: bool = False


def report_check(
    wanted: Wanted, form: str, out: Path | None, *, force: bool, send: bool, quiet: bool
) -> int:
    """Check everything and print the result; returns the exit code.

    `form` is one of FORMATS, `out` the output file (None: stdout). With `send`, the ids of the
    findings and their numbers are also sent to the policy's destinations. With `quiet`, nothing is
    printed, and the exit code says whether they arrived. Findings that violate nothing do not
    change the exit code.
    """
    if send and (wanted.draft or wanted.everybody or wanted.codex_homes):
        hint = "leave out --policy, --codex-home and --all-users"
        raise UsageError("--send works only for your own Codex and the machine's policy", hint)
    started_ns = time.time_ns()
    report = audited(wanted)
    if form == "github":
        _tell_github(report)
    elif not quiet:
        text = text_of(report, form)
        if form == "text" and out is None:
            for line in text.splitlines():
                tell(line)
        else:
            _write(text, out, force=force)
    code = EXIT_PROBLEM if report.violations else 0
    if send:
        from codexctl.cli.policy.send import sent

        # The exit code says whether the audit was sent; the findings are in what was sent.
        taken = sent(report, started_ns=started_ns, quiet=quiet)
        code = taken if quiet else taken or code
    return code


def audited(wanted: Wanted) -> Report:
    """Audit every chosen home. Raises UsageError, CodexctlError."""
    from codexctl.cli.policy.formats.report import report_of

    if wanted.everybody:
        _may_read_everybody(wanted)
    audits: list[tuple[Home, tuple[Finding, ...]]] = []
    policy: Policy | None = None
    for home, environ in _homes(wanted):
        found, policy = _audit(home, wanted, environ)
        audits.append((home, found))
    return report_of(policy, audits)


def text_of(report: Report, form: str) -> str:
    """The report as text in one of FORMATS except `github`, with a line feed at the end."""
    if form == "junit":
        from codexctl.cli.policy.formats.junit import junit

        return junit(report)
    if form == "text":
        from codexctl.cli.policy.formats.plain import lines

        return "".join(f"{line}\n" for line in lines(report))
    import orjson

    from codexctl.cli.policy.formats.plain import figures
    from codexctl.cli.policy.formats.sarif import sarif

    data = sarif(report) if form == "sarif" else figures(report)
    return json_text(data, orjson.OPT_INDENT_2) + "\n"


def _tell_github(report: Report) -> None:
    from codexctl.cli.github.step import tell
    from codexctl.cli.policy.formats.github import remarks, summary
    from codexctl.environment import given

    tell(summary(report), remarks(report), given())


def _write(text: str, out: Path | None, *, force: bool) -> None:
    if out is None or str(out) == "-":
        click.echo(text, nl=False)
        return
    from codexctl.cli.trace.new_file import write_new

    content = click.unstyle(text).encode(errors="backslashreplace")
    write_new(out.absolute(), [content], replace=force)
    tell(f"{out} is written", err=True)


def _may_read_everybody(wanted: Wanted) -> None:
    if wanted.codex_homes:
        raise UsageError("--all-users and --codex-home cannot be combined", "use one at a time")
    if wanted.ask:
        raise UsageError("--all-users only reads files", "leave out --ask")
    if sys.platform != "win32" and not is_root():
        raise UsageError(
            "only root can read everybody's files", "sudo codexctl policy check --all-users"
        )


def _homes(wanted: Wanted) -> Iterator[tuple[Home, Mapping[str, str] | None]]:
    """The homes to check, each with its environment; None means this process's environment."""
    from codexctl.cli.policy.formats.report import Home
    from codexctl.health.codex_homes import codex_homes_of_all
    from codexctl.locations import locate

    if wanted.everybody:
        for user, path in codex_homes_of_all():
            # The auditor's variables do not apply to other users.
            yield Home(path, user), {"PATH": os.defpath}
    elif wanted.codex_homes:
        yield from ((Home(path.absolute()), None) for path in dict.fromkeys(wanted.codex_homes))
    else:
        yield Home(locate(os.environ).codex_home), None


def _audit(
    home: Home, wanted: Wanted, environ: Mapping[str, str] | None
) -> tuple[tuple[Finding, ...], Policy | None]:
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.health.policy_facts import gather
    from codexctl.health.policy_here import look_here
    from codexctl.policy.audit.check import check
    from codexctl.policy.audit.finding import Finding

    system, named = requirements_file().parent, wanted.everybody or bool(wanted.codex_homes)
    try:
        facts = gather(
            home.path if named else None, wanted.draft, system, ask=wanted.ask, environ=environ
        )
    except CodexctlError as error:
        if len(wanted.codex_homes) < 2 and not wanted.everybody:
            raise
        # An unreadable home must not hide the findings in the others.
        summary = f"this Codex home cannot be checked: {error.message}"
        found = Finding("config-unreadable", summary, str(home.path), error.hint)
        return (found,), look_here(wanted.draft).policy
    return check(facts), facts.policy
