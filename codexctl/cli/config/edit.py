"""`codexctl config edit`: opens a copy in your editor; it is applied only if Codex accepts it."""

from __future__ import annotations

import os
import shlex
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from codexctl.cli.edits.asking import confirm
from codexctl.cli.edits.editing import PROJECT, Wishes, carry_out, editing, scope_here, scope_option
from codexctl.cli.help.command import Command
from codexctl.cli.render import can_ask, tell
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.edit.plan import Plan

_USUAL = "vi"


@click.command(cls=Command)
@scope_option
@editing
def edit(scope: str, *, wishes: Wishes) -> int:
    """Open config.toml in your editor ($VISUAL, $EDITOR); what you save is checked, then applied.

    Nothing is written before you have seen the diff. If somebody else changes the file meanwhile,
    both changes are merged.
    """
    from codexctl.edit.files.read import read
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    path = scope_here(locations, scope).config
    before = (read(path) or b"").decode()
    with tempfile.TemporaryDirectory(prefix="codexctl-edit-") as folder:
        copy = Path(folder) / "config.toml"
        copy.write_text(before, "utf-8")
        with _kept_if_ended(copy, before, locations):
            after = _edited(copy, locations, project=scope == PROJECT, no_input=wishes.no_input)

    def change(text: str) -> str:
        return after if text == before else _together(before, after, text)

    def replan() -> Plan:
        return plan_config(path, change, locations, "config edit")

    try:
        return carry_out(replan, locations, wishes)
    except (CodexctlError, click.Abort):
        if after != before and not wishes.dry_run:
            _keep(after.encode(), locations)
        raise


def _edited(copy: Path, locations: Locations, *, project: bool, no_input: bool) -> str:
    """The edited text once it is valid; the person may edit again until then."""
    while True:
        _run_editor(copy)
        try:
            text = copy.read_bytes().decode("utf-8")
            problems = _problems(text, project=project)
        except UnicodeDecodeError:
            problems = ["it is not UTF-8 text"]
        except OSError as error:
            what = f"the copy cannot be read: {error.strerror}"
            raise CodexctlError(what, "codexctl config edit") from None
        if not problems:
            return text
        for problem in problems:
            tell(f"✗ {safe(problem)}", err=True)
        asking = can_ask(no_input=no_input)
        if not asking or not confirm("Edit again?", default=True, err=True):
            kept = _kept(copy.read_bytes(), locations)
            raise CodexctlError(f"not applied; what you wrote is in {kept}", "codexctl config edit")


def _problems(text: str, *, project: bool) -> list[str]:
    from codexctl.codex.config.findings import Weight
    from codexctl.codex.report.config_check import config_findings

    found = config_findings(text, "config.toml", project=project)
    return [str(one) for one in found if one.weight is Weight.rejected]


def _run_editor(copy: Path) -> None:
    environ = given()
    words = shlex.split(environ.get("VISUAL") or environ.get("EDITOR") or _USUAL)
    try:
        code = _wait_for([*words, str(copy)], environ)
    except (OSError, IndexError):
        what = words[0] if words else "the editor"
        raise UsageError(f"{what}: cannot be started", "export EDITOR=…") from None
    if code:
        what = f"{words[0]} ended with {code}; nothing is changed"
        raise CodexctlError(what, "codexctl config edit")


def _wait_for(command: list[str], environ: Mapping[str, str]) -> int:
    with subprocess.Popen(command, env=dict(environ)) as editor:
        try:
            return editor.wait()
        except (KeyboardInterrupt, SystemExit):
            # Asked to end, not killed: an editor puts the terminal in order.
            editor.terminate()
            raise


@contextmanager
def _kept_if_ended(copy: Path, before: str, locations: Locations) -> Iterator[None]:
    """Keep what the person saved so far if codexctl is ended while the editor is open."""
    try:
        yield
    except (KeyboardInterrupt, SystemExit):
        with suppress(OSError):
            content = copy.read_bytes()
            if content != before.encode():
                _keep(content, locations)
        raise


def _keep(content: bytes, locations: Locations) -> None:
    """Keep what the person wrote and say where; a full disk has its own message."""
    with suppress(OSError, CodexctlError):
        kept = _kept(content, locations)
        tell(f"note: not applied; what you wrote is in {safe(str(kept))}", err=True)


def _kept(content: bytes, locations: Locations) -> Path:
    from codexctl.edit.files.stage import make_folders, write_own

    path = locations.data_dir / "config.toml.rejected"
    make_folders(path.parent)
    write_own(path, content)
    return path


def _together(before: str, after: str, now: str) -> str:
    """The person's edit, applied to a file that somebody else changed meanwhile."""
    from codexctl.document.three_way import Conflict, revert_lines

    try:
        # The edit is treated as undoing a change from the edited text to the old text: undoing it
        # in the file as it is now makes the editor's change.
        return revert_lines(after, before, now)
    except Conflict:
        raise CodexctlError(
            "somebody changed the same lines in the meantime", "codexctl config edit"
        ) from None
