"""Every JSON Schema in `schemas/` is valid and says what it is for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

ROOT = Path(__file__).parents[2]


def findings() -> Iterator[str]:
    """What is wrong with the schemas, one line each."""
    for path in sorted((ROOT / "schemas").rglob("*.json")):
        name = path.relative_to(ROOT)
        try:
            schema = json.loads(path.read_text("utf-8"))
        except ValueError as error:
            yield f"{name}: {error}"
            continue
        if not path.name.endswith(".schema.json"):
            continue
        try:
            Draft202012Validator.check_schema(schema)
        except SchemaError as error:
            yield f"{name}: {error.message}"
        for key in ("$schema", "title", "description"):
            if not schema.get(key):
                yield f"{name}: has no {key}"
