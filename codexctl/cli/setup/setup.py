"""`codexctl setup`: flags or wizard, one diff, yes or no, apply, proof."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask
from codexctl.cli.setup.options import setup_options
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate

if TYPE_CHECKING:
    from codexctl.cli.setup.preparing import Wishes


@click.command(cls=Command)
@setup_options
def command(
    scope: str,
    *,
    dry_run: bool,
    yes: bool,
    no_input: bool,
    no_proof: bool,
    as_json: bool,
    api_key_stdin: bool,
    in_place: bool,
    take_over: str,
    **words: Any,
) -> int:
    """Set up tracing: plan, show the diff, apply, test the result.

    Without flags it asks; with --yes, or without a terminal, flags decide everything.
    """
    # Imported here: the help does not need it.
    from codexctl.cli.edits.interruption import settled_first
    from codexctl.cli.setup.answers import by_flags
    from codexctl.cli.setup.carrying_out import carry_out, check_room
    from codexctl.cli.setup.preparing import Wishes
    from codexctl.edit.intent.flags import flags_from

    locations, asking = locate(os.environ), can_ask(no_input=no_input or as_json)
    said = settled_first(locations, dry_run=dry_run, quiet=as_json)
    root = _project(locations) if scope == "project" else None
    # Checked before the first question, so that nobody answers ten questions in vain.
    if asking and not (yes or dry_run):
        check_room(locations)
    wishes = Wishes(
        dry_run=dry_run,
        yes=yes,
        asking=asking,
        no_proof=no_proof,
        as_json=as_json,
        in_place=in_place,
        key_from_stdin=api_key_stdin,
        is_trust_named=bool(words["trust"]),
        said=said,
    )
    flags = flags_from(words)
    if asking and not (yes or flags.decide or take_over):
        return _by_wizard(wishes, locations, root)
    return carry_out(by_flags(flags, take_over, locations, root), wishes, locations)


def _by_wizard(wishes: Wishes, locations: Locations, root: Path | None) -> int:
    """Ask, and ask again if the person goes back from the diff."""
    from codexctl.cli.setup.answers import by_wizard
    from codexctl.cli.setup.carrying_out import carry_out, untouched
    from codexctl.wizard.interview import Interview, Left
    from codexctl.wizard.question import Back
    from codexctl.wizard.terminal import asker, introduce, sum_up

    steps, questions = by_wizard(locations, root)
    introduce(len(steps))
    talk = Interview(asker(given()), sum_up)
    while True:
        try:
            with untouched():
                answers = talk.hold(questions)
            return carry_out(answers, wishes, locations, is_wizard=True)
        except Back:
            continue
        except Left:
            raise CodexctlError("nothing was changed") from None


def _project(locations: Locations) -> Path:
    from codexctl.projects.root import project_at

    root = project_at(Path.cwd(), locations.codex_home)
    if root is None:
        raise UsageError("--scope project: this folder is not in a repository", "cd to one first")
    return root
