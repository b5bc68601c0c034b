"""Data against one of our schemas: what does not fit, where, in words for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from typing import TYPE_CHECKING, Any

from codexctl.codex.config.remark import Remark
from codexctl.codex.config.schemas import (
    CONFIG,
    Schema,
    alternatives,
    kinds_of,
    load_schema,
    schema_at,
)
from codexctl.codex.secrets.hidden import HIDDEN, hidden
from codexctl.codex.secrets.sentences import plain_or_hidden
from codexctl.document.data import KeyPath, Place

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

_WORDS = {
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "array": "a list",
    "object": "a table",
}
_KINDS: dict[type, str] = {str: "string", bool: "boolean", int: "integer"}
# Members of a schema that restrict only the type of a value.
_WITHOUT_CONDITIONS = {
    *("type", "enum", "title", "description", "default", "examples", "deprecated"),
    *("x-takes", "x-project"),
}
_LIMITS = {"minimum": "from", "maximum": "to"}


def misfits(value: Any, path: KeyPath = (), name: str = CONFIG) -> Iterator[Remark]:
    """Say what does not fit in `value`, which is (or would be) at `path` of a document.

    Numbers are told apart as TOML does: 1.0 is no whole number; a date counts as text, as Codex
    reads it. `name` is the beginning of a schema's file name (`config`).
    """
    root = load_schema(name)
    schema = schema_at(path, name)
    if schema is None:
        yield _unknown(path)
        return
    if _plainly_fits(value, schema, root):
        return
    from jsonschema import Draft202012Validator
    from jsonschema.validators import extend

    types = Draft202012Validator.TYPE_CHECKER.redefine_many(
        {"integer": _is_whole, "string": _is_text}
    )
    validator = extend(Draft202012Validator, type_checker=types)
    whole = {**schema, "$defs": root.get("$defs", {})}
    found = (remark for error in validator(whole).iter_errors(value)
             for remark in _remarks(error, path, root))  # fmt: skip
    yield from dict.fromkeys(found)


def _plainly_fits(value: Any, schema: Schema, root: Schema) -> bool:
    """Whether a single value is of a kind that the schema takes without conditions.

    Setting one key does not wait for jsonschema, whose import takes longer than the edit.
    """
    kind = _KINDS.get(type(value))
    return kind is not None and any(
        (kind == "string" and value in choice["enum"])
        if "enum" in choice
        else kind in kinds_of(choice)
        for choice in alternatives(schema, root)
        if choice.keys() <= _WITHOUT_CONDITIONS
    )


def expected(schema: Schema, root: Schema, *, inner: bool = False) -> str:
    """Say what a schema takes; the `inner` words, for what a list holds, go no deeper.

    `schema` is one that is in `root`, to whose definitions its references lead.
    """
    if "x-takes" in schema:
        return str(schema["x-takes"])
    choices = [_takes(choice, root, inner=inner) for choice in alternatives(schema, root)]
    return ", or ".join(dict.fromkeys(choices))


def described(value: Any, root: Schema) -> str:
    """Name a value for a remark: figures as they are, everything else by its kind."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    kinds: tuple[tuple[type, str], ...] = (
        (str, "text"),
        (Mapping, root.get("x-object", _WORDS["object"])),
        (list, "a list"),
        (date, "a date"),
        (time, "a time"),
    )
    return next((word for kind, word in kinds if isinstance(value, kind)), "null")


def _remarks(error: ValidationError, path: KeyPath, root: Schema) -> Iterator[Remark]:
    place: Place = (*path, *error.absolute_path)
    schema: Schema = error.schema if isinstance(error.schema, Mapping) else {}
    if error.validator == "additionalProperties" and isinstance(error.instance, Mapping):
        known = schema.get("properties", {})
        yield from (_unknown((*place, key)) for key in error.instance if key not in known)
    elif error.validator == "anyOf" and (deeper := _closest(error)):
        for inner in deeper:
            yield from _remarks(inner, path, root)
    elif error.validator == "required":
        lacks = tuple(name for name in schema["required"] if name not in error.instance)
        yield Remark(place, f"needs {' and '.join(lacks)}", lacks=lacks)
    else:
        yield Remark(place, _complaint(error, place, schema, root))


def _unknown(place: Place) -> Remark:
    return Remark(place, "unknown key", is_unknown=True)


def _closest(error: ValidationError) -> list[ValidationError]:
    """The errors inside the alternative that is of the value's kind and misses it least."""
    branches: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        branches.setdefault(inner.schema_path[0], []).append(inner)
    fitting = [
        errors
        for errors in branches.values()
        if not any(inner.validator in ("type", "enum") and not inner.path for inner in errors)
    ]
    return min(fitting, key=lambda errors: sum(not inner.path for inner in errors), default=[])


def _complaint(error: ValidationError, place: Place, schema: Schema, root: Schema) -> str:
    if error.validator == "not":
        return str(schema["not"].get("description", schema.get("description", "")))
    told = described(error.instance, root)
    if told != "text" and hidden(error.instance, place) == HIDDEN:
        told = HIDDEN
    if isinstance(error.instance, str) and error.validator in ("enum", "anyOf"):
        told = f'"{plain_or_hidden(error.instance)}"' if error.instance.isprintable() else told
    return f"takes {expected(schema, root)}, not {told}"


def _takes(schema: Schema, root: Schema, *, inner: bool) -> str:
    if "enum" in schema:
        *others, last = schema["enum"]
        return f"{', '.join(others)} or {last}" if others else str(last)
    words = _WORDS | {"object": root.get("x-object", _WORDS["object"])}
    if inner:
        words = {kind: _plural(word) for kind, word in words.items()}
    kinds = [words[kind] for kind in kinds_of(schema) if kind != "null"]
    if kinds == [words["array"]] and "items" in schema and not inner:
        kinds = [f"a list of {expected(schema['items'], root, inner=True)}"]
    limits = [f"{word} {schema[key]}" for key, word in _LIMITS.items() if key in schema]
    return " ".join((" or ".join(kinds), *limits))


def _plural(words: str) -> str:
    article, _, rest = words.partition(" ")
    return f"{rest}s" if article in ("a", "an") else words


def _is_whole(_: object, value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(_: object, value: object) -> bool:
    return isinstance(value, str | date | time)
