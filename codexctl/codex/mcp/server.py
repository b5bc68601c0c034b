"""One server of `[mcp_servers]`: which kind it is, and why Codex would not start with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codexctl.document.data import KeyPath

TABLE = "mcp_servers"
# The names that `codex mcp add` accepts (0.169.0).
_NAME = re.compile(r"[A-Za-z0-9_-]{1,128}\Z")


class Transport(StrEnum):
    """How Codex talks to a server; the words are those of `codex mcp list --json`."""

    stdio = "stdio"
    http = "streamable_http"


class Fault(StrEnum):
    """Why Codex does not start with a server's table (0.169.0 was asked for each)."""

    no_table = "no-table"
    no_transport = "no-transport"
    two_transports = "two-transports"
    token_in_file = "token-in-file"  # noqa: S105 - the name of a fault
    misplaced = "misplaced-key"
    wrong_type = "wrong-type"


# The members that only one transport has. A member in neither list fits both.
OF_STDIO = ("command", "args", "env", "env_vars", "cwd")
OF_HTTP = (
    *("url", "bearer_token_env_var", "http_headers", "env_http_headers", "http_headers_helper"),
    *("oauth_resource", "scopes", "oauth"),
)
_TEXT, _FLAG, _NUMBER = "a text", "true or false", "a number"
_TEXTS, _PAIRS = "a list of texts", "a table of texts"
TYPES: Mapping[str, str] = {
    **dict.fromkeys(("command", "cwd", "url", "bearer_token_env_var", "oauth_resource"), _TEXT),
    **dict.fromkeys(("http_headers_helper",), _TEXT),
    **dict.fromkeys(("args", "scopes", "enabled_tools", "disabled_tools"), _TEXTS),
    **dict.fromkeys(("env", "http_headers", "env_http_headers"), _PAIRS),
    **dict.fromkeys(("enabled", "required"), _FLAG),
    **dict.fromkeys(("startup_timeout_sec", "tool_timeout_sec"), _NUMBER),
}


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a table; `key` is the member that shows it, empty for the whole."""

    fault: Fault
    key: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """A server by its name, as its table says (plain data)."""

    name: str
    table: Mapping[str, Any]

    @property
    def transport(self) -> Transport:
        """How Codex talks to it; of a table with a fault, what comes nearest."""
        return Transport.http if "url" in self.table else Transport.stdio

    @property
    def is_enabled(self) -> bool:
        """Whether Codex starts it."""
        return self.table.get("enabled") is not False

    @property
    def command(self) -> tuple[str, ...]:
        """The program and its arguments; empty for a server over HTTP."""
        if "command" not in self.table:
            return ()
        return (str(self.table["command"]), *map(str, self.table.get("args") or ()))

    @property
    def url(self) -> str:
        """The address; empty for a server that Codex starts."""
        return str(self.table.get("url", ""))


def place(name: str) -> KeyPath:
    """Where a server is in a config.toml."""
    return (TABLE, name)


def is_name(text: str) -> bool:
    """Whether Codex takes it for the name of a server."""
    return bool(_NAME.match(text))


def servers(config: Mapping[str, Any]) -> dict[str, Server]:
    """The servers of one file, by name; what is not a table of tables has none."""
    found = config.get(TABLE)
    if not isinstance(found, Mapping):
        return {}
    return {
        name: Server(name, table if isinstance(table, Mapping) else {})
        for name, table in found.items()
    }


def wrong(table: object) -> Wrong | None:
    """Why Codex would not start with this table; None where it would."""
    if not isinstance(table, Mapping):
        return Wrong(Fault.no_table)
    if "bearer_token" in table:
        return Wrong(Fault.token_in_file, "bearer_token")
    if "command" in table and "url" in table:
        return Wrong(Fault.two_transports, "url")
    if "command" not in table and "url" not in table:
        return Wrong(Fault.no_transport)
    other = OF_STDIO if "url" in table else OF_HTTP
    if (key := next((key for key in other if key in table), "")) != "":
        return Wrong(Fault.misplaced, key)
    key = next(
        (key for key, must in TYPES.items() if key in table and not _is(table[key], must)), ""
    )
    return Wrong(Fault.wrong_type, key) if key else None


def _is(value: object, must: str) -> bool:
    if must == _TEXT:
        return isinstance(value, str)
    if must == _FLAG:
        return isinstance(value, bool)
    if must == _NUMBER:
        return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0
    if must == _TEXTS:
        return isinstance(value, list) and all(isinstance(one, str) for one in value)
    return isinstance(value, Mapping) and all(isinstance(one, str) for one in value.values())


def said(found: Wrong) -> str:
    """The fault as a sentence without its subject: `has both command and url`."""
    key = found.key
    return {
        Fault.no_table: "is not a table",
        Fault.no_transport: "has neither command nor url",
        Fault.two_transports: "has both command and url",
        Fault.token_in_file: "has a token in the file, which Codex refuses",
        Fault.misplaced: f"has {key}, which is for the other kind of server",
        Fault.wrong_type: f"has a {key} that is not {TYPES.get(key, '')}",
    }[found.fault]
