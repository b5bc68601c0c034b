"""`codexctl selftest`: sends one test turn through the installed hook."""

from __future__ import annotations

import os
import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.selftest_lines import lines
from codexctl.cli.help.command import Command
from codexctl.cli.render import tell
from codexctl.cli.words.numbers import timeout_option
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM, CodexctlError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.codex.report.snapshot import Snapshot
    from codexctl.deliver.worker.selftest import Selftest

SCHEMA = "codexctl.selftest/1"


@click.command(cls=Command)
@timeout_option(20.0, "How long to wait, in seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(timeout: float, as_json: bool) -> int:
    """Send one test turn through the hook, and check that it arrives."""
    result = selftest(locate(os.environ), timeout)
    if as_json:
        import orjson

        click.echo(orjson.dumps({"schema": SCHEMA, "ok": result.ok, **asdict(result)}))
    else:
        for line in lines(result):
            tell(line)
    return 0 if result.ok else EXIT_PROBLEM


def selftest(locations: Locations, timeout: float) -> Selftest:
    """Run the selftest. Raises CodexctlError if codexctl's hook is not installed.

    `timeout` is in seconds, for all destinations together.
    """
    from codexctl.deliver.worker.selftest import run_selftest
    from codexctl.settings.managed import MANAGED

    command, by_machine = installed_command(locations)
    # The machine's hook also serves people who have set up no destination.
    environ = {**given(), MANAGED: "1"} if by_machine else given()
    return run_selftest(locations, environ, command, timeout_s=timeout)


def command_of(trigger: str, found: Snapshot) -> str:
    """The command to run instead of Codex: our Stop hook, the machine's, or our notify script.

    `trigger` is `notify`, `machine` or anything else for our own hook, which our plugin also runs.
    """
    from codexctl.codex.hooks.command import command_for

    if trigger == "notify":
        # With a single argument, the script does not call the person's own program.
        return f"{shlex.quote(str(found.locations.notify_script))} '{{}}'"
    machine = found.machine_script if trigger == "machine" else None
    return command_for(machine or found.locations.hook_script, "Stop")


def installed_command(locations: Locations) -> tuple[str, bool]:
    """The command that Codex would run, and whether it is the machine's.

    Looked for in this order: notify, our Stop hook, our plugin, the machine's hook in the
    administrator's files, the machine's hook as Codex reports it. Raises CodexctlError if there is
    none.
    """
    from codexctl.health.here import codex_here, hooks_path_here

    # Asking Codex takes a while and leaves files in its home, so files are read first.
    for asking in (False, True):
        found = codex_here(locations, hooks_path_here(locations), asking=asking)
        if found.by_notify:
            return command_of("notify", found), False
        for hook in found.ours:
            if hook.event.name == "Stop":
                return hook.command, False
        if found.by_plugin and not found.machine_script:
            return command_of("plugin", found), False
        if found.machine_script:
            return command_of("machine", found), True
    raise CodexctlError(
        f"{locations.hooks_json}: codexctl's hook is not installed", "codexctl setup"
    )
