"""`codexctl rules`: which command rule files Codex reads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from codexctl.cli.guidance.listing import options, report, view
from codexctl.cli.help.command import Command

SCHEMA = "codexctl.rules/1"


@click.command(cls=Command)
@options
def command(*, offline: bool, as_json: bool) -> int:
    """List the command rule files that apply here.

    One broken file disables all rules.     If Codex is installed, `codex execpolicy check` is
    asked.
    """
    from codexctl.codex.guidance.items import Item
    from codexctl.codex.guidance.rules import checked, required, rules
    from codexctl.codex.guidance.word import rules_fault

    seen = view(offline=offline)
    items = rules(seen.here)

    def judged(binary: Path, home: Path, cwd: Path, environ: Any) -> list[Item]:
        return checked(items, lambda file: rules_fault(binary, home, cwd, environ, file))

    word = seen.ask(judged)
    shown = [*required(seen.here), *(items if word is None else word)]
    return report(shown, SCHEMA, seen.here.version, "no rules",
                  as_json=as_json, asked=word is not None)  # fmt: skip
