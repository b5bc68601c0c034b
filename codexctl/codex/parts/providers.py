"""Model providers: whom Codex asks, and by which key."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from codexctl.document.data import KeyPath

TABLE, CHOSEN = "model_providers", "model_provider"
MODULE = "codexctl.settings.keys.handed"
_KEY = "key"
# The providers that every Codex knows without a table (0.130.0 to 0.169.0), with their addresses.
BUILT_IN: Mapping[str, str] = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://localhost:11434/v1",
    "lmstudio": "http://localhost:1234/v1",
}
USUAL = "openai"


class KeySource(StrEnum):
    """Where Codex has a provider's key from."""

    none = "none"
    login = "login"
    variable = "variable"
    keyring = "keyring"
    command = "command"
    file = "file"


@dataclass(frozen=True, slots=True)
class Provider:
    """A provider by its name; `table` is empty for a built-in one."""

    name: str
    table: Mapping[str, Any]
    is_built_in: bool = False

    @property
    def address(self) -> str:
        """Where requests go, without the path of one."""
        return str(self.table.get("base_url") or BUILT_IN.get(self.name, ""))

    @property
    def variable(self) -> str:
        """The variable that holds the key; empty for none."""
        return str(self.table.get("env_key") or "")

    @property
    def key_source(self) -> KeySource:
        """Where the key is from."""
        table = self.table
        if table.get("experimental_bearer_token"):
            return KeySource.file
        if isinstance(table.get("auth"), Mapping):
            is_ours = MODULE in (table["auth"].get("args") or ())
            return KeySource.keyring if is_ours else KeySource.command
        if self.variable:
            return KeySource.variable
        is_openais = self.name == USUAL and self.is_built_in
        return (
            KeySource.login if is_openais or table.get("requires_openai_auth") else KeySource.none
        )


def place(name: str) -> KeyPath:
    """Where a provider is in a config.toml."""
    return (TABLE, name)


def providers(config: Mapping[str, Any]) -> Iterator[Provider]:
    """The built-in providers, then those of a file; of one name the file's."""
    tables = config.get(TABLE)
    own = dict(tables) if isinstance(tables, Mapping) else {}
    for name in BUILT_IN:
        if name not in own:
            yield Provider(name, {}, is_built_in=True)
    for name, table in own.items():
        yield Provider(str(name), table if isinstance(table, Mapping) else {})


def entry(name: str) -> str:
    """The name of a provider's key in the keyring."""
    return f"provider:{name}"


def from_keyring(name: str, start: Sequence[str]) -> dict[str, Any]:
    """The `auth` table by which Codex asks us for a key; `start` are the words for MODULE."""
    return {"command": start[0], "args": [*start[1:], _KEY, name]}
