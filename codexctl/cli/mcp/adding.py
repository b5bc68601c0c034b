"""`codexctl mcp add` and `secret`: a new server, with its secrets only in the keyring."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import click

from codexctl.cli.edits.editing import PROJECT, Wishes, carry_out, editing
from codexctl.cli.help.command import Command
from codexctl.cli.mcp.looks import has_secret
from codexctl.cli.mcp.proof import proof
from codexctl.cli.mcp.secrets import Wanted, check_headers_are_asked_for, read, wanted
from codexctl.cli.mcp.where import all_servers, file_here, file_options, unknown
from codexctl.cli.words.empty import VALUES
from codexctl.cli.words.numbers import MOST, Number
from codexctl.environment import given
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import locate

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")  # RFC 9110, 5.1: a token
_PAIR = "KEY=VALUE"


def _option(name: str, words: str, metavar: str = "", **more: Any) -> Callable[..., Any]:
    more = {"multiple": True, "metavar": metavar, **more} if metavar else more
    return click.option(name, help=words, **more)


@click.command(context_settings={"ignore_unknown_options": False}, cls=Command)
@click.argument("name")
@click.argument("words", nargs=-1, metavar="[-- COMMAND…]", type=VALUES)
@click.option("--url", default="", help="Address of a server over HTTP, instead of a command.")
@_option("--env", "An environment variable for the program.", _PAIR)
@_option("--env-var", "One of your environment variables to pass to the program.", "NAME")
@_option("--secret", "An environment variable (or header) with its value from the keyring.",
         "NAME")  # fmt: skip
@click.option("--secret-stdin", is_flag=True, help="Read each --secret as a line of stdin.")
@_option("--secret-env", "The same, copied from a variable of this shell.", "NAME[=VARIABLE]")
@click.option("--bearer-token-env-var", default="", metavar="NAME",
              help="The environment variable that contains an HTTP server's token.")  # fmt: skip
@_option("--header", "A header that is not secret.", _PAIR)
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
    table = _table(name, words, options, secrets, project=scope == PROJECT)
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


def _table(
    name: str, words: tuple[str, ...], options: Mapping[str, Any], secrets: Wanted, *, project: bool
) -> dict[str, Any]:
    """The server's table. Raises UsageError if the options cannot be combined."""
    from codexctl.codex.mcp.handing import MODULE, helper, through
    from codexctl.codex.mcp.server import is_name
    from codexctl.isolation import started_as

    if not is_name(name):
        raise UsageError(f"{name}: not a valid server name", "letters, digits, - and _")
    if bool(words) == bool(options["url"]):
        what = "both a command and an address" if words else "no command and no address"
        raise UsageError(f"{name}: {what}", "-- COMMAND…, or --url ADDRESS")
    _check_kind(options, over_http=bool(options["url"]))
    if project and secrets.names:
        what = "other people use this repository's file, but not your keyring"
        raise UsageError(what, "leave out --scope project, or name a variable: --env-var")
    table = _over_http(options) if options["url"] else _started(words, options)
    if secrets.names and options["url"]:
        _check_names(secrets.names, _HEADER, "header")
        before = {key: "Bearer " if key.lower() == "authorization" else "" for key in secrets.names}
        table["http_headers_helper"] = helper(name, before, started_as(MODULE), given())
    elif secrets.names:
        _check_names(secrets.names, _VARIABLE, "variable")
        table = through(table, name, secrets.names, started_as(MODULE))
    return table | _of_both(options)


def _started(words: tuple[str, ...], options: Mapping[str, Any]) -> dict[str, Any]:
    if has_secret(words):
        # The message does not repeat it. Other programs on this machine can see arguments, too.
        what = "an argument of the command looks like a secret, which would be written to a file"
        raise UsageError(what, "use an environment variable of the program: --secret NAME")
    env = _pairs("--env", options["env"], _VARIABLE, "variable")
    _check_plain("--env", env, "--secret")
    _check_names(options["env_var"], _VARIABLE, "variable")
    table: dict[str, Any] = {"command": words[0]}
    lists = {"args": list(words[1:]), "env_vars": list(options["env_var"]), "env": env}
    table |= {key: value for key, value in lists.items() if value}
    return table | ({"cwd": options["cwd"]} if options["cwd"] else {})


def _over_http(options: Mapping[str, Any]) -> dict[str, Any]:
    if not re.match(r"https?://[^\s/]+", options["url"]):
        raise UsageError(f"{options['url']}: not a valid address", "--url https://example.com/mcp")
    if re.match(r"https?://[^/@]*@", options["url"]):
        raise UsageError("--url contains a password", "--secret Authorization")
    if has_secret((options["url"],)):
        what = "--url contains what looks like a secret, which would be written to a file"
        raise UsageError(what, "use a header: --secret Authorization, or another one")
    headers = _pairs("--header", options["header"], _HEADER, "header")
    _check_plain("--header", headers, "--secret")
    variables = _pairs("--env-header", options["env_header"], _HEADER, "header")
    _check_names(variables.values(), _VARIABLE, "variable")
    if options["bearer_token_env_var"]:
        _check_names((options["bearer_token_env_var"],), _VARIABLE, "variable")
    table = {
        "url": options["url"],
        "bearer_token_env_var": options["bearer_token_env_var"],
        "http_headers": headers,
        "env_http_headers": variables,
    }
    return {key: value for key, value in table.items() if value}


def _of_both(options: Mapping[str, Any]) -> dict[str, Any]:
    def number(value: float | None) -> float | int | None:
        return int(value) if value is not None and value == int(value) else value

    table = {
        "startup_timeout_sec": number(options["startup_timeout"]),
        "tool_timeout_sec": number(options["tool_timeout"]),
        "enabled_tools": list(options["enable_tool"]) or None,
        "disabled_tools": list(options["disable_tool"]) or None,
        "enabled": False if options["disabled"] else None,
        "required": options["required"] or None,
    }
    return {key: value for key, value in table.items() if value is not None}


def _check_kind(options: Mapping[str, Any], *, over_http: bool) -> None:
    only = (
        ("env", "env_var", "cwd") if over_http else ("bearer_token_env_var", "header", "env_header")
    )
    for key in only:
        if options[key]:
            other = "a program" if over_http else "a server over HTTP"
            raise UsageError(f"--{key.replace('_', '-')} is for {other}", "codexctl mcp add --help")


def _pairs(option: str, said: Iterable[str], form: re.Pattern[str], what: str) -> dict[str, str]:
    pairs: dict[str, str] = {}
    for one in said:
        key, equals, value = one.partition("=")
        if not equals:
            raise UsageError(f"{option} {key}: without a value", f"{option} {_PAIR}")
        _check_names((key,), form, what)
        pairs[key] = value
    return pairs


def _check_names(names: Iterable[str], form: re.Pattern[str], what: str) -> None:
    for name in names:
        if not form.match(name):
            raise UsageError(f"{name}: not a valid name for a {what}", "codexctl mcp add --help")


def _check_plain(option: str, pairs: Mapping[str, str], instead: str) -> None:
    """Raises UsageError for a value that looks like a secret. The message does not repeat it."""
    from codexctl.cli.mcp.looks import looks_secret
    from codexctl.codex.secrets.names import is_secret

    for name, value in pairs.items():
        if is_secret(name, value, looks_secret()):
            what = f"{option} {name}: looks like a secret, which would be written to a file"
            raise UsageError(
                what, f"{instead} {name}, which asks for it and keeps it in the keyring"
            )
