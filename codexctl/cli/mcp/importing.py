"""`codexctl mcp import`: imports servers from other programs' files, as one edit."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.edits.editing import PROJECT, Wishes, carry_out, editing
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.looks import looks_secret
from codexctl.cli.mcp.notes import From, notes_on, notes_on_others
from codexctl.cli.mcp.proof import proof
from codexctl.cli.mcp.secrets import check_headers_are_asked_for
from codexctl.cli.mcp.where import file_here, file_options
from codexctl.cli.render import can_ask
from codexctl.document import bounded_json
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations, locate
from codexctl.safe_read import read_text

if TYPE_CHECKING:
    from codexctl.codex.mcp.carried import Imported
    from codexctl.codex.mcp.formats import Format

# Claude's own file also has a history of every project in it.
_MOST_BYTES = 64 << 20


@click.command("import", cls=Command)
@click.argument("names", nargs=-1, metavar="[SERVER…]")
@click.option("--from", "program", default="", metavar="PROGRAM",
              help="Only this program's: claude, cursor, vscode or gemini.")  # fmt: skip
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="Import from this file; add --from if its name does not show its "
                   "format.")  # fmt: skip
@click.option("--force", is_flag=True, help="Replace servers with the same name.")
@file_options
@editing
def import_(names: tuple[str, ...], program: str, path: Path | None, scope: str, profile: str, *,
            force: bool, wishes: Wishes) -> int:  # fmt: skip
    """Import MCP servers from Claude, Cursor, VS Code and Gemini; their files are not changed.

    Secrets in those files are put into the keyring. Without SERVER, all servers are imported.
    """
    from codexctl.cli.keys import kept
    from codexctl.codex.mcp.handing import entry
    from codexctl.edit.plans.config.mcp_servers import adding
    from codexctl.edit.plans.config_edit import plan_config

    _check_no_file(names)
    locations = locate(os.environ)
    every = list(_found(locations, program, path))
    found = _wanted(every, names)
    notes = tuple(line for one in found for line in (*notes_on(one), *notes_on_others(one, every)))
    usable = [one.server for one in found if one.server.problem is None]
    if not usable:
        for line in notes:
            click.echo(f"note: {line}", err=True)
        raise CodexctlError("no server can be imported", "codexctl mcp add --help")
    if scope == PROJECT and any(one.secrets for one in usable):
        what = "a server has a secret, and other people use this repository's file"
        raise UsageError(what, "leave out --scope project")
    if any(one.secrets and "url" in one.table for one in usable):
        check_headers_are_asked_for(locations)
    asking = not wishes.dry_run and can_ask(no_input=wishes.no_input)
    tables = {one.name: _table(one) for one in usable}
    target = file_here(locations, scope, profile)
    change, title = adding(tables, force=force)
    plan_config(target, change, locations, title)  # raises if a name exists
    keys, lacking = _secrets(usable, asking=asking)
    notes += tuple(lacking)
    kept_keys = {} if wishes.dry_run else {entry(*key): value for key, value in keys.items()}
    with kept(kept_keys, locations, _without_keyring(usable)):
        return carry_out(
            lambda: plan_config(target, change, locations, f"mcp import {' '.join(tables)}"),
            locations,
            wishes,
            notes=notes,
            proof=proof(locations, _enabled(tables), there=True, scope=scope, profile=profile),
        )


def _without_keyring(servers: Sequence[Imported]) -> str:
    """The commands to use on a machine without a keyring."""
    plain = [one.name for one in servers if not one.secrets]
    others = "those with a secret: codexctl mcp add NAME --env-var (or --bearer-token-env-var) NAME"
    return f"codexctl mcp import {' '.join(plain)}; {others}" if plain else others


def _enabled(tables: dict[str, dict[str, Any]]) -> list[str]:
    return [name for name, table in tables.items() if table.get("enabled") is not False]


def _found(locations: Locations, program: str, path: Path | None) -> Iterator[From]:
    """All servers in the chosen files. Raises CodexctlError if there are none."""
    from codexctl.codex.mcp.foreign import imported
    from codexctl.codex.mcp.inputs import inputs_of
    from codexctl.codex.mcp.plain_json import plain_json
    from codexctl.projects.root import project_at

    project = project_at(Path.cwd(), locations.codex_home) or Path.cwd()
    seen = False
    for written, file in _files(locations, program, path, project):
        try:
            data = bounded_json.loads(plain_json(_text(file, is_named=path is not None)))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            what = error.strerror if isinstance(error, OSError) else f"is not JSON: {error}"
            raise CodexctlError(f"{file}: {what}", "name another: --file") from None
        inputs = inputs_of(data, written.inputs) if isinstance(data, dict) else {}
        for table in written.tables(data, project) if isinstance(data, dict) else ():
            for server in imported(table, written, looks_secret(), inputs):
                seen = True
                yield From(server, file)
    if not seen:
        if path:
            raise CodexctlError(f"there is no MCP server in {path}", "codexctl mcp import --help")
        where = "the files of Claude, Cursor, VS Code and Gemini"
        raise CodexctlError(f"there is no MCP server in {where}", "codexctl mcp import --file FILE")


def _check_no_file(names: Sequence[str]) -> None:
    """Raise UsageError for a file where the name of a server is expected."""
    for name in names:
        # A server may have the name of a file beside it, but none ends like one.
        if Path(name).suffix and Path(name).is_file():
            hint = f"codexctl mcp import --file {shlex.quote(name)}"
            raise UsageError(f"{name} is a file, not the name of a server", hint)


def _text(file: Path, *, is_named: bool) -> str:
    """Read a program's file. Unless the person named it, it must be a regular file, not a pipe."""
    return file.read_text("utf-8") if is_named else read_text(file, _MOST_BYTES)


