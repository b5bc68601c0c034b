"""The schemas of what `--json` prints, found by their name whatever folder they stand in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

FOLDER = Path(__file__).parents[1] / "schemas" / "output"


def output_schema(name: str) -> Any:
    """Load the one schema of that name. Raises ValueError where there is none, or several."""
    (path,) = FOLDER.rglob(f"{name}.schema.json")
    return json.loads(path.read_text("utf-8"))


def assert_fits(document: Any) -> str:
    """Hold a command's output against the schema that it names; gives that name."""
    name: str = document["schema"].removeprefix("codexctl.").removesuffix("/1")
    Draft202012Validator(output_schema(name)).validate(document)
    return name
