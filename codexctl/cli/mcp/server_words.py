"""Makes a server's table of config.toml from the words and options of `mcp add`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from codexctl.cli.mcp.looks import has_secret
from codexctl.cli.mcp.secrets import Wanted
from codexctl.environment import given
from codexctl.errors import UsageError

PAIR = "KEY=VALUE"
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+\Z")  # RFC 9110, 5.1: a token


def table_of(
    name: str, words: tuple[str, ...], options: Mapping[str, Any], secrets: Wanted, *, project: bool
) -> dict[str, Any]:
    """The server's table in config.toml.

    `words` are the command of a program, empty for a server over HTTP; `options` are those of
    `mcp add` by their names; the values of `secrets` are not in the table, only how Codex gets
    them. Raises UsageError if the options cannot be combined, and for a value that looks like a
    secret: the table is written to a file.
    """
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
            raise UsageError(f"{option} {key}: without a value", f"{option} {PAIR}")
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
