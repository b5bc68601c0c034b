"""`docs/reference/output.md`, made from the schemas of what `--json` prints."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from codexctl import addresses

ROOT = Path(__file__).parents[3]
HEAD = """# Output for programs

This page is for authors of programs that run codexctl. It describes the exit codes and what each
`--json` prints.

The output names its format in the member `schema`. The formats are JSON Schemas, each with its own
address. [Schemas](schemas.md) says which stay the same and when a version changes.
[Checks](checks.md) lists the values of `id`. This page is generated from the schemas
(`python -m tests.checks --write`).

## Exit codes

| Code | Meaning |
| --- | --- |
| 0 | The command did what it was asked, and found no problem |
| 1 | It ran and found a problem, or could not do what it was asked |
| 2 | Wrong usage: an option or argument is wrong, or some do not fit together |
| 3 | A bug in codexctl |
| 130 | Interrupted by Ctrl-C |
"""


def text() -> str:
    """The page: exit codes, then a section a schema, in the order of their paths."""
    paths = sorted((ROOT / "schemas" / "output").rglob("*.schema.json"))
    return "\n".join([HEAD, *(line for path in paths for line in _section(path))])


def _section(path: Path) -> Iterator[str]:
    schema = json.loads(path.read_text("utf-8"))
    yield f"## `codexctl.{_form(schema['$id'])}`\n"
    yield f"{schema['description']} Schema: <{schema['$id']}>.\n"
    yield "| Member | What it says |"
    yield "| --- | --- |"
    for name, member in schema["properties"].items():
        if name != "schema":
            yield f"| `{name}` | {_said(member)} |"
    yield ""


def _form(address: str) -> str:
    """The name and version that the member `schema` has."""
    return address.removeprefix(addresses.schema("")).removesuffix(".json")


def _said(member: Mapping[str, Any]) -> str:
    said = str(member.get("description", "")).replace("|", "\\|")
    words = [f"`{word}`" for word in member.get("enum", ()) if word is not None]
    return f"{said} One of {', '.join(words)}.".strip() if words else said
