"""`codexctl permissions`: the sandbox, when Codex asks, and the folders that it trusts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from codexctl.cli.edits.editing import (
    Wishes,
    carry_out,
    editing,
    json_option,
    scope_here,
    scope_option,
)
from codexctl.cli.groups import Group
from codexctl.cli.render import paint, print_json, tell
from codexctl.cli.words.choices import Choice
from codexctl.codex.parts.permissions import (
    APPROVAL,
    APPROVAL_POLICIES,
    NETWORK,
    SANDBOX,
    SANDBOX_MODES,
    TRUSTED,
    UNTRUSTED,
    USUAL,
    WRITABLE,
)
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.projects.trust_key import trust_key
from codexctl.wording import counted, safe

SCHEMA = "codexctl.permissions/1"


@click.group(cls=Group)
def command() -> None:
    """What Codex may do without asking: sandbox, approval, folders."""


@command.command()
@json_option
def show(*, as_json: bool) -> int:
    """Show what your config.toml allows, and which folders Codex trusts."""
    from codexctl.codex.parts.permissions import projects
    from codexctl.document.data import MISSING, lookup
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.shown import shown_copy

    path = locate(os.environ).config_toml
    config = read_config(path)
    said = {key: lookup(config, key) for key in USUAL}
    said = {key: one if one is MISSING else shown_copy(one, key) for key, one in said.items()}
    known = list(projects(config))
    if as_json:
        rows = [{"path": one.path, "level": one.level, "gone": one.is_gone} for one in known]
        values = {key: None if value is MISSING else value for key, value in said.items()}
        print_json({"schema": SCHEMA, "file": str(path), "sandbox_mode": values[SANDBOX],
                    "approval_policy": values[APPROVAL], "network_access": values[NETWORK],
                    "writable_roots": values[WRITABLE], "projects": rows})  # fmt: skip
        return 0
    for key, value in said.items():
        unset = value is MISSING
        note = "  (Codex's default)" if unset else ""
        tell(f"{key[-1]}: {_said(USUAL[key] if unset else value)}{note}")
    for one in known:
        mark = paint("✓", "green") if one.level == TRUSTED else "-"
        note = f"  {paint('gone', 'yellow')}" if one.is_gone else ""
        tell(f"{mark} {safe(one.level) or 'not set'}  {safe(one.path)}{note}")
    gone = sum(one.is_gone for one in known)
    if gone:
        tell(f"{counted(gone, 'folder')} no longer exist: codexctl permissions prune", err=True)
    return 0


def _said(value: Any) -> str:
    from codexctl.document.toml.shown import shown_value

    if value == []:
        return "none"
    return safe(value) if isinstance(value, str) else safe(shown_value(value))


@command.command("set")
@click.option("--sandbox", type=Choice(SANDBOX_MODES), help="What commands may touch.")
@click.option("--approval", type=Choice(APPROVAL_POLICIES), help="When Codex asks first.")
@click.option("--network", type=Choice(("on", "off")),
              help="Whether commands reach the network in workspace-write.")  # fmt: skip
@click.option("--writable", multiple=True, metavar="FOLDER",
              help="Another folder that workspace-write may write to.")  # fmt: skip
@click.option(
    "--not-writable",
    multiple=True,
    metavar="FOLDER",
    help="A folder that it may no longer write to.",
)
@scope_option
@editing
def set_(sandbox: str | None, approval: str | None, network: str | None, writable: tuple[str, ...],
         not_writable: tuple[str, ...], scope: str, *, wishes: Wishes) -> int:  # fmt: skip
    """Set what Codex may do; several at once are one edit."""
    from codexctl.document.data import lookup
    from codexctl.edit.files.read_config import read_config
    from codexctl.edit.plans.config.permissions import setting_all
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    path = scope_here(locations, scope).config
    values: dict[tuple[str, ...], Any] = {}
    if sandbox:
        values[SANDBOX] = sandbox
    if approval:
        values[APPROVAL] = approval
    if network:
        values[NETWORK] = network == "on"
    if writable or not_writable:
        there = lookup(read_config(path), WRITABLE)
        kept = there if isinstance(there, list) else []
        leaving = set(map(_absolute, not_writable))
        roots = [*kept, *(folder for folder in map(_absolute, writable) if folder not in kept)]
        values[WRITABLE] = [folder for folder in roots if folder not in leaving]
    if not values:
        raise UsageError("nothing to set", "codexctl permissions set --sandbox workspace-write")
    change, title = setting_all(values, "permissions set")
    notes = _notes(values)
    return carry_out(
        lambda: plan_config(path, change, locations, title), locations, wishes, notes=notes
    )


def _notes(values: dict[tuple[str, ...], Any]) -> tuple[str, ...]:
    if values.get(SANDBOX) == "danger-full-access" and values.get(APPROVAL) == "never":
        return ("Codex will run any command, anywhere, without asking",)
    return ()


def _absolute(folder: str) -> str:
    return trust_key(Path(folder).expanduser().resolve())


@command.command()
@click.argument("folders", nargs=-1)
@editing
def trust(folders: tuple[str, ...], *, wishes: Wishes) -> int:
    """Make Codex trust folders (default: this repository), so that it reads their .codex."""
    return _level(folders, TRUSTED, wishes)


@command.command()
@click.argument("folders", nargs=-1)
@editing
def untrust(folders: tuple[str, ...], *, wishes: Wishes) -> int:
    """Record that Codex must not trust folders (default: this repository); it then does not ask."""
    return _level(folders, UNTRUSTED, wishes)


@command.command()
@click.argument("folders", nargs=-1, required=True)
@editing
def forget(folders: tuple[str, ...], *, wishes: Wishes) -> int:
    """Remove the entries of folders: Codex asks about them again."""
    from codexctl.codex.parts.permissions import projects
    from codexctl.edit.files.read_config import read_config

    locations = locate(os.environ)
    known = [one.path for one in projects(read_config(locations.config_toml))]
    return _forget([_known(folder, known) for folder in folders], locations, wishes)


@command.command()
@editing
def prune(*, wishes: Wishes) -> int:
    """Remove the entries of folders that no longer exist.

    A folder on a disk that is not mounted now also counts as one: check the diff.
    """
    from codexctl.codex.parts.permissions import projects
    from codexctl.edit.files.read_config import read_config

    locations = locate(os.environ)
    known = projects(read_config(locations.config_toml))
    gone = [one.path for one in known if one.is_gone]
    return _forget(gone, locations, wishes)


def _level(folders: tuple[str, ...], level: str, wishes: Wishes) -> int:
    from codexctl.edit.plans.config.permissions import trusting
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    roots = list(_roots(folders, locations))
    change, title = trusting(roots, level)
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, wishes
    )


def _forget(paths: Iterable[str], locations: Locations, wishes: Wishes) -> int:
    from codexctl.edit.plans.config.permissions import forgetting
    from codexctl.edit.plans.config_edit import plan_config

    change, title = forgetting(paths)
    return carry_out(
        lambda: plan_config(locations.config_toml, change, locations, title), locations, wishes
    )


def _roots(folders: tuple[str, ...], locations: Locations) -> Iterator[str]:
    """The key of each folder: what Codex looks up is the canonical path.

    Raises UsageError for anything that is not a folder.
    """
    from codexctl.projects.root import project_at

    if not folders:
        root = project_at(Path.cwd(), locations.codex_home)
        if root is None:
            raise UsageError(
                "this folder is not in a repository", "codexctl permissions trust FOLDER"
            )
        folders = (str(root),)
    for folder in folders:
        path = Path(folder).expanduser()
        if not path.is_dir():
            raise UsageError(f"{folder}: no such folder", "codexctl permissions trust FOLDER")
        yield trust_key(path.resolve())


def _known(folder: str, known: list[str]) -> str:
    """A folder as it is written in the file; `folder` may be any path to it."""
    from codexctl.wording import did_you_mean

    for spelling in (folder, folder.rstrip("/"), _absolute(folder)):
        if spelling in known:
            return spelling
    hint = did_you_mean(folder, known, "codexctl permissions show")
    raise CodexctlError(f"config.toml has no entry for {folder}", hint)
