"""The file that a command about servers edits, and the servers of all files that apply here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.edits.editing import PROJECT, scope_here, scope_option
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations

if TYPE_CHECKING:
    from codexctl.codex.config.written import Written
    from codexctl.codex.mcp.server import Server

_PROFILE = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


@dataclass(frozen=True, slots=True)
class Found:
    """A server, as `written` in a file.

    `layer` is the layer of the file; `is_shadowed` says that a file with precedence has a server
    with the same name.
    """

    server: Server
    layer: str
    written: Written
    is_shadowed: bool = False

    @property
    def file(self) -> Path:
        """The file's path."""
        return self.written.path

    @property
    def at(self) -> str:
        """The file with the line; computed only when shown, because it takes a millisecond."""
        from codexctl.codex.mcp.server import place

        return self.written.at(place(self.server.name))


def file_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that choose a file, a repository's or a profile's, to a command."""
    profile = click.option(
        "--profile", default="", metavar="NAME", help="Use this profile's file instead."
    )
    return scope_option(profile(function))


def file_here(locations: Locations, scope: str, profile: str) -> Path:
    """The chosen file. Raises UsageError if the options cannot be combined."""
    if not profile:
        return scope_here(locations, scope).config
    if scope == PROJECT:
        raise UsageError(
            "a profile belongs to you, not to a repository", "leave out one of the two"
        )
    if not _PROFILE.match(profile):
        raise UsageError(f"{profile}: not a valid profile name", "letters, digits, - and _")
    return locations.codex_home / f"{profile}.config.toml"


def all_servers(locations: Locations) -> list[Found]:
    """The servers of every file that applies in this folder, the highest layer first.

    Raises CodexctlError if a file cannot be read.
    """
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.config.files import Layer, config_files
    from codexctl.codex.mcp.server import servers

    found: list[Found] = []
    seen: set[str] = set()
    for one in config_files(locations.codex_home, Path.cwd(), requirements_file().parent):
        if one.layer is Layer.requirements:
            continue
        if one.file.problem:
            raise CodexctlError(f"{one.file.path} {one.file.problem}", "codexctl config validate")
        for name, server in servers(one.file.data).items():
            # A profile counts only in a run that asks for it.
            is_profile = one.layer is Layer.profile
            shadowed = name in seen and not is_profile
            found.append(Found(server, one.layer.value, one.file, shadowed))
            if not is_profile:
                seen.add(name)
    return found


def chosen(locations: Locations, names: tuple[str, ...]) -> Iterator[Found]:
    """The servers of these names as Codex would use them.

    Raises CodexctlError for a name that is in no file.
    """
    found = all_servers(locations)
    for name in names:
        its = [one for one in found if one.server.name == name and not one.is_shadowed]
        # Files that apply to every run come before a profile's.
        its.sort(key=lambda one: one.layer == "profile")
        if not its:
            raise unknown(name, found)
        yield its[0]


def unknown(name: str, found: list[Found]) -> CodexctlError:
    """The error for an unknown server, with the most similar name."""
    from codexctl.wording import did_you_mean

    names = sorted({one.server.name for one in found})
    hint = did_you_mean(name, names, "codexctl mcp list")
    return CodexctlError(f"there is no MCP server {name}", hint)
