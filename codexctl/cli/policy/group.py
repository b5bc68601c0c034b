"""`codexctl policy`: writes, shows and explains the policy, and audits a machine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from codexctl.cli import known_values
from codexctl.cli.edits.editing import json_option
from codexctl.cli.groups import Group
from codexctl.cli.render import tell
from codexctl.cli.words.choices import Choice
from codexctl.errors import UsageError
from codexctl.locations import locate
from codexctl.settings.capture import CATEGORIES, CaptureMode


# The largest command is in a separate module.
@click.group(cls=Group, elsewhere={"render": "policy.render:command"})
def command() -> None:
    """The administrator's policy: start, show, explain, check, render."""


def draft_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the option to use another policy file than the installed one to a command."""
    return click.option(
        "--policy",
        "draft",
        type=click.Path(exists=True, dir_okay=False, path_type=Path),
        help="Use this file as the policy, even if root does not own it.",
    )(function)


@command.command()
@click.option("--out", default="-", metavar="FILE|-", help="Where to write it. Default: stdout.")
@click.option("--max", "most", type=Choice(list(CaptureMode.__members__)), help="The cap.")
@click.option("--exclude", multiple=True, type=Choice(sorted(CATEGORIES)), metavar="CATEGORY",
              help="Content that nobody may capture; may be repeated.")  # fmt: skip
@click.option("--allow", multiple=True, metavar="URL", help="Where traces may go; may be repeated.")
@click.option("--contact", default="", metavar="TEXT", help="A contact, which every refusal names.")
@click.option("--force", is_flag=True, help="Overwrite an existing file.")
@click.option("--dry-run", is_flag=True, help="Only show what would be written.")
def init(
    out: str,
    most: str | None,
    exclude: tuple[str, ...],
    allow: tuple[str, ...],
    contact: str,
    *,
    force: bool,
    dry_run: bool,
) -> None:
    """Write a commented policy to start from, with every key, most of them commented out."""
    from codexctl.policy.file.starter import starter

    locations = locate(os.environ)
    said = {
        "capture.max": most,
        "capture.exclude": sorted(set(exclude)),
        "destinations.allow": list(dict.fromkeys(allow)),
        "support.contact": contact,
    }
    text = starter(locations.policy_file, {key: value for key, value in said.items() if value})
    if out == "-":
        click.echo(text, nl=False)
    else:
        _write(Path(out).absolute(), text, force=force, dry_run=dry_run)
    owner = "owned by root, with mode 0644, in folders that only root can write"
    tell(f"It belongs at {locations.policy_file}, {owner}.", err=True)
    tell("Then check the result: codexctl policy show", err=True)


@command.command()
@draft_option
@json_option
def show(draft: Path | None, *, as_json: bool) -> int:
    """Show which limits apply to you on this machine, each with the line that sets it."""
    from codexctl.cli.policy.show import report_limits

    return report_limits(draft, as_json=as_json)


@command.command()
@click.argument("key", default="", shell_complete=known_values.policy_keys)
@click.option("--sample", metavar="FILE|-", help="Show what would be masked in this text instead.")
@draft_option
@json_option
def explain(key: str, sample: str | None, draft: Path | None, *, as_json: bool) -> int:
    """Explain KEY: its meaning, its values and its value here. Without KEY, explain all keys."""
    if sample is not None:
        from codexctl.cli.policy.sample import report_sample

        if key:
            raise UsageError("a key and --sample cannot be combined", "use one at a time")
        return report_sample(sample, draft, as_json=as_json)
    from codexctl.cli.policy.show import report_keys

    return report_keys(key, draft, as_json=as_json)


@command.command()
@click.option("--codex-home", "homes", multiple=True,
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="The Codex home to check; repeatable. Default: yours.")  # fmt: skip
@click.option("--all-users", "everybody", is_flag=True,
              help="Check everybody's Codex on this machine; for root.")  # fmt: skip
@click.option("--ask", is_flag=True, help="Ask the installed Codex as well.")
@draft_option
@click.option("--format", "form", type=Choice(("text", "json", "sarif", "junit", "github")),
              help="The format: text (default), or one for CI.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write to this file instead of to stdout (-).")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace an existing FILE.")
@click.option("--send", is_flag=True,
              help="Send the ids and numbers of the findings to the policy's "
                   "destinations.")  # fmt: skip
@click.option("--quiet", is_flag=True,
              help="With --send: print nothing; exit 0 if it arrived.")  # fmt: skip
@json_option
def check(
    homes: tuple[Path, ...],
    draft: Path | None,
    form: str | None,
    out: Path | None,
    *,
    everybody: bool,
    ask: bool,
    force: bool,
    send: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Check a machine against the policy; exit 1 if something violates it.

    It only reads files, so it can check other users' Codex homes; --ask starts the Codex on the
    PATH.
    """
    from codexctl.cli.policy.check import Wanted, report_check

    if quiet and not send:
        raise UsageError("--quiet needs --send", "leave it out")
    if as_json and form not in (None, "json"):
        raise UsageError(f"--json and --format {form} cannot be combined", "use one of them")
    if form == "github" and (out or quiet):
        raise UsageError(
            "--format github always writes to stdout and stderr", "leave out --out, --quiet"
        )
    wanted = Wanted(homes, draft, everybody, ask)
    chosen = "json" if as_json else form or "text"
    return report_check(wanted, chosen, out, force=force, send=send, quiet=quiet)


def _write(path: Path, text: str, *, force: bool, dry_run: bool) -> None:
    """Write the file, through the package `edit`: only that package writes files."""
    from codexctl.cli.edits.applying import applied
    from codexctl.cli.edits.interruption import settled_first
    from codexctl.cli.edits.outcome import show as show_plan
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit, Plan

    if not path.parent.is_dir():
        hint = f"sudo install -d -m 0755 {path.parent}"
        raise UsageError(f"there is no folder {path.parent}", hint)

    def plan() -> Plan:
        before = read(path)
        if before is not None and not force:
            raise UsageError(f"{path} exists already", "add --force to overwrite it")
        return Plan((FileEdit(path, before, text.encode(), 0o644),), "policy init")

    settled_first(locate(os.environ), dry_run=dry_run)
    if dry_run:
        show_plan(plan())
        return
    applied(plan, locate(os.environ), asking=False)
    tell(f"{path} is written; codexctl undo undoes it.", err=True)
