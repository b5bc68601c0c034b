"""`codexctl prompts`: custom prompts, which Codex no longer offers."""

from __future__ import annotations

import click

from codexctl.cli.guidance.listing import options, report, view
from codexctl.cli.help.command import Command

SCHEMA = "codexctl.prompts/1"


@click.command(cls=Command)
@options
def command(*, offline: bool, as_json: bool) -> int:
    """List custom prompts, and whether your Codex still offers them.

    They are the files `prompts/*.md`. Whether Codex offers them is known from its release: Codex
    itself cannot be asked.
    """
    from codexctl.codex.guidance.rules import prompts

    here = view(offline=offline).here
    return report(list(prompts(here)), SCHEMA, here.version, "no custom prompts", as_json=as_json,
                  asked=False)  # fmt: skip
