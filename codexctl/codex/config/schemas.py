"""Our JSON Schemas of Codex's files: what they say of a key, and what does not fit them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from codexctl.document.data import KeyPath

Schema = Mapping[str, Any]

CONFIG, HOOKS, REQUIREMENTS = "config", "hooks", "requirements"
ANYTHING: Schema = {}


@cache
def load_schema(name: str) -> Schema:
    """Read one of the schemas, by the beginning of its file's name.

    Read once a process: the schemas are ours and do not change.
    """
    import json  # here: commands that only read files need no schema

    schema: Schema = json.loads(shipped(f"{name}.schema.json").read_text("utf-8"))
    return schema


def shipped(name: str) -> Path:
    """Where a file is that comes with codexctl and says what Codex's files mean."""
    # The path from the package itself: importing `importlib.resources` takes 7 ms.
    return Path(import_module("codexctl.schemas").__path__[0]) / "codex" / name


def schema_at(path: KeyPath, name: str = CONFIG) -> Schema | None:
    """Find what a schema says of a key; None for one that it does not know.

    Where it says nothing (a table of free shape) this is ANYTHING.
    """
    root = load_schema(name)
    found: Schema | None = root
    for part in path:
        found = _below(found or ANYTHING, part, root)
        if found is None:
            return None
    return resolved(found or ANYTHING, root)


def resolved(schema: Schema, root: Schema) -> Schema:
    """Follow a reference into the schema's definitions; what is beside it stays."""
    while "$ref" in schema:
        target = root["$defs"][schema["$ref"].rpartition("/")[2]]
        schema = {**target, **{key: value for key, value in schema.items() if key != "$ref"}}
    return schema


def known_below(path: KeyPath, name: str = CONFIG) -> tuple[str, ...]:
    """List the names that a schema knows right below a key.

    `name` is the beginning of a schema's file name. Nothing for a table of free shape.
    """
    root = load_schema(name)
    schema = schema_at(path, name) or ANYTHING
    names = (key for choice in alternatives(schema, root) for key in choice.get("properties", {}))
    return tuple(dict.fromkeys(names))


def known_paths(name: str = CONFIG) -> Iterator[KeyPath]:
    """Every key that a schema names, from the root down; free names are left out."""
    yield from _paths((), name)


def kinds_of(schema: Schema) -> tuple[str, ...]:
    """The JSON types that a schema without alternatives allows; enumerations are of text."""
    if "enum" in schema:
        return ("string",)
    kinds = schema.get("type", ("object", "array", "string", "integer", "number", "boolean"))
    return (kinds,) if isinstance(kinds, str) else tuple(kinds)


def holds_in_project(path: KeyPath) -> bool:
    """Whether Codex minds a key in a project's config.toml; some it takes only from the user."""
    return all(
        (schema_at(path[:depth]) or ANYTHING).get("x-project", True)
        for depth in range(1, len(path) + 1)
    )


def _paths(path: KeyPath, name: str) -> Iterator[KeyPath]:
    for key in known_below(path, name):
        yield (*path, key)
        yield from _paths((*path, key), name)


def _below(schema: Schema, part: str, root: Schema) -> Schema | None:
    """What a schema says one step down; None if nothing with that name can be there."""
    closed = False
    for choice in alternatives(schema, root):
        if part in choice.get("properties", {}):
            found: Schema = choice["properties"][part]
            return found
        kinds = kinds_of(choice)
        if "array" in kinds and part.isdecimal():
            items: Schema = choice.get("items", ANYTHING)
            return items
        if "object" in kinds:
            free = choice.get("additionalProperties", ANYTHING)
            if free is not False:
                return ANYTHING if free is True else free
        closed = True
    return None if closed else ANYTHING


def alternatives(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schemas of which one must fit, references followed.

    `root` is the whole schema, to whose definitions references lead.
    """
    schema = resolved(schema, root)
    if "anyOf" not in schema:
        yield schema
    for choice in schema.get("anyOf", ()):
        yield from alternatives(choice, root)
