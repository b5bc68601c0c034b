"""`codexctl mcp add` and `secret`: a new server, with its secrets only in the keyring."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import click

from codexctl.cli.edits.editing import PROJECT, Wishes, carry_out, editing
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.proof import proof
from codexctl.cli.mcp.secrets import Wanted, check_headers_are_asked_for, read, wanted
from codexctl.cli.mcp.server_words import PAIR, table_of
from codexctl.cli.mcp.where import all_servers, file_here, file_options, unknown
from codexctl.cli.words.empty import VALUES
from codexctl.cli.words.numbers import MOST, Number
from codexctl.errors import CodexctlError
from codexctl.locations import locate


def _option(name: str, words: str, metavar: str = "", **more: Any) -> Callable[..., Any]:
    more = {"multiple": True, "metavar": metavar, **more} if metavar else more
    return click.option(name, help=words, **more)


@click.command(context_settings={"ignore_unknown_options": False}, cls=Command)
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[-- COMMAND…]", type=VALUES)
@click.option("--url", default="", help="Address of a server over HTTP, instead of a command.")
@_option("--env", "An environment variable for the program.", PAIR)
@_option("--env-var", "One of your environment variables to pass to the program.", "NAME")
@_option("--secret", "An environment variable (or header) with its value from the keyring.",
         "NAME")  # fmt: skip
@click.option("--secret-stdin", is_flag=True, help="Read each --secret as a line of stdin.")
@_option("--secret-env", "The same, copied from a variable of this shell.", "NAME[=VARIABLE]")
@click.option("--bearer-token-env-var", default="", metavar="NAME",
              help="The environment variable that contains an HTTP server's token.")  # fmt: skip
@_option("--header", "A header that is not secret.", PAIR)
@_option("--env-header", "A header with its value in an environment variable.", "HEADER=VARIABLE")
@click.option("--cwd", default="", metavar="FOLDER", help="The program's working folder.")
@click.option("--startup-timeout", type=Number(0, MOST, fraction=True), metavar="SECONDS",
              help="How long Codex waits for the server to start.")  # fmt: skip
@click.option("--tool-timeout", type=Number(0, MOST, fraction=True), metavar="SECONDS",
              help="How long a call may take.")  # fmt: skip
@_option("--enable-tool", "Only these of its tools.", "TOOL")
@_option("--disable-tool", "All of its tools except these.", "TOOL")
@click.option("--disabled", is_flag=True, help="Add it, but do not let Codex start it yet.")
@click.option("--required", is_flag=True, help="Codex does not start without it.")
@click.option("--force", is_flag=True, help="Replace a server with the same name.")
@file_options
@editing
def add(name: str, words: tuple[str, ...], scope: str, profile: str, *, force: bool,
        wishes: Wishes, **options: Any) -> int:  # fmt: skip
    """Add a server: a program (`-- COMMAND…`) or an address (`--url`)."""
    from codexctl.cli.keys import kept
    from codexctl.codex.mcp.handing import entry
    from codexctl.edit.plans.config.mcp_servers import adding
    from codexctl.edit.plans.config_edit import plan_config

    locations = locate(os.environ)
    secrets = wanted(options["secret"], options["secret_env"])
    table = table_of(name, words, options, secrets, project=scope == PROJECT)
    if secrets.names and options["url"]:
        check_headers_are_asked_for(locations)
    path = file_here(locations, scope, profile)
    change, title = adding({name: table}, force=force)
    plan = plan_config(path, change, locations, title)  # raises if the name exists
    values: dict[str, str] = {}
    if not wishes.dry_run:
        bare = bool(options["url"])
        values = read(name, secrets, from_stdin=options["secret_stdin"],
                      no_input=wishes.no_input, bare=bare)  # fmt: skip
    instead = (
        "name a variable: --bearer-token-env-var NAME, or --env-header HEADER=NAME"
        if options["url"]
        else "name a variable of your shell: --env-var NAME"
    )
    keys = {entry(name, secret): value for secret, value in values.items()}
    with kept(keys, locations, instead):
        return carry_out(
            lambda: plan_config(path, change, locations, title),
            locations,
            wishes,
            notes=() if plan.is_empty else (f"test it: codexctl mcp test {name}",),
            proof=proof(
                locations,
                (name,),
                there=True,
                on=not options["disabled"],
                scope=scope,
                profile=profile,
            ),
        )


@click.command(cls=Command)
@click.argument("name")
@click.argument("secrets", nargs=-1, required=True, metavar="SECRET…")
@click.option("--secret-stdin", is_flag=True, help="Read each as a line of stdin.")
def secret(name: str, secrets: tuple[str, ...], *, secret_stdin: bool) -> int:
    """Put a new value for a server's variable or header into the keyring."""
    from codexctl.codex.mcp.handing import entry, secrets_of
    from codexctl.settings.keys import keychain

    locations = locate(os.environ)
    found = all_servers(locations)
    its = [one.server for one in found if one.server.name == name]
    if not its:
        raise unknown(name, found)
    known = [key for server in its for key in secrets_of(server.table)]
    for key in secrets:
        if key not in known:
            hint = f"it gets {', '.join(known)}" if known else f"codexctl mcp show {name}"
            raise CodexctlError(f"{name} does not get {key} from the keyring", hint)
    bare = any(server.url for server in its)
    values = read(name, Wanted(secrets, {}), from_stdin=secret_stdin, no_input=False, bare=bare)
    for key, value in values.items():
        keychain.store(entry(name, key), value, locations)
    click.echo(f"The secret is in the keyring; test it: codexctl mcp test {name}")
    return 0
