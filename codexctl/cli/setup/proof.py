"""The proof at the end of setup: what Codex sees now, then a marked turn, line by line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.outcome import Outcome, tell_checks, tell_selftest
from codexctl.environment import given
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.edit.intent.wanted import Intent


def proven(outcome: Outcome, intent: Intent, locations: Locations, *, aloud: bool) -> Outcome:
    """Ask Codex what it sees, and send a marked turn through the hook; `aloud` says so meanwhile.

    Nothing is left to belief: the result is what Codex and the destinations answered.
    """
    from codexctl.cli.setup.selftest import command_of
    from codexctl.deliver.worker.selftest import run_selftest
    from codexctl.health.here import codex_here
    from codexctl.health.registry import codex_checks

    if aloud:
        click.echo("Proving it …", err=True)
    found = codex_here(locations, intent.hooks_path(locations), asking=True)
    outcome = replace(outcome, checks=codex_checks(found))
    if aloud:
        tell_checks(outcome)
    selftest = run_selftest(locations, given(), command_of(intent.trigger, found))
    outcome = replace(outcome, selftest=selftest)
    if aloud:
        tell_selftest(outcome)
    return outcome
