"""`docs/reference/settings.md`, made from the tables of settings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from codexctl.settings.destination_fields import DESTINATION
from codexctl.settings.fields import FIELDS, TABLES
from codexctl.settings.kinds import Field, Kind
from codexctl.settings.labels import LABELS
from codexctl.settings.values import bounds

_HEAD = """\
# Settings

This page is for everybody who reads or edits codexctl's own `settings.toml`. It lists every key.
`codexctl setup` writes the file, and you may edit it.

*Flag* is the option of `codexctl setup` that sets the key. *Environment* lists variables that are
read as well. *Capped by* is the key of the administrator's [policy](../policy.md) that limits it.

`version` is 1. If the file has a key that is not listed here, or a value that does not fit, nothing
is delivered until it is fixed. Nothing is lost in the meantime.

Programs find the same in `schemas/settings.schema.json`. Both are generated from
`codexctl/settings/fields.py` and the files beside it: `python -m tests.checks --write`.
"""
_LABELS = """\
## `[resource]`: labels

These attributes have a flag of their own. Any other can be written under `[resource]` by hand.
"""
_DESTINATIONS = """\
## `[[destinations]]`

One table for each place where turns go. Where there are several, `NAME:` before a flag's value says
which one is meant. [Destinations](../destinations.md) has examples.
"""
_KINDS = {
    Kind.switch: "true or false",
    Kind.text: "text",
    Kind.texts: "list of texts",
    Kind.folders: "list of folders",
    Kind.pairs: "table of texts",
    Kind.preset: "name of a backend",
    Kind.rules: "list of rules",
    Kind.prices: "table of prices",
    Kind.destinations: "list of tables, below",
}


def text() -> str:
    """The whole page."""
    top = {place: field for place, field in FIELDS.items() if "." not in place}
    parts = [_HEAD, "## Top level\n", _rows(top)]
    for table, meaning in TABLES.items():
        within = {
            place.partition(".")[2]: field
            for place, field in FIELDS.items()
            if place.startswith(f"{table}.")
        }
        parts += [f"## `[{table}]`\n", f"{meaning}\n", _rows(within)]
    labels = [(f"`{label.attribute}`", _flag(name), label.help) for name, label in LABELS.items()]
    parts += [_LABELS, _table(("Attribute", "Flag", "Meaning"), labels)]
    parts += [_DESTINATIONS, _rows(DESTINATION)]
    return "\n".join(parts)


def _rows(fields: Mapping[str, Field]) -> str:
    head = ("Key", "Meaning", "Type", "Default", "Flag", "Environment", "Capped by")
    return _table(head, (_row(key, field) for key, field in fields.items()))


def _row(key: str, field: Field) -> tuple[str, ...]:
    default = "" if field.default in (None, "") else f"`{field.default!r}`"
    if isinstance(field.default, bool):
        default = f"`{str(field.default).lower()}`"
    return (
        f"`{key}`",
        field.meaning,
        _type(field) + (" (needed)" if field.required else ""),
        default.replace("'", '"'),
        f"`{field.flag}`" if field.flag else "",
        ", ".join(f"`{name}`" for name in field.environment),
        f"`{field.capped_by}`" if field.capped_by else "",
    )


def _type(field: Field) -> str:
    choices = ", ".join(f"`{word}`" for word in field.choices)
    if field.kind is Kind.choice:
        return choices
    if field.kind is Kind.categories:
        return f"list of {choices}"
    if field.kind in (Kind.whole, Kind.number):
        kind = "whole number" if field.kind is Kind.whole else "number"
        return f"{kind} {bounds(field)}".strip()
    return field.must or _KINDS[field.kind]


def _flag(name: str) -> str:
    return f"`--{name.replace('_', '-')}`"


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Rows under their titles, without the columns in which nothing stands."""
    columns = zip(head, *rows, strict=True)
    kept = [(title, "---", *cells) for title, *cells in columns if any(cells)]
    lines = zip(*kept, strict=True)
    cells = (" | ".join(cell.replace("|", "\\|") for cell in line) for line in lines)
    return "".join(f"| {line} |\n" for line in cells)
