"""`codexctl prompts`: custom prompts, which Codex no longer offers."""

from __future__ import annotations

import click

from codexctl.cli.guidance.listing import options, report, view

SCHEMA = "codexctl.prompts/1"


@click.command()
@options
def command(*, offline: bool, as_json: bool) -> int:
    """List custom prompts (`prompts/*.md`), and whether the installed Codex still offers them.

    By the files and Codex's release: Codex itself has no word on them.
    """
    from codexctl.codex.guidance.rules import prompts

    here = view(offline=offline).here
    return report(list(prompts(here)), SCHEMA, here.version, "no custom prompts", as_json=as_json,
                  asked=False)  # fmt: skip
