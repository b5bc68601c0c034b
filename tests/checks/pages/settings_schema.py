"""`schemas/settings.schema.json`, made from the tables of settings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from codexctl.addresses import schema as schema_address
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.destinations.presets import presets
from codexctl.settings.fields import FIELDS, TABLES, VERSION
from codexctl.settings.kinds import LONGEST, Field, Kind
from codexctl.settings.values import PLAIN_TEXT, WHOLE_PATH

_TEXT = {"type": "string"}
_PLAIN = {"type": "string", "maxLength": LONGEST}
_PATH = {"allOf": [{**_PLAIN, "pattern": PLAIN_TEXT}, {"pattern": WHOLE_PATH}]}
_TEXTS = {"$ref": "#/$defs/texts"}
_DEFS: dict[str, Any] = {
    "dollars": {"description": "US dollars a million tokens.", "type": "number", "minimum": 0},
    "price": {
        "type": "object",
        "required": ["input", "output"],
        "properties": {
            "input": {"$ref": "#/$defs/dollars"},
            "cached_input": {
                "description": "Input that came from the cache; without it, what input costs.",
                "$ref": "#/$defs/dollars",
            },
            "cache_write_input": {
                "description": "Input that was written to the cache; without it, what input costs.",
                "$ref": "#/$defs/dollars",
            },
            "output": {"description": "Reasoning included.", "$ref": "#/$defs/dollars"},
        },
    },
    "texts": {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1}},
}
_PRICES = {
    "type": "object",
    "additionalProperties": {
        "$ref": "#/$defs/price",
        "properties": {
            "tiers": {
                "description": "Prices of service tiers, such as flex and priority.",
                "type": "object",
                "additionalProperties": {"$ref": "#/$defs/price", "unevaluatedProperties": False},
            }
        },
        "unevaluatedProperties": False,
    },
}
_RULES = {
    "type": "array",
    "items": {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "pattern", "yes", "no"],
        "anyOf": [{"required": ["anchors"]}, {"required": ["shapes"]}],
        "properties": {
            **dict.fromkeys(("name", "pattern", "first", "back", "check", "source"), _TEXT),
            "token": {"type": "boolean"},
            "optional": {"type": "boolean"},
            **dict.fromkeys(("anchors", "shapes", "yes", "no"), _TEXTS),
        },
    },
}


def text() -> str:
    """The whole file."""
    properties: dict[str, Any] = {"version": {"const": VERSION}}
    for place, field in FIELDS.items():
        table, _, key = place.rpartition(".")
        if table:
            properties.setdefault(table, _table(TABLES[table], {}))
        within = properties[table]["properties"] if table else properties
        within[key] = property_of(field)
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": schema_address(f"settings/{VERSION}.json"),
        "title": "codexctl settings",
        "description": "settings.toml: where traces go and what they may hold. Written by "
        "`codexctl setup`; it holds no secrets. Made from codexctl/settings/fields.py.",
        "$defs": _DEFS,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def property_of(field: Field) -> dict[str, Any]:
    """What the schema says of one row."""
    default = {} if field.default in (None, "") else {"default": field.default}
    return {"description": field.meaning, **_takes(field), **default}


def _takes(field: Field) -> Mapping[str, Any]:
    if field.kind in (Kind.whole, Kind.number):
        low = {"exclusiveMinimum" if field.above else "minimum": field.low}
        bounds = {**low, "maximum": field.high}
        kind = "integer" if field.kind is Kind.whole else "number"
        return {"type": kind, **{key: n for key, n in bounds.items() if n is not None}}
    if field.kind is Kind.destinations:
        return {"type": "array", "items": _destination()}
    if field.kind is Kind.folders:
        return {"type": "array", "minItems": 1, "items": _PATH}
    items = {
        Kind.categories: {"enum": [*field.choices]},
        Kind.texts: {**_PLAIN, "pattern": PLAIN_TEXT},
    }
    if field.kind in items:
        return {"type": "array", "items": items[field.kind]}
    plain: dict[Kind, dict[str, Any]] = {
        Kind.text: {**_PLAIN, "pattern": field.pattern or PLAIN_TEXT},
        Kind.pairs: _pairs(field),
        Kind.choice: {"enum": [*field.choices]},
        Kind.switch: {"type": "boolean"},
        Kind.preset: {"enum": ["", *presets()]},
        Kind.rules: _RULES,
        Kind.prices: _PRICES,
    }
    return plain[field.kind]


def _pairs(field: Field) -> dict[str, Any]:
    values = {**_PLAIN, "pattern": field.pattern or PLAIN_TEXT}
    keys = {"maxLength": LONGEST, "pattern": field.keys or PLAIN_TEXT}
    return {"type": "object", "propertyNames": keys, "additionalProperties": values}


def _destination() -> dict[str, Any]:
    members = {key: property_of(field) for key, field in DESTINATION.items()}
    required = [key for key, field in DESTINATION.items() if field.required]
    table = _table("One place where turns are delivered.", members)
    return {**table, "required": required, "allOf": [*_projects(), *_parameters()]}


def _projects() -> Iterator[dict[str, Any]]:
    """What a project's name must look like where a backend takes only some."""
    for name, preset in presets().items():
        if preset.project and preset.project.pattern:
            of_preset = {"required": ["preset"], "properties": {"preset": {"const": name}}}
            project = {"pattern": f"^({preset.project.pattern})?$(?!\\n)"}
            yield {"if": of_preset, "then": {"properties": {"project": project}}}


def _parameters() -> Iterator[dict[str, Any]]:
    """Which parameters a backend has; without one there are none."""
    for name in ("", *presets()):
        of_preset: dict[str, Any] = {"properties": {"preset": {"const": name}}}
        if name:
            of_preset = {"required": ["preset"], **of_preset}
        known = [*presets()[name].parameters] if name else []
        names: dict[str, Any] = (
            {"propertyNames": {"enum": known}} if known else {"maxProperties": 0}
        )
        yield {"if": of_preset, "then": {"properties": {"parameters": names}}}


def _table(meaning: str, properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": meaning,
        "type": "object",
        "additionalProperties": False,
        "properties": properties,
    }
