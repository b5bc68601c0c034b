"""Whether a schema changed so that what went by the old one still holds.

Two kinds of schemas have a promise. What is *printed* is read by programs of others: a member that
they know stays, always there if it was, of the types that it had. What is *written* by people must
stay valid: no key goes, no value that was right becomes wrong. docs/reference/schemas.md says the
rule in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Schema = Mapping[str, Any]
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_LOWER = ("minimum", "exclusiveMinimum", "minItems", "minLength", "minProperties")
_UPPER = ("maximum", "exclusiveMaximum", "maxItems", "maxLength", "maxProperties")
_CONDITIONS = ("if", "then", "else", "not", "dependentRequired")
_SAME = ("pattern", "propertyNames", "uniqueItems", *_CONDITIONS)


@dataclass(frozen=True, slots=True)
class Comparison:
    """An old schema and the one in its place; `is_printed` says which of the two promises holds."""

    old: Schema
    new: Schema
    is_printed: bool

    def breaks(self) -> Iterator[str]:
        """Every change that would surprise who goes by the old schema, one line each."""
        yield from self._below(self.old, self.new, "", ())

    def _below(self, old: Any, new: Any, at: str, seen: tuple[str, ...]) -> Iterator[str]:
        name = old.get("$ref", "") if isinstance(old, Mapping) else ""
        if name in seen:
            return
        old, new = self._resolved(old, self.old), self._resolved(new, self.new)
        seen = (*seen, name) if name else seen
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            if old != new and not (new is True or (self.is_printed and old is True)):
                yield f"{at or 'it'} takes something else now"
            return
        yield from self._types(old, new, at)
        yield from self._words(old, new, at)
        yield from () if self.is_printed else self._bounds(old, new, at)
        yield from self._members(old, new, at, seen)
        for key in ("items", "additionalProperties", "unevaluatedProperties"):
            if key in old and key in new:
                yield from self._below(old[key], new[key], f"{at}[]", seen)
            elif key in new and not self.is_printed:
                yield f"{at or 'it'} is bound by {key} now"
        for key in _LISTS:
            yield from self._lists(old.get(key, []), new.get(key, []), at, seen)

    def _types(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = _types(old), _types(new)
        narrow, wide = (after, before) if self.is_printed else (before, after)
        if wide and not (narrow and narrow <= wide):
            yield f"{at or 'it'} has another type: {sorted(before)} became {sorted(after)}"

    def _words(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        before, after = _enum(old), _enum(new)
        if before is not None and after is not None:
            yield from (f"{at}: {word!r} is gone" for word in before if word not in after)
        elif after is not None and not self.is_printed:
            yield f"{at} takes only some words now"

    def _bounds(self, old: Schema, new: Schema, at: str) -> Iterator[str]:
        for key in (*_LOWER, *_UPPER):
            is_tighter = key in new and (
                key not in old or (new[key] > old[key] if key in _LOWER else new[key] < old[key])
            )
            if is_tighter:
                yield f"{at or 'it'} is bound by {key} = {new[key]}"
        for key in _SAME:
            if key in new and old.get(key) != new[key]:
                yield f"{at or 'it'} has another {key}"

    def _members(self, old: Schema, new: Schema, at: str, seen: tuple[str, ...]) -> Iterator[str]:
        before, after = old.get("properties", {}), new.get("properties", {})
        for name in before:
            inner = f"{at}.{name}".strip(".")
            if name in after:
                yield from self._below(before[name], after[name], inner, seen)
            else:
                yield f"{inner} is gone"
        was, now = set(old.get("required", ())), set(new.get("required", ()))
        for name in sorted(was - now if self.is_printed else now - was):
            said = "may be missing now" if self.is_printed else "must be there now"
            yield f"{at}.{name}".strip(".") + f" {said}"

    def _lists(self, old: Any, new: Any, at: str, seen: tuple[str, ...]) -> Iterator[str]:
        if len(old) != len(new):
            yield f"{at or 'it'} has other alternatives"
            return
        for before, after in zip(old, new, strict=True):
            yield from self._below(before, after, at, seen)

    @staticmethod
    def _resolved(schema: Any, root: Schema) -> Any:
        """A schema with what its `$ref` within the same document says."""
        while isinstance(schema, Mapping) and "$ref" in schema:
            found: Any = root
            for part in schema["$ref"].removeprefix("#").strip("/").split("/"):
                found = found[part] if part else found
            rest = {key: value for key, value in schema.items() if key != "$ref"}
            schema = {**found, **rest}
        return schema


def _types(schema: Schema) -> set[str]:
    said = schema.get("type", [])
    found = {said} if isinstance(said, str) else set(said)
    return found | ({"integer"} if "number" in found else set())


def _enum(schema: Schema) -> list[Any] | None:
    if "const" in schema:
        return [schema["const"]]
    found = schema.get("enum")
    return list(found) if found is not None else None
