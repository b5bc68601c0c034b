"""The words of `config get|set|unset` to a key and a value that Codex can use."""

from __future__ import annotations

import re
from typing import Any

from codexctl.document.data import MISSING, KeyPath, lookup, spell
from codexctl.document.toml.parse import parse_toml
from codexctl.errors import DocumentError, UsageError

_BARE = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")
# How a value of each type is written in a shell; true and false need no example.
_SAMPLES = {
    "integer": "1000",
    "number": "1.5",
    "array": '\'["one", "two"]\'',
    "object": "'{ name = \"value\" }'",
}
UNCHECKED = "--unchecked writes it anyway"


def key_path(word: str) -> KeyPath:
    """Read a dotted TOML key; segments may be quoted: `projects."/home/me".trust_level`.

    Raises UsageError for what is not a key.
    """
    if _BARE.fullmatch(word):
        return tuple(word.split("."))
    from codexctl.document.toml.find import value_at
    from codexctl.document.toml.scan import Unreadable, scan

    # Codex's own grammar decides what a key is: the text is parsed as one, with a value after it.
    line = f"{word} = 0"
    try:
        data: Any = parse_toml(line)
        path: KeyPath = ()
        while isinstance(data, dict) and len(data) == 1:
            ((part, data),) = data.items()
            path = (*path, part)
        value = None if set(word) & set("\r\n") else value_at(scan(line), path)
    except (DocumentError, Unreadable):
        value = None
    # If the text contains more than a key (`a = 1 #`), the value is in another place.
    if value is None or value.start != len(word) + len(" = "):
        raise UsageError(
            f"{word!r} is not a TOML key",
            "quote a part that is not a plain word: 'projects.\"/home/me/x\".trust_level'",
        )
    return path


def value_for(path: KeyPath, word: str) -> Any:
    """Read the value for a key: TOML, or a bare word where the schema wants text.

    Raises UsageError for anything else. `word` is what was typed; TOML goes first, so that 5 is a
    number and true a flag.
    """
    from codexctl.codex.config.schema_errors import expected
    from codexctl.codex.config.schemas import (
        CONFIG,
        alternatives,
        kinds_of,
        load_schema,
        schema_at,
    )
    from codexctl.document.toml.typed import typed_value

    read, _ = typed_value(word)
    if read is not MISSING:
        return read
    schema = schema_at(path)
    root = load_schema(CONFIG)
    takes = list(alternatives(schema, root)) if schema else []
    if schema and any("string" in kinds_of(choice) for choice in takes):
        return word
    if schema:
        taken = expected(schema, root)
        kinds = (kind for choice in takes for kind in kinds_of(choice))
        sample = next((_SAMPLES[kind] for kind in kinds if kind in _SAMPLES), "")
        hint = f"write {taken}" + (f", for example {sample}" if sample else "")
        raise UsageError(f"{spell(path)} takes {taken}: {word!r} is not a TOML value", hint)
    raise UsageError(f"{word!r} is not a TOML value", f"text is written in quotes: '\"{word}\"'")


def check_key(path: KeyPath, version: str = "") -> None:
    """Raise UsageError for a key that the Codex of this version does not know, as far as we know.

    Known are the keys of schemas/codex/; an empty `version` is the newest.
    """
    from codexctl.codex.config.known_keys import known
    from codexctl.codex.config.of_line import unknown_here
    from codexctl.codex.config.schemas import schema_at

    table = known(version)
    key = table.anywhere(path)
    if key and (misuse := unknown_here(path, key, table)):
        hint = f"{misuse.instead}; " if misuse.instead else ""
        raise UsageError(f"{spell(path)}: {misuse.what}", f"{hint}{UNCHECKED}")
    if key is None and schema_at(path) is None:
        found = table.suggest(path)
        hint = f"did you mean {spell(found)}? " if found else ""
        raise UsageError(f"Codex knows no key {spell(path)}", f"{hint}{UNCHECKED}")


def check_value(path: KeyPath, value: Any, *, project: bool, version: str = "") -> None:
    """Raise UsageError for a value that Codex would reject, or would skip.

    `project` says that the file is a repository's, in which some keys have no effect; `version` is
    that of the installed Codex, empty where it is not known.
    """
    from codexctl.codex.config.known_keys import known
    from codexctl.codex.config.of_line import misuses_at
    from codexctl.codex.config.schema_errors import misfits
    from codexctl.codex.config.schemas import holds_in_project, schema_at

    check_key(path, version)
    table = known(version)
    for misuse in misuses_at(path, value, table):
        raise UsageError(f"{spell(misuse.path)}: {misuse.what}", UNCHECKED)
    for remark in misfits(value, path) if schema_at(path) is not None else ():
        place = tuple(map(str, remark.place))
        key = table.find(place)
        if key and (remark.is_unknown or lookup(value, place[len(path) :]) in key.values):
            continue
        if remark.is_unknown:
            found = table.suggest(place)
            what = f"Codex knows no key {spell(remark.place)}"
            raise UsageError(what, f"did you mean {spell(found)}?" if found else UNCHECKED)
        raise UsageError(str(remark), UNCHECKED)
    if project and not holds_in_project(path):
        hint = "set it for yourself, without --scope project"
        raise UsageError(f"Codex ignores {spell(path)} in a project's file", hint)


def why_not_set(path: KeyPath) -> str:
    """A hint for a key that a file does not set: how to set it, or which one was meant."""
    if is_known(path):
        return f"codexctl config set {spell(path)} …"
    found = likely(path)
    return f"did you mean {spell(found)}?" if found else "codexctl config get"


def is_known(path: KeyPath) -> bool:
    """Whether the newest Codex that codexctl knows has this key."""
    from codexctl.codex.config.known_keys import known
    from codexctl.codex.config.schemas import schema_at

    return known().find(path) is not None or schema_at(path) is not None


def likely(path: KeyPath) -> KeyPath | None:
    """The key of it that an unknown one probably is; None if nothing is like it."""
    from codexctl.codex.config.known_keys import known

    return known().suggest(path)