def _files(
    locations: Locations, program: str, path: Path | None, project: Path
) -> Iterator[tuple[Format, Path]]:
    from codexctl.codex.mcp.formats import format_of, formats
    from codexctl.wording import did_you_mean

    known = formats()
    if program and program not in known:
        hint = did_you_mean(program, known, f"one of {', '.join(known)}")
        raise UsageError(f"--from {program}: not a supported program", hint)
    if path:
        written = known[program] if program else format_of(path.absolute())
        if written is None:
            hint = f"--from {' or '.join(known)}"
            raise UsageError(f"{path}: unknown format", hint)
        yield written, path
        return
    for written in [known[program]] if program else known.values():
        for file in written.paths(locations.home, project):
            yield written, file


def _wanted(found: list[From], names: Sequence[str]) -> list[From]:
    """The wanted servers; if several files have the same name, the first that can be imported."""
    from codexctl.wording import did_you_mean

    usable_first = sorted(found, key=lambda one: one.server.problem is not None)
    first = {one.server.name: one for one in reversed(usable_first)}
    for name in names:
        if name not in first:
            hint = did_you_mean(name, first, f"there are {', '.join(sorted(first))}")
            raise CodexctlError(f"there is no MCP server {name} to import", hint)
    order = {one.server.name: one for one in found}
    return [first[name] for name in (names or order)]


def _table(server: Imported) -> dict[str, Any]:
    from codexctl.codex.mcp.handing import MODULE, helper, through
    from codexctl.isolation import started_as

    table, start = dict(server.table), started_as(MODULE)
    if not server.secrets:
        return table
    if "url" in table:
        before = {name: server.prefixes.get(name, "") for name in server.secrets}
        return table | {"http_headers_helper": helper(server.name, before, start, given())}
    return through(table, server.name, tuple(server.secrets), start)


def _secrets(
    servers: Sequence[Imported], *, asking: bool
) -> tuple[dict[tuple[str, str], str], list[str]]:
    """The values for the keyring, by server and name; and notes on values that are missing."""
    keys, lacking = dict[tuple[str, str], str](), list[str]()
    for server in servers:
        for name, value in server.secrets.items():
            found = value
            if found is None and asking:
                prompt = f"{name} of {server.name}"
                found = click.prompt(
                    prompt, hide_input=True, err=True, default="", show_default=False
                )
            if found:
                keys[server.name, name] = found
            else:
                lacking.append(
                    f"{server.name} still needs {name}: codexctl mcp secret {server.name} {name}"
                )
    return keys, lacking
