"""Puts what the releases were found to know into one table, and writes it down compactly."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from tests.codex_keys.walk import Found

Line = str
Path = tuple[str, ...]
Row = dict[str, Any]

ABOUT = {
    "title": "Codex's configuration keys by release line",
    "description": (
        "t: kinds of value (str, bool, int, num, list, table, map, any). v: the only texts taken. "
        "since, until: first and last line that was seen to know the key; absent: always, still. "
        "refused: first line that does not start where it is set. "
        "alias: Codex's own name for an older spelling. instead: what to write now, "
        "from: as of this line. "
        "An object in place of a kind or of values maps a line to what holds from it on."
    ),
    "source": (
        "Asked of the Linux binaries of each release by python -m tests.codex_keys: names from "
        "their own tables of names, kinds from what `codex app-server --strict-config` objects to "
        "(`codex features list` before 0.131), flags from `codex features list`; `instead` from "
        "their deprecation notices."
    ),
}  # fmt: skip


def table(
    found: Mapping[Line, Mapping[Path, Found]],
    features: Mapping[Line, Mapping[str, str]],
    words: Mapping[str, Any],
) -> dict[str, Any]:
    """The whole document. `found` and `features` are by line, the oldest first.

    `words` is what people have to say: `instead`, `from`, `doc` and `alias` by dotted key.
    """
    lines = list(found)
    paths = sorted({path for keys in found.values() for path in keys})
    rows = {row_name(path): _row(path, lines, found) for path in paths}
    for name, row in _flags(lines, features).items():
        rows.setdefault(f"features.{name}", row)
        if "stage" in row:
            rows[f"features.{name}"]["stage"] = row["stage"]
    # Older spellings of flags are taken everywhere and listed nowhere.
    for name in words.get("alias", {}):
        rows.setdefault(name, {"t": "bool"})
    for name in words.get("instead", {}):
        if name.startswith("features."):
            rows.setdefault(name, {"t": "bool"})
    for member in ("alias", "instead", "from", "doc"):
        for name, said in words.get(member, {}).items():
            if name in rows:
                rows[name][member] = said
    return {**ABOUT, "lines": lines, "keys": dict(sorted(rows.items()))}


def row_name(path: Path) -> str:
    """A path as one word; parts that hold a dot stand in quotes."""
    return ".".join(json.dumps(part) if "." in part else part for part in path)


def _row(path: Path, lines: Sequence[Line], found: Mapping[Line, Mapping[Path, Found]]) -> Row:
    read = [line for line in lines if path in found[line]]
    known = [line for line in read if not found[line][path].refused] or read
    row: Row = {"t": _by_line({line: "|".join(_kinds(found[line][path])) for line in known})}
    values = _by_line({line: found[line][path].values for line in known})
    if values:
        row["v"] = values
    aliases = {found[line][path].alias_of for line in known} - {""}
    if aliases:
        row["alias"] = min(aliases)
    if refused := [line for line in read if found[line][path].refused]:
        row["refused"] = refused[0]
    return row | _span(lines, known)


def _kinds(found: Found) -> list[str]:
    """Where one thing or another is taken, text may be, too: only of words that we did not try."""
    mixed = "did not match" in found.said and found.kinds == ["table"]
    return ["str", *found.kinds] if mixed else found.kinds


def _flags(lines: Sequence[Line], features: Mapping[Line, Mapping[str, str]]) -> dict[str, Row]:
    names = sorted({name for flags in features.values() for name in flags if "." not in name})
    rows: dict[str, Row] = {}
    for name in names:
        known = [line for line in lines if name in features[line]]
        stage = _by_line({line: features[line][name] for line in known})
        rows[name] = {"t": "bool", **_span(lines, known), "stage": stage}
    return rows


def _span(lines: Sequence[Line], known: Sequence[Line]) -> Row:
    span: Row = {}
    if known[0] != lines[0]:
        span["since"] = known[0]
    if known[-1] != lines[-1]:
        span["until"] = known[-1]
    return span


def _by_line(said: Mapping[Line, Any]) -> Any:
    """One value if it is always the same, else an object from each line on which it changes."""
    changes: dict[Line, Any] = {}
    last: Any = None
    for line, value in said.items():
        if not changes or value != last:
            changes[line] = last = value
    return next(iter(changes.values())) if len(changes) == 1 else changes


def written(document: Mapping[str, Any]) -> str:
    """The document as text, a key on a line, so that a change can be read in a diff."""
    head = {key: value for key, value in document.items() if key != "keys"}
    lines = [
        *(f" {json.dumps(key)}: {json.dumps(value)}," for key, value in head.items()),
        ' "keys": {',
        ",\n".join(
            f"  {json.dumps(key)}: {json.dumps(row)}" for key, row in document["keys"].items()
        ),
        " }",
    ]
    return "\n".join(["{", *lines, "}", ""])
