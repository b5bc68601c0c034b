"""A copy of what a file says that may be shown: each secret is replaced by `*****`.

A place decides first: whatever is among a server's variables or headers is hidden, secret or
not. What redaction knows by its form is hidden anywhere. Nothing is hidden in the files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from codexctl.codex.secrets.names import (
    names_query_secret,
    names_secret,
    secret_words,
    secrets_in_line,
)
from codexctl.codex.secrets.places import TABLES
from codexctl.document.data import Place

if TYPE_CHECKING:
    from codexctl.redact.masker import Masker

# As `codex mcp list` writes it.
HIDDEN = "*****"
# People choose the names below these tables, so a name says nothing about its value.
_NAMED_BY_PEOPLE = frozenset(
    {"mcp_servers", "model_providers", "profiles", "projects", "plugins", "agents"}
)
_REFERENCE = re.compile(r"\$\{?[A-Za-z_]\w*\}?|(?i:bearer|basic|token) \$\{?[A-Za-z_]\w*\}?")
_LOGIN = re.compile(r"(?<=://)[^/?#\s]*@")
_PARAMETER = re.compile(r"(?<=[?&#;])([\w.\-\[\]]+)=([^&#\s\"']+)")
_MARK = re.compile(r"\[redacted:[a-z0-9-]+\]")


def hidden(value: Any, at: Place = (), masker: Masker | None = None) -> Any:
    """A copy of plain data with its secrets hidden. `at` is where it is in its file.

    Without a `masker` only places decide.
    """
    shown = _by_place(value, at, is_secret=any(_is_secret(at[:end]) for end in _ends(at)))
    if masker is None:
        return shown
    return _by_form(shown, masker.mask_all(shown), masker)


def _ends(at: Place) -> range:
    return range(1, len(at) + 1)


def _is_secret(at: Place) -> bool:
    """Whether the last name of a place says that all below it is secret."""
    name, above = at[-1], at[-2] if len(at) > 1 else ""
    if not isinstance(name, str) or above in _NAMED_BY_PEOPLE:
        return False
    if name in TABLES:
        return name != "set" or above == "shell_environment_policy"
    return names_secret(name)


def _by_place(value: Any, at: Place, *, is_secret: bool) -> Any:
    if isinstance(value, Mapping):
        return {
            key: _by_place(member, (*at, key), is_secret=is_secret or _is_secret((*at, key)))
            for key, member in value.items()
        }
    if isinstance(value, list):
        items = [_by_place(item, at, is_secret=is_secret) for item in value]
        return items if is_secret else _in_words(items)
    # A boolean is not a secret, and that a value is missing is worth knowing.
    if is_secret or (isinstance(value, str) and len(at) > 1 and names_secret(str(at[-1]))):
        return value if isinstance(value, bool) or value in ("", None) else HIDDEN
    return _in_text(value, at) if isinstance(value, str) else value


def _in_text(text: str, at: Place) -> str:
    name = str(at[-1]).lower() if at else ""
    text = _in_address(text)
    return _in_line(text) if "command" in name or "helper" in name else text


def _in_address(text: str) -> str:
    """Log-ins and secret parameters in the addresses of a text."""
    if "=" not in text and "://" not in text:
        return text
    return _PARAMETER.sub(_hidden_parameter, _LOGIN.sub(f"{HIDDEN}@", text))


def _hidden_parameter(found: re.Match[str]) -> str:
    return f"{found[1]}={HIDDEN}" if names_query_secret(found[1]) else found[0]


def _in_line(text: str) -> str:
    """A shell's line: what is in a variable already can be shown."""
    parts = {part for part in secrets_in_line(text) if part and not _REFERENCE.fullmatch(part)}
    for part in sorted(parts, key=len, reverse=True):
        text = _without(text, part)
    return text


def _in_words(items: list[Any]) -> list[Any]:
    """An argument list, or any other: each word by those beside it."""
    said = [item if isinstance(item, str) else "" for item in items]
    for index, part in secret_words(said):
        if part and items[index] != HIDDEN:
            word = str(items[index])
            items[index] = HIDDEN if part == word else _without(word, part)
    return [_in_line(item) if isinstance(item, str) and " " in item else item for item in items]


def _without(text: str, part: str) -> str:
    shown = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", lambda _: HIDDEN, text)
    # It is written with quotes or escapes inside: its end cannot be found.
    return shown if shown != text or part == HIDDEN else HIDDEN


def _by_form(value: Any, masked: Any, masker: Masker) -> Any:
    """What redaction left of a value, in our word."""
    if isinstance(value, Mapping):
        members: dict[str, Any] = {}
        for name, item, other in zip(masked, value.values(), masked.values(), strict=True):
            members[_unused(_in_our_word(name), members)] = _by_form(item, other, masker)
        return members
    if isinstance(value, list):
        return [_by_form(*pair, masker) for pair in zip(value, masked, strict=True)]
    if not isinstance(masked, str) or masked == value:
        return masked
    # An option after one that takes a secret (`--token --verbose`) is not a secret.
    is_option = isinstance(value, str) and value.startswith("-") and "=" not in value
    return value if is_option and masker.mask(value) == value else _in_our_word(masked)


def _in_our_word(masked: str) -> str:
    return _MARK.sub(HIDDEN, masked)


def _unused(name: str, members: Mapping[str, Any]) -> str:
    """Two keys may look the same once they are hidden; none may be lost."""
    return name if name not in members else _unused(f"{name}*", members)


def changed(value: Any, shown: Any, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The places at which a copy shows something else, and what."""
    if isinstance(value, Mapping):
        for (key, member), other in zip(value.items(), shown.values(), strict=True):
            yield from changed(member, other, (*at, key))
    elif isinstance(value, list):
        for index, (item, other) in enumerate(zip(value, shown, strict=True)):
            yield from changed(item, other, (*at, index))
    elif value is not shown and value != shown:
        yield at, shown


def texts(value: Any) -> Iterator[str]:
    """All keys and texts, for code that judges them by their form."""
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield str(key)
            yield from texts(member)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from texts(item)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
