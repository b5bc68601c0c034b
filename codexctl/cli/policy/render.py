"""`codexctl policy render`: writes files with which Codex itself enforces the policy."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.editing import Wishes, carry_out, editing
from codexctl.cli.help.command import Command
from codexctl.cli.render import print_json, tell
from codexctl.cli.words.choices import Choice
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan
    from codexctl.policy.file.model import Policy

SCHEMA = "codexctl.render/1"
REQUIREMENTS, MANAGED_CONFIG, MDM, HOOK = "requirements", "managed-config", "mdm", "hook"
KINDS = (REQUIREMENTS, MANAGED_CONFIG, MDM, HOOK)
FORMATS = ("mobileconfig", "plist", "values")
PLATFORMS = ("linux", "darwin")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A file's text, a description of where it belongs, and its permissions there."""

    kind: str
    text: str
    belongs: str
    mode: int = 0o644


@dataclass(frozen=True, slots=True)
class Choices:
    """The options, apart from the kind."""

    policy: Path | None
    script: Path | None
    only: bool
    form: str | None
    python: Path
    platform: str


@click.command(cls=Command)
@click.argument("kind", type=Choice(KINDS))
@click.option("--policy", type=click.Path(path_type=Path), metavar="FILE",
              help="Use this policy instead of the machine's.")  # fmt: skip
@click.option("--hook-script", "script", type=click.Path(path_type=Path), metavar="PATH",
              help="The path of the machine's hook script.")  # fmt: skip
@click.option("--managed-hooks-only", "only", is_flag=True,
              help="Let Codex run no other hooks.")  # fmt: skip
@click.option("--format", "form", type=Choice(FORMATS),
              help="mdm: a profile (default), a property list, or key=value lines.")  # fmt: skip
@click.option("--python", type=click.Path(path_type=Path), default=Path(sys.executable),
              metavar="PATH", help="hook: the interpreter that has codexctl.")  # fmt: skip
@click.option("--platform", type=Choice(PLATFORMS), help="The system of the machines.")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
              help="Write to this file instead of to stdout.")  # fmt: skip
@editing
def command(
    *,
    kind: str,
    policy: Path | None,
    script: Path | None,
    only: bool,
    form: str | None,
    python: Path,
    platform: str | None,
    out: Path | None,
    wishes: Wishes,
) -> int:
    """Write the files that make Codex itself follow the policy.

    requirements: managed hooks and pins that users cannot change. managed-config: the pins as
    configuration, for older versions of Codex. mdm: both for macOS device management. hook: the
    script that the managed hooks run, the same for everybody on a machine.
    """
    choices = Choices(policy, script, only, form, python, platform or _usual_platform(kind))
    made = _rendered(kind, choices)
    if out is not None:
        return _written(made, out, wishes)
    if wishes.as_json:
        print_json({"schema": SCHEMA, "kind": made.kind, "belongs": made.belongs,
                    "owner": "root", "mode": f"{made.mode:04o}", "text": made.text})  # fmt: skip
    else:
        click.echo(made.text, nl=False)
        tell(f"codexctl: this belongs in {made.belongs}", err=True)
    return 0


def _usual_platform(kind: str) -> str:
    if kind == MDM:
        return "darwin"
    return sys.platform if sys.platform in PLATFORMS else "linux"


def _rendered(kind: str, choices: Choices) -> Rendered:
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.policy.render.codex_files import Managed, managed_config, requirements
    from codexctl.policy.render.hook import hook_script, script_place
    from codexctl.policy.render.mdm import DOMAIN, MOBILECONFIG, preferences, rendered

    if choices.form and kind != MDM:
        raise UsageError(f"--format is for {MDM}", "codexctl policy render --help")
    managed = Managed(_absolute(choices.script or script_place(choices.platform)), choices.only)
    if kind == HOOK:
        text = hook_script(str(_python(choices.python)), choices.platform)
        return Rendered(kind, text, f"{managed.script}, owned by root, mode 0755", 0o755)
    policy = _policy(choices.policy)
    file = requirements_file(choices.platform)
    if kind == REQUIREMENTS:
        belongs = f"{file}, owned by root; the hook script in {managed.script}"
        return Rendered(kind, requirements(policy, managed), belongs)
    if kind == MANAGED_CONFIG:
        belongs = f"{file.with_name('managed_config.toml')}, owned by root"
        return Rendered(kind, managed_config(policy), belongs)
    values = preferences(requirements(policy, managed), managed_config(policy))
    belongs = f"the preferences of {DOMAIN}; the hook script in {managed.script}"
    return Rendered(kind, rendered(values, choices.form or MOBILECONFIG), belongs)


def _policy(path: Path | None) -> Policy:
    """The policy of this machine, or of a file that is not installed yet."""
    from codexctl.policy.file.here import policy_on
    from codexctl.policy.file.read import read

    locations = locate(os.environ)
    found = policy_on(locations) if path is None else read(path.absolute(), owner=None)
    if found is None:
        missing = locations.policy_file if path is None else path
        raise CodexctlError(f"{missing}: there is no policy to render", "codexctl policy init")
    if found.problem:
        raise CodexctlError(f"the policy cannot be used: {found.problem}", "codexctl policy show")
    return found


def _python(path: Path) -> Path:
    """The interpreter, with a warning if others than root can replace it."""
    from codexctl.policy.file.ownership import foreign_hand

    python = _absolute(path)
    try:
        problem = foreign_hand(python, 0)
    except OSError as error:
        problem = f"cannot be looked at: {error.strerror}"
    if problem:
        tell(f"note: the interpreter {python} {problem}", err=True)
    return python


def _absolute(path: Path) -> Path:
    if not path.is_absolute():
        raise UsageError(f"{path} is not an absolute path", "codexctl policy render --help")
    return path


def _written(made: Rendered, out: Path, wishes: Wishes) -> int:
    from codexctl.edit.files.read import read
    from codexctl.edit.plan import FileEdit, Plan

    path = out.absolute()
    if not path.parent.is_dir():
        # Folders that an edit makes are private, but everybody must be able to read this one.
        raise CodexctlError(
            f"{path.parent}: there is no such folder", f"install -d -m 755 {path.parent}"
        )

    def plan() -> Plan:
        before, after = read(path), made.text.encode()
        edits = () if before == after else (FileEdit(path, before, after, made.mode),)
        return Plan(edits, f"policy render {made.kind}")

    return carry_out(plan, locate(os.environ), wishes, notes=(f"it belongs in {made.belongs}",))
