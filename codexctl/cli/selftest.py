"""`codexctl selftest`: one marked turn through the hook that is installed."""

from __future__ import annotations

import os
import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from codexctl.deliver.selftest import Selftest

SCHEMA = "codexctl.selftest/1"


@click.command()
@click.option("--timeout", default=20.0, show_default=True, help="Seconds to wait at most.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(timeout: float, as_json: bool) -> int:
    """Send one marked turn through the installed hook and wait until it has arrived."""
    result = selftest(locate(os.environ), timeout)
    if as_json:
        import orjson

        click.echo(orjson.dumps({"schema": SCHEMA, "ok": result.ok, **asdict(result)}))
    else:
        for line in lines(result):
            click.echo(line)
    return 0 if result.ok else EXIT_PROBLEM


def selftest(where: Locations, timeout: float) -> Selftest:
    """Run the selftest. Raises CodexctlError when no hook of ours is installed."""
    from codexctl.deliver.selftest import run_selftest

    return run_selftest(where, os.environ, installed_command(where), timeout_s=timeout)


def command_of(trigger: str, where: Locations) -> str:
    """What a shell runs in Codex's place: our Stop hook, or our notify script."""
    from codexctl.codex.hook_command import command_for

    if trigger == "notify":
        # A single argument means that the person's own program is not called.
        return f"{shlex.quote(str(where.notify_script))} '{{}}'"
    return command_for(where.hook_script, "Stop")


def installed_command(where: Locations) -> str:
    """The command that Codex would run: that of our Stop hook in hooks.json, else notify's."""
    from codexctl.cli.standing import codex_standing, hooks_path_here
    from codexctl.codex.hook_command import our_hooks

    found = codex_standing(where, hooks_path_here(where), asking=False)
    if found.by_notify:
        return command_of("notify", where)
    for hook in our_hooks(found.hooks, where.hook_script):
        if hook.event.name == "Stop":
            return hook.command
    raise CodexctlError(f"{where.hooks_json}: codexctl's hook is not installed", "codexctl setup")


def lines(result: Selftest) -> Iterator[str]:
    """The result, a line a fact."""
    if result.hook_problem:
        yield f"✗ {result.hook_problem}"
        return
    yield f"✓ the installed hook returned after {result.hook_ms:.0f} ms and printed nothing"
    for arrival in result.arrivals:
        if arrival.problem:
            yield f"✗ {arrival.destination}: {arrival.problem}"
        else:
            yield f"✓ {arrival.destination}: the marked turn arrived after {arrival.took_ms} ms"
