"""A schema that was published changes compatibly, or gets a new version."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from codexctl import addresses
from tests.checks import published
from tests.checks.compatible import Comparison

BASE: dict[str, Any] = {
    "type": "object",
    "required": ["ok"],
    "additionalProperties": False,
    "$defs": {"mode": {"enum": ["red", "green"]}},
    "properties": {
        "ok": {"type": "boolean"},
        "count": {"type": "integer", "minimum": 0},
        "mode": {"$ref": "#/$defs/mode"},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"id": {}}}},
    },
}


def changed(path: str, value: Any) -> dict[str, Any]:
    """The base with one value put in another's place, or taken away (None)."""
    schema = deepcopy(BASE)
    *above, last = path.split("/")
    inner = schema
    for part in above:
        inner = inner[part]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return schema


@pytest.mark.parametrize(
    ("path", "value", "printed", "written"),
    [
        ("properties/count", None, True, True),
        ("properties/more", {"type": "string"}, False, False),
        ("required", [], True, False),
        ("required", ["ok", "count"], False, True),
        ("properties/ok/type", "string", True, True),
        ("properties/ok/type", ["boolean", "null"], True, False),
        ("properties/count/type", "number", True, False),
        ("$defs/mode/enum", ["red", "green", "blue"], False, False),
        ("$defs/mode/enum", ["red"], True, True),
        ("properties/count/minimum", 1, False, True),
        ("properties/count/maximum", 9, False, True),
        ("properties/ok/pattern", "^x", False, True),
        ("properties/rows/items/properties/id", None, True, True),
        ("properties/rows/items/required", ["id"], False, True),
        ("properties/rows/items/additionalProperties", False, False, True),
        ("additionalProperties", None, False, False),
    ],
)
def test_what_breaks_a_reader_and_what_breaks_a_writer(
    path: str, value: Any, printed: bool, written: bool
) -> None:
    new = changed(path, value)
    assert bool(list(Comparison(BASE, new, is_printed=True).breaks())) is printed
    assert bool(list(Comparison(BASE, new, is_printed=False).breaks())) is written


@pytest.mark.parametrize("is_printed", [True, False])
def test_a_schema_is_compatible_with_itself(is_printed: bool) -> None:
    assert list(Comparison(BASE, BASE, is_printed=is_printed).breaks()) == []
    for path, _, _ in published.published():
        schema = json.loads(path.read_text("utf-8"))
        assert list(Comparison(schema, schema, is_printed=is_printed).breaks()) == []


def repository(folder: Path, version: int, schema: dict[str, Any]) -> Path:
    path = folder / "schemas" / "output" / "one.schema.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    named = {"$id": addresses.schema(f"one/{version}.json"), **schema}
    path.write_text(json.dumps(named), "utf-8")
    return path


def test_an_incompatible_change_is_refused_until_its_version_goes_up(tmp_path: Path) -> None:
    repository(tmp_path, 1, BASE)
    published.write(tmp_path)
    copy = tmp_path / "docs" / "schemas" / "one" / "1.json"
    first = copy.read_bytes()
    repository(tmp_path, 1, changed("properties/count", None))
    published.write(tmp_path)
    (finding,) = published.findings(tmp_path)
    assert "count is gone" in finding
    assert "next version" in finding
    assert copy.read_bytes() == first
    repository(tmp_path, 2, changed("properties/count", None))
    published.write(tmp_path)
    assert list(published.findings(tmp_path)) == []
    assert copy.read_bytes() == first


def test_a_compatible_change_is_published_under_the_same_address(tmp_path: Path) -> None:
    repository(tmp_path, 1, BASE)
    published.write(tmp_path)
    path = repository(tmp_path, 1, changed("properties/more", {"type": "string"}))
    (finding,) = published.findings(tmp_path)
    assert "--write" in finding
    published.write(tmp_path)
    copy = tmp_path / "docs" / "schemas" / "one" / "1.json"
    assert copy.read_bytes() == path.read_bytes()


def test_a_schema_without_an_address_of_the_site_is_named(tmp_path: Path) -> None:
    path = repository(tmp_path, 1, BASE)
    path.write_text(json.dumps({**BASE, "$id": "codexctl.one/1"}), "utf-8")
    (finding,) = published.findings(tmp_path)
    assert addresses.schema("NAME/VERSION.json") in finding
