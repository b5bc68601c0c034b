"""The part of `schemas/policy.schema.json` that is made from tables: what an administrator chooses.

The rest of that file is written by hand.
"""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

from codexctl.policy.file import chosen
from codexctl.policy.file.field import ABSOLUTE, PRINTABLE
from codexctl.settings.destination_fields import DESTINATION, NAME_PATTERN
from codexctl.settings.destinations.presets import presets
from codexctl.settings.kinds import Kind
from tests.checks.pages.settings_schema import property_of

_KEYS: dict[str, dict[str, Any]] = {
    "key_command": {
        "type": "array",
        "minItems": 1,
        "prefixItems": [{"pattern": ABSOLUTE}],
        "items": {"type": "string"},
    },
    "key_file": {"type": "string", "pattern": ABSOLUTE},
    "key_keyring": {"type": "string", "pattern": chosen.KEYRING},
}
_ROWS: dict[str, dict[str, Any]] = {
    "user.id": {"type": "string", "pattern": chosen.USER},
    "user.salt": {"type": "string", "pattern": chosen.SALT},
    "user.team": {"type": "string", "pattern": PRINTABLE},
    "setup.trigger": {"enum": [*chosen.TRIGGERS]},
    "setup.trust": {"enum": [*chosen.TRUSTS]},
}


def text() -> str:
    """The whole file, with that part made anew."""
    schema = json.loads((files("codexctl.schemas") / "policy.schema.json").read_text("utf-8"))
    properties: dict[str, Any] = schema["properties"]
    properties["destination"] = _free("destination", NAME_PATTERN, _destination())
    value = {"type": "string", "pattern": PRINTABLE}
    properties["resource"] = _free("resource", chosen.ATTRIBUTE, value)
    for table in ("user", "setup"):
        properties[table] = _table(
            {
                key.partition(".")[2]: {"description": chosen.CHOSEN[key].meaning, **takes}
                for key, takes in _ROWS.items()
                if key.startswith(f"{table}.")
            }
        )
    is_hash = {"required": ["id"], "properties": {"id": {"const": "hash"}}}
    properties["user"] |= {"if": is_hash, "then": {"required": ["salt"]}}
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _free(table: str, pattern: str, value: dict[str, Any]) -> dict[str, Any]:
    return {
        "description": chosen.CHOSEN[f"{table}.{chosen.ANY}"].meaning,
        "type": "object",
        "minProperties": 1,
        "propertyNames": {"pattern": pattern},
        "additionalProperties": value,
    }


def _table(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "minProperties": 1,
        "properties": properties,
    }


def _destination() -> dict[str, Any]:
    members = {
        key: {"description": "", **(_KEYS.get(key) or _of_settings(key))}
        | {"description": row.meaning}
        for key, row in chosen.MEMBERS.items()
    }
    pairs = [
        {"required": [one, other]}
        for number, one in enumerate(chosen.KEY_SOURCES)
        for other in chosen.KEY_SOURCES[number + 1 :]
    ]
    return {
        **_table(members),
        "anyOf": [{"required": ["endpoint"]}, {"required": ["preset"]}],
        "not": {"anyOf": pairs},
    }


def _of_settings(key: str) -> dict[str, Any]:
    row = DESTINATION[key]
    if row.kind is Kind.preset:
        return {"enum": [*presets()]}
    return property_of(row)
