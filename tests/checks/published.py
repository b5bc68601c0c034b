"""Schemas have addresses with versions; what was published stays, or gets a new version.

`docs/schemas/NAME/VERSION.json` is what the site serves at the `$id` of a schema. `--write` renews
a copy whose schema changed compatibly; an incompatible change is refused until its version goes up.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from codexctl import addresses
from tests.checks.compatible import Comparison

ROOT = Path(__file__).parents[2]
_ID = re.compile(re.escape(addresses.schema("")) + r"([a-z-]+)/([1-9]\d*)\.json\Z")
_OURS = re.compile(r"codexctl\.([a-z-]+)/([1-9]\d*)\Z")
OF_OTHERS = ("codex", "fleet", "rollout")
"""Folders of formats that are not ours: they change when their owners change them."""
HINT = "renew it: python -m tests.checks --write"


def published(root: Path = ROOT) -> Iterator[tuple[Path, Path, str]]:
    """Each schema, where its copy is, and what is wrong with its address (empty if nothing)."""
    for path in sorted((root / "schemas").rglob("*.json")):
        data = json.loads(path.read_text("utf-8"))
        named = _ID.match(str(data.get("$id", ""))) or _OURS.match(str(data.get("schema", "")))
        if path.name.endswith(".schema.json") and not _ID.match(str(data.get("$id", ""))):
            yield path, path, f"its $id is not {addresses.schema('NAME/VERSION.json')}"
        elif named:
            yield path, root / "docs" / "schemas" / named[1] / f"{named[2]}.json", ""


def findings(root: Path = ROOT) -> Iterator[str]:
    """What is wrong with addresses and copies, one line each."""
    known: dict[Path, Path] = {}
    for path, copy, problem in published(root):
        name = path.relative_to(root)
        if problem:
            yield f"{name}: {problem}"
        elif copy in known:
            yield f"{name}: has the address of {known[copy].relative_to(root)}"
        elif not copy.exists():
            yield f"{name}: is not in docs/schemas; {HINT}"
        elif copy.read_bytes() != path.read_bytes():
            broken = list(breaks(path, copy, root))
            yield from (f"{name}: {what}; {_RAISE}" for what in broken)
            yield from () if broken else [f"{name}: its copy in docs/schemas is old; {HINT}"]
        known[copy] = path


_RAISE = "that needs the next version in $id (docs/reference/schemas.md)"


def write(root: Path = ROOT) -> None:
    """Copy every schema whose change is compatible, or that has a version of its own."""
    for path, copy, problem in published(root):
        if not problem and not (copy.exists() and any(breaks(path, copy, root))):
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())


def breaks(path: Path, copy: Path, root: Path = ROOT) -> Iterator[str]:
    """The changes since the copy that those who go by it would notice; none for others' formats."""
    folder = path.relative_to(root / "schemas").parts[0]
    if folder in OF_OTHERS or not path.name.endswith(".schema.json"):
        return iter(())
    old, new = (json.loads(one.read_text("utf-8")) for one in (copy, path))
    return Comparison(_bare(old), _bare(new), is_printed=folder == "output").breaks()


def _bare(schema: Any) -> Any:
    """A schema without what only people read."""
    if isinstance(schema, dict):
        # Below `properties` a description is a member's name.
        return {
            key: {name: _bare(one) for name, one in value.items()}
            if key in ("properties", "$defs") and isinstance(value, dict)
            else _bare(value)
            for key, value in schema.items()
            if key not in ("description", "title", "$id", "$schema", "default", "examples")
        }
    return [_bare(one) for one in schema] if isinstance(schema, list) else schema
