"""`policy check --send`: sends the ids and numbers of findings to the policy's destinations."""

from __future__ import annotations

import os
import time

import click

from codexctl.cli.policy.formats.report import Report, counts
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import locate
from codexctl.wording import safe


def sent(report: Report, *, started_ns: int, quiet: bool) -> int:
    """Send it, and print the results on stderr; returns 1 if any destination did not accept it.

    `started_ns` is when the audit began, in nanoseconds since 1970. Raises CodexctlError if the
    policy defines no destination.
    """
    from codexctl.deliver.answer import Verdict
    from codexctl.deliver.audit.send_audit import send_audit

    ended_ns = time.time_ns()
    answers = list(send_audit(counts(report), started_ns, ended_ns, locate(os.environ), given()))
    if not answers:
        raise CodexctlError(
            "the policy defines no destination to send this to",
            "codexctl policy explain destination",
        )
    for name, answer in answers:
        is_taken = answer.verdict is Verdict.accepted
        said = "sent" if is_taken else f"not sent: {safe(answer.reason)}"
        if not quiet:
            click.echo(f"{safe(name)}: {said}", err=True)
    taken = [answer.verdict is Verdict.accepted for _, answer in answers]
    return 0 if all(taken) else EXIT_PROBLEM
