"""Places of Codex's files that hold a secret by what they are for, however the secret looks.

Redaction knows secrets by their form, and a short key has none. Here the place says it: a header
named `Authorization`, a variable named `GITHUB_TOKEN`, the word behind `--api-key`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.codex.secrets.names import names_query_secret, names_secret, secret_words
from codexctl.codex.secrets.words import words
from codexctl.document.data import Place

# Tables whose keys people choose freely, by the table's name.
TABLES = ("env", "http_headers", "headers", "query_params", "set")
_ITSELF = ("bearer_token", "experimental_bearer_token", "api_key", "token")
# A placeholder for a secret that is elsewhere, or that must still be filled in.
_NO_SECRET = re.compile(
    r"""\s*(?: \$ .* | (?:bearer|basic|token)\s+(?:\$.*|<.*>)? | %\w+% | \{\{.*\}\} | <.*>
    | \*+ | x{3,} | \.{3} | your[-_ ].* | change[-_]?me | true | false | none | null )?\s*""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
# Nothing that Codex reads is nested deeper; a hostile file may be.
_DEEPEST = 20
_WITHIN = ("mcp_servers", "model_providers", "otel", "shell_environment_policy", "plugins")


def secrets_by_place(data: Mapping[str, Any], *, is_hooks: bool) -> Iterator[tuple[Place, str]]:
    """The places with a secret in them, each with what it is, in words.

    `data` is a parsed config.toml, or with `is_hooks` a parsed hooks.json.
    """
    if not is_hooks:
        for table in _WITHIN:
            yield from _below(data.get(table), (table,))
    yield from _commands(data.get("hooks"), ("hooks",))
    yield from _words(data.get("notify"), ("notify",))


def _below(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    if not isinstance(value, Mapping) or len(at) > _DEEPEST:
        return
    is_named = at[-1] in TABLES
    for key, member in value.items():
        here = (*at, key)
        if isinstance(member, str):
            tells = names_secret(key) if is_named else key in _ITSELF
            tells = tells or (at[-1] == "query_params" and names_query_secret(key))
            if tells and _is_secret(member):
                yield here, "a key by its name"
        elif key == "args":
            yield from _words(member, here)
        else:
            yield from _below(member, here)


def _words(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """An argument list: what is behind an option that takes a secret, or in a header."""
    listed = value if isinstance(value, list) else []
    for index in _secret_words([word if isinstance(word, str) else "" for word in listed]):
        yield (*at, index), "a key in an argument"


def _commands(value: Any, at: Place) -> Iterator[tuple[Place, str]]:
    """The commands of hooks, wherever they are below `hooks`."""
    if len(at) > _DEEPEST:
        return
    if isinstance(value, Mapping):
        for key, member in value.items():
            if key in ("command", "commandWindows", "command_windows") and isinstance(member, str):
                if any(True for _ in _secret_words(words(member))):
                    yield (*at, key), "a key in a command"
            elif key != "state":
                yield from _commands(member, (*at, key))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from _commands(member, (*at, index))


def _secret_words(said: list[str]) -> Iterator[int]:
    for index, part in secret_words(said):
        if _is_secret(part) and not (part == said[index] and part.startswith("-")):
            yield index


def _is_secret(value: str) -> bool:
    return _NO_SECRET.fullmatch(value) is None
