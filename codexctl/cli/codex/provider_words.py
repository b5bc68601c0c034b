"""Makes a table of config.toml from the options of `providers add`."""

from __future__ import annotations

import re
from typing import Any

from codexctl.cli.render import can_ask
from codexctl.errors import UsageError

_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def table_of(name: str, options: dict[str, Any], *, keyring: bool) -> dict[str, Any]:
    """The provider's table. Raises UsageError if the options cannot be combined."""
    from codexctl.cli.mcp.looks import has_secret, looks_secret
    from codexctl.codex.parts.providers import BUILT_IN, MODULE, from_keyring
    from codexctl.codex.secrets.names import is_secret
    from codexctl.isolation import started_as

    if not _NAME.match(name):
        raise UsageError(f"{name}: not a valid provider name", "letters, digits, - and _")
    if name in BUILT_IN:
        raise UsageError(
            f"{name} is built into Codex and cannot be replaced", "choose another name"
        )
    if not re.match(r"https?://[^\s/@]+(?:/|$)", options["base_url"]):
        # The message does not repeat it: it may contain a password.
        raise UsageError("--base-url: not a valid address", "--base-url https://example.com/v1")
    if has_secret((options["base_url"],)):
        what = "--base-url contains what looks like a secret, which would be written to a file"
        raise UsageError(what, "--secret, or --env-key")
    if keyring and options["env_key"]:
        raise UsageError("use either a variable or the keyring", "--env-key or --secret")
    if options["env_key"] and not _VARIABLE.match(options["env_key"]):
        raise UsageError(
            "--env-key takes the name of a variable, not a key", "--secret asks for it"
        )
    pairs = {
        key: _pairs(option, options[key])
        for key, option in (("headers", "--header"), ("query", "--query"))
    }
    for key, value in (*pairs["headers"].items(), *pairs["query"].items()):
        if is_secret(key, value, looks_secret()):
            raise UsageError(
                f"{key} looks like a secret, which would be written to a file",
                "--secret, or --env-key",
            )
    table = {
        "name": options["title"] or name,
        "base_url": options["base_url"].rstrip("/"),
        "wire_api": "responses",
        "env_key": options["env_key"],
        "http_headers": pairs["headers"],
        "query_params": pairs["query"],
        "auth": from_keyring(name, started_as(MODULE)) if keyring else {},
    }
    return {key: value for key, value in table.items() if value}


def _pairs(option: str, said: tuple[str, ...]) -> dict[str, str]:
    pairs = {}
    for one in said:
        key, equals, value = one.partition("=")
        if not equals or not key:
            raise UsageError(f"{option} {key}: without a value", f"{option} KEY=VALUE")
        pairs[key] = value
    return pairs


def read_key(name: str, *, from_stdin: bool, no_input: bool) -> str:
    """The key, typed or piped in. Raises UsageError if there is neither a terminal nor a pipe."""
    from codexctl.cli.keys import read_stdin, typed

    if from_stdin:
        return read_stdin()
    if not can_ask(no_input=no_input):
        raise UsageError(
            "--secret: no terminal to ask for it", "--secret-stdin, or --env-key VARIABLE"
        )
    return typed(name)
