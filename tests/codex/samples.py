"""One value that fits for every key that our schema of config.toml knows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from codexctl.codex.config.schemas import (
    CONFIG,
    Schema,
    alternatives,
    kinds_of,
    load_schema,
    resolved,
)
from codexctl.document.data import KeyPath

_BY_KIND: dict[str, Any] = {"string": "x", "boolean": True, "number": 1.5, "array": []}
_NAME = "zzz"


def samples() -> Iterator[tuple[KeyPath, Any]]:
    """Keys with values, tables that need several members as one value."""
    root = load_schema(CONFIG)
    yield from _samples((), root, root)


def _samples(path: KeyPath, schema: Schema, root: Schema) -> Iterator[tuple[KeyPath, Any]]:
    for choice in alternatives(schema, root):
        if "not" in choice:
            continue
        if kinds_of(choice)[0] != "object" or choice.get("required"):
            yield path, fitting(choice, root)
            continue
        for name, below in choice.get("properties", {}).items():
            yield from _samples((*path, name), below, root)
        values = choice.get("additionalProperties")
        if isinstance(values, dict):
            yield from _samples((*path, _NAME), values, root)


def fitting(schema: Schema, root: Schema) -> Any:
    """The plainest value that fits a schema."""
    schema = resolved(schema, root)
    if "anyOf" in schema:
        return fitting(schema["anyOf"][0], root)
    if "enum" in schema:
        return schema["enum"][0]
    kind = kinds_of(schema)[0]
    if kind == "integer":
        return max(1, schema.get("minimum", 1))
    if kind == "object":
        required = schema.get("required", ())
        return {name: fitting(schema["properties"][name], root) for name in required}
    return _BY_KIND[kind]
