"""Shared by the four lists: where to look, asking Codex, and printing a list."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from codexctl.cli.render import paint, print_json, tell
from codexctl.environment import given
from codexctl.errors import EXIT_PROBLEM
from codexctl.locations import locate
from codexctl.wording import counted, safe

if TYPE_CHECKING:
    from codexctl.cli.config.layers_here import FoundLayers
    from codexctl.codex.guidance.here import Here
    from codexctl.codex.guidance.items import Item

_LONGEST = 72  # characters of a description
_Answer = TypeVar("_Answer")


@dataclass(frozen=True, slots=True)
class View:
    """A folder with the layers that apply in it, and the Codex to ask; None without one."""

    here: Here
    found: FoundLayers
    binary: Path | None

    def ask(self, question: Callable[[Path, Path, Path, Any], _Answer]) -> _Answer | None:
        """Ask the installed Codex; None if it should not be asked, or does not answer.

        `question` takes the binary, the Codex home, the current folder and the environment.
        """
        from codexctl.codex.asking.app_server import CodexSilent

        if self.binary is None:
            return None
        try:
            return question(self.binary, self.here.home, self.here.folders[-1], given())
        except CodexSilent as silent:
            tell(f"only from the files: {safe(silent.message)}", err=True)
            return None


def options(function: Any) -> Any:
    """Add the options of the four lists to a command."""
    from codexctl.cli.edits.editing import json_option

    offline = click.option("--offline", is_flag=True, help="Only read the files: do not ask Codex.")
    return json_option(offline(function))


def view(*, offline: bool) -> View:
    """Read what applies in the current folder. Raises CodexctlError for an unreadable file."""
    from codexctl.cli.config.layers_here import layers_here
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.asking.version import installed_version
    from codexctl.codex.guidance.here import Here, folders_of
    from codexctl.codex.layers.here import Kind
    from codexctl.codex.layers.words import effective, merged
    from codexctl.edit.files.read_config import read_config
    from codexctl.projects.root import project_at

    locations = locate(os.environ)
    home, cwd = locations.codex_home, Path.cwd()
    found = layers_here(locations, "", (), offline=offline)
    passed = {
        layer.file.path.parent.parent
        for layer in found.layers
        if layer.kind is Kind.project and layer.disabled and layer.file
    }
    here = Here(
        home, locations.home, requirements_file().parent,
        folders_of(cwd, project_at(cwd, home)),
        merged(effective(found.layers, found.allowed)), read_config(locations.config_toml),
        frozenset(passed) if found.version else None,
        found.version or installed_version(given(), home, start=False),
    )  # fmt: skip
    return View(here, found, find_codex(given()) if found.version else None)


def report(
    items: Sequence[Item], schema: str, version: str, nothing: str, *, as_json: bool, **more: Any
) -> int:
    """Print a list; returns the exit code: 1 if Codex rejects one of the items.

    `nothing` is the text for an empty list; `more` are further members of the JSON.
    """
    code = EXIT_PROBLEM if any(item.is_rejected for item in items) else 0
    if as_json:
        print_json({"schema": schema, "codex": version or None, **more,
                    "items": [_row(item) for item in items]})  # fmt: skip
        return code
    width = max((len(safe(item.name)) for item in items), default=0)
    for item in items:
        mark = paint("✓", "green") if item.is_used else "-"
        if item.is_rejected:
            mark = paint("✗", "red")
        size = f", {counted(item.size, 'byte')}" if item.size is not None else ""
        tell(f"{mark} {safe(item.name):<{width}}  {item.owner.value}  "
                   f"{safe(item.file)}{size}")  # fmt: skip
        if item.why:
            tell(f"    {safe(item.why)}")
        if item.description:
            text = item.description
            short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
            tell(f"    “{safe(short)}”")
    if not items:
        tell(nothing, err=True)
    return code


def _row(item: Item) -> dict[str, Any]:
    return {
        "name": item.name,
        "file": item.file,
        "layer": item.owner.value,
        "used": item.is_used,
        "state": item.fate.value,
        "why": item.why,
        "size": item.size,
        "description": item.description,
    }
