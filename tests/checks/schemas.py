"""Every JSON Schema in `schemas/` is valid and says what it is for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from jsonschema import Draft202012Validator
from jsonschema.exceptions import SchemaError

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r'"codexctl\.([a-z-]+)/1"|Outcome\.of\("([a-z]+)"')
KEPT = {"receipt"}
"""Forms of files that codexctl keeps: named in the code, printed by no command."""


def findings() -> Iterator[str]:
    """What is wrong with the schemas, one line each."""
    yield from _unpaired()
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


def _unpaired() -> Iterator[str]:
    """Outputs that the code names and no schema describes, and the other way round."""
    code = (path.read_text("utf-8") for path in sorted((ROOT / "codexctl").rglob("*.py")))
    named = {one or two for text in code for one, two in NAMED.findall(text)} - KEPT
    paths = (ROOT / "schemas" / "output").rglob("*.schema.json")
    described = {path.name.removesuffix(".schema.json") for path in paths}
    for name in sorted(named - described):
        yield f"codexctl.{name}/1: is printed, and schemas/output/ does not describe it"
    for name in sorted(described - named):
        yield f"codexctl.{name}/1: schemas/output/ describes it, and nothing prints it"
