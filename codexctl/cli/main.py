"""The command tree. A group's module is imported only when one of its commands is asked for."""

from __future__ import annotations

import click

from codexctl import __version__
from codexctl.cli.commands import COMMANDS
from codexctl.cli.groups import Group


# Each command's imports are its own: `--help` and completion load none of them.
@click.group(
    cls=Group,
    elsewhere={name: f"{module}:command" for name, (module, _) in COMMANDS.items()},
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.version_option(__version__, "-V", "--version", prog_name="codexctl")
def codexctl() -> None:
    """Set up, govern and observe OpenAI's Codex CLI."""
