"""`docs/reference/codex-keys.md`: the keys of config.toml, as each line of Codex knows them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from codexctl.codex.config.known_keys import ANY_NAME, ITEM, Key, KeyTable, known
from codexctl.document.data import spell

_HEAD = """# Codex's configuration keys

This page is for everybody who edits Codex's `config.toml`. It lists which keys each release of
Codex knows, and which values they take. The releases are {lines}.

A key without a remark is known to all of them. "since" and "until" name the first and the last of
these releases that know the key. A release between two of them may have been the first. `*` stands
for a name that you choose.

This page is generated from `schemas/codex/keys.json` (`python -m tests.checks --write`).
`python -m tests.codex_keys` writes that file: it asks the binaries of Codex.
"""
_WORDS = {"str": "text", "bool": "true, false", "int": "whole number", "num": "number",
          "list": "list", "table": "table", "map": "table", "any": "anything"}  # fmt: skip
_KEYMAP = ("tui", "keymap")
_MOST = 8


def text() -> str:
    """The page."""
    table = known()
    lines = [_HEAD.format(lines=", ".join(table.lines))]
    for above, keys in groupby(table.everything(), key=lambda key: key.path[:-1]):
        own = [key for key in keys if key.path[-1] != ITEM]
        if not own:
            continue
        name = _spelled(above)
        lines += [f"\n## {f'`[{name}]`' if above else 'Top level'}\n"]
        lines += _short(own, above) if _is_long(above, own) else _rows(own, table)
    return "\n".join(lines) + "\n"


def _is_long(above: tuple[str, ...], keys: list[Key]) -> bool:
    return above[:2] == _KEYMAP and len(above) == 3


def _short(keys: list[Key], above: tuple[str, ...]) -> Iterator[str]:
    """Keys that all take the same, in one paragraph."""
    yield (
        "A key combination or a list of them: "
        + ", ".join(f"`{key.path[-1]}`" for key in keys)
        + "."
    )


def _rows(keys: list[Key], table: KeyTable) -> Iterator[str]:
    yield "| key | takes | remark |\n|---|---|---|"
    for key in keys:
        yield f"| `{_spelled(key.path[-1:])}` | {_takes(key)} | {_remark(key)} |"


def _takes(key: Key) -> str:
    words = ", ".join(f"`{word}`" for word in key.values[:_MOST])
    if words:
        return words + (", …" if len(key.values) > _MOST else "")
    return " or ".join(dict.fromkeys(_WORDS[kind] for kind in key.kinds))


def _remark(key: Key) -> str:
    said = [
        f"since {key.since}" if key.since else "",
        f"until {key.until}" if key.until else "",
        f"refused from {key.refused} on" if key.refused else "",
        f"now `{key.alias_of}`" if key.alias_of else "",
        f"instead: {key.replaced_by}" if key.replaced_by else "",
    ]
    return "; ".join(part for part in said if part)


def _spelled(path: tuple[str, ...]) -> str:
    return ".".join(part if part in (ANY_NAME, ITEM) else spell((part,)) for part in path)
