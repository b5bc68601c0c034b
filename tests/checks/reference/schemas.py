"""`docs/reference/schemas.md`: every schema with its address, and when a version goes up."""

from __future__ import annotations

import json
from collections.abc import Iterator

from codexctl import addresses
from tests.checks import published
from tests.checks.reference.markdown import table

_HEAD = f"""\
# Schemas

This page is for authors of programs that read codexctl's output, and for people who edit its files.
It lists the JSON Schema of every format that codexctl reads, writes or prints, and says when a
version changes.

Each schema has its own address: `{addresses.schema("NAME/VERSION.json")}`. It stays there when a
newer version comes. The output of `--json` names its schema as `codexctl.NAME/VERSION` in the
member `schema`.

An editor with TOML schemas (Taplo, Even Better TOML) checks a file if its first line names one:

```toml
#:schema {addresses.schema("policy/1.json")}
version = 1
```

The file of `codexctl policy init` begins with that line. For `settings.toml` the line is
`#:schema {addresses.schema("settings/1.json")}`. codexctl leaves it where you put it.

## When a version goes up

- **What codexctl prints** (`schemas/output/`): a new member or a new word does not change the
  version. So a program must ignore members and words that it does not know. The version goes up
  when a member is removed, becomes optional or gets another type, and when a word is removed.
- **What people write** (`settings.toml`, `policy.toml`, presets) and what codexctl keeps
  (receipts): a new key, a new word or a wider range does not change the version. The version goes
  up when a file that was valid would be refused.
- **Formats of others** (files of Codex, of device management, of collectors and dashboards) follow
  their owners. The schema says what codexctl checks today, and is no promise.

`make check` compares every schema with its published copy in `docs/schemas/` and fails if a change
breaks these rules and the version stays the same.
"""
_GROUPS = {
    "": "Files that people write, and what codexctl keeps",
    "output": "What `--json` prints",
    "codex": "Files of Codex",
    "fleet": "Files of a fleet's engine",
    "rollout": "Files of device management",
}


def text() -> str:
    """The whole page."""
    return _HEAD + "".join(
        f"\n## {head}\n\n" + table(("Schema", "What it describes"), sorted(_rows(group)))
        for group, head in _GROUPS.items()
    )


def _rows(group: str) -> Iterator[tuple[str, str]]:
    for path, copy, _ in published.published():
        folders = path.relative_to(published.ROOT / "schemas").parts[:-1]
        if (folders[0] if folders else "") == group:
            data = json.loads(path.read_text("utf-8"))
            where = f"{copy.parent.name}/{copy.name}"
            name = where.removesuffix(".json")
            # A plain link: the site serves these files, and nothing else of `schemas/`.
            yield f"[{name}](../schemas/{where})", data.get("description") or data["about"]
