"""`docs/reference/schemas.md`: every schema with its address, and when a version goes up."""

from __future__ import annotations

import json
from collections.abc import Iterator

from codexctl import addresses
from tests.checks import published
from tests.checks.reference.markdown import table

_HEAD = f"""\
# Schemas

Every format that codexctl reads, writes or prints has a JSON Schema at an address of its own:
`{addresses.schema("NAME/VERSION.json")}`. It stays there when a newer version comes. What `--json`
prints names its schema as `codexctl.NAME/VERSION` in the member `schema`.

An editor with TOML schemas (Taplo, Even Better TOML) checks a file whose first line names one:

```toml
#:schema {addresses.schema("policy/1.json")}
version = 1
```

The starter of `codexctl policy init` begins with that line. For `settings.toml` the line is
`#:schema {addresses.schema("settings/1.json")}`; codexctl leaves it where you put it.

## When a version goes up

- **What codexctl prints** (`schemas/output/`): a new member or a new word is no new version, so a
  program must pass over members and words that it does not know. The version goes up when a member
  goes, may be missing where it was always there, or has another type, and when a word goes.
- **What people write** (`settings.toml`, `policy.toml`, presets) and what codexctl keeps
  (receipts): a new key, a new word or a wider range is no new version. The version goes up when a
  file that was valid would be refused.
- **Formats of others** (files of Codex, of device management, of collectors and dashboards) follow
  their owners: the schema says what codexctl checks today, and promises nothing.

`make check` compares every schema with its published copy in `docs/schemas/` and refuses a change
that breaks these rules while the version stays.
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
