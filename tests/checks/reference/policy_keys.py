"""`docs/reference/policy-keys.md`, made from the tables that the reader of policy.toml goes by."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import tomlkit

from codexctl.policy.file.chosen import ANY, MEMBERS, row_of
from codexctl.policy.file.explain import keys
from codexctl.policy.file.field import Field
from codexctl.policy.file.fields import FIELDS, TOP, VERSION
from codexctl.policy.file.parse import values_of
from codexctl.policy.file.read import from_bytes
from codexctl.policy.file.starter import starter
from codexctl.settings import fields as settings
from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.kinds import Field as Setting
from tests.checks.reference.markdown import codes, table

_HEAD = """\
# Policy keys

This page is for administrators. It lists every key of `policy.toml` with an example.
[The policy](../policy.md) says where the file belongs and what it does.
`codexctl policy explain KEY` prints one of these entries, and the value on this machine.

*Without it* says what applies if a valid policy does not have the key. *Limits* lists the keys of
[settings.toml](settings.md), environment variables, options and files that the key overrides. The
examples are those of the file that `codexctl policy init` writes.

A key that is not listed here, or a value that does not fit, makes the whole file invalid. Then no
content may be captured and nothing is sent.

Programs find the same in `schemas/policy.schema.json`. This page is generated from
`codexctl/policy/file/fields.py` and `chosen.py`: `python -m tests.checks --write`.
"""
_MEMBERS = f"""\
## Members of `[destination.{ANY}]`

A table needs `endpoint` or `preset`. It takes at most one of the three keys that say where the
secret key is.
"""


def text() -> str:
    """The whole page."""
    examples, explained = _examples(), {key.name: key for key in keys()}
    parts = [_HEAD, "## Top level\n"]
    parts += [_section(key, explained[key].takes, explained[key].meaning, examples) for key in TOP]
    for name in dict.fromkeys(key.partition(".")[0] for key in FIELDS):
        parts.append(f"## `[{name}]`\n")
        for key, field in FIELDS.items():
            if key.startswith(f"{name}."):
                parts.append(_section(key, field.must, field.meaning, examples, field))
    rows = (
        (f"`{key}`", field.must, _default(key), field.meaning) for key, field in MEMBERS.items()
    )
    parts += [_MEMBERS, table(("Key", "Takes", "Default", "Meaning"), rows)]
    return "\n".join(parts)


def _section(
    key: str, takes: str, meaning: str, examples: Mapping[str, str], field: Field | None = None
) -> str:
    lines = [f"### `{key}`\n", f"{meaning}\n", f"- Takes: {takes}"]
    if field:
        lines.append(f"- Without it: {field.absent}")
        if limited := [*([field.over] if field.over else []), *_settings(key)]:
            lines.append(f"- Limits: {', '.join(limited)}")
    return "\n".join([*lines, f"\n```toml\n{examples[key]}\n```\n"])


def _settings(key: str) -> Iterator[str]:
    """What a person says by other ways and this key has the last word on."""
    rows: Mapping[str, Setting] = {
        **settings.FIELDS,
        **{f"destinations.{name}": row for name, row in DESTINATION.items()},
    }
    for place, row in rows.items():
        if row.capped_by == key:
            also = [*([row.flag] if row.flag else []), *row.environment]
            yield f"`{place}`" + (f" ({codes(also)})" if also else "")


def _default(key: str) -> str:
    default = DESTINATION[key].default if key in DESTINATION else None
    return "" if default in (None, "") else f"`{str(default).lower()}`"


def _examples() -> Mapping[str, str]:
    """How the starter suggests each key, as the lines that say it and no other."""
    written = starter(Path("/etc/codexctl/policy.toml"), {})
    suggested = re.sub(r"^#(?=[\w\[\"])", "", written, flags=re.MULTILINE)
    data = tomllib.loads(suggested)
    found = {key: _written({key: data[key]}) for key in TOP}
    for key, value in values_of(data).items():
        name, rest = key.split(".", 1)
        alone = _written({name: {rest: value}})
        # A key that needs another one is shown with its whole table.
        needs = from_bytes(f"version = {VERSION}\n{alone}\n".encode(), Path()).problem
        found.setdefault(row_of(name, rest), _written({name: data[name]}) if needs else alone)
    return found


def _written(data: Mapping[str, Any]) -> str:
    return tomlkit.dumps(data).strip()
