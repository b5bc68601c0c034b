"""`codexctl update`: say how this installation is upgraded, and do it on request."""

from __future__ import annotations

import json
import shlex
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote, urlsplit

import click

from codexctl import __version__
from codexctl.cli.edits.outcome import agree
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, print_json
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.isolation import ourselves
from codexctl.settings.installation import Installation, installation

SCHEMA = "codexctl.update/1"


@click.command(cls=Command)
@click.option("--dry-run", is_flag=True, help="Only say how.")
@click.option("--yes", is_flag=True, help="Upgrade without asking.")
@click.option("--no-input", is_flag=True, help="Never ask anything.")
@click.option("--json", "as_json", is_flag=True, help="Print what there is to know as JSON.")
def command(*, dry_run: bool, yes: bool, no_input: bool, as_json: bool) -> int:
    """Upgrade codexctl the way it was installed.

    What Codex calls is renewed then. Nothing is looked up before you say yes.
    """
    found = this_installation()
    if as_json:
        print_json({"schema": SCHEMA, "version": __version__, "installed": found.how,
                    "command": list(found.upgrade)})  # fmt: skip
        return 0
    click.echo(f"codexctl {__version__}, installed {found.how}")
    click.echo(
        shlex.join(found.upgrade) or "No command upgrades that: do as you did when you got it."
    )
    if dry_run:
        return 0
    if not found.upgrade:
        raise CodexctlError("codexctl cannot upgrade this installation", "upgrade it as you got it")
    agree("Run this?", yes=yes, asking=can_ask(no_input=no_input))
    done = subprocess.run(found.upgrade, env=given(), check=False)
    if done.returncode:
        raise CodexctlError(f"{found.upgrade[0]} failed with {done.returncode}", "see above")
    # By the new code, in a process of its own.
    return subprocess.run([*ourselves(), "sync"], env=given(), check=False).returncode


def this_installation() -> Installation:
    """Look at the interpreter that runs us."""
    return installation(
        Path(sys.prefix), sys.executable, _source(), has_pip=find_spec("pip") is not None
    )


def _source() -> str:
    """The folder that we were installed from, by the record that installers leave (PEP 610)."""
    try:
        record = distribution("codexctl").read_text("direct_url.json")
    except PackageNotFoundError:
        return str(Path(__file__).parents[2])
    url = urlsplit(json.loads(record)["url"]) if record else None
    return unquote(url.path) if url and url.scheme == "file" else ""
