"""`codexctl skills`: which skills Codex finds here."""

from __future__ import annotations

import click

from codexctl.cli.guidance.listing import options, report, view
from codexctl.cli.help.command import Command

SCHEMA = "codexctl.skills/1"


@click.command(cls=Command)
@options
def command(*, offline: bool, as_json: bool) -> int:
    """List the skills that Codex finds from here, or rejects."""
    from codexctl.codex.guidance.skills import skills
    from codexctl.codex.guidance.word import list_skills, skills_by

    seen = view(offline=offline)
    items = skills(seen.here)
    word = seen.ask(list_skills)
    if word is not None:
        items = skills_by(word, items, seen.here.home)
    table = seen.here.config.get("skills")
    if isinstance(table, dict) and table.get("include_instructions") is False:
        note = "skills.include_instructions = false: the model is shown no list of skills"
        click.echo(note, err=True)
    return report(items, SCHEMA, seen.here.version, "no skills", as_json=as_json,
                  asked=word is not None)  # fmt: skip
