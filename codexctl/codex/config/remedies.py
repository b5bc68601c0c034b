"""Commands that fix a config.toml, spelled so that they work when they are typed."""

from __future__ import annotations

import shlex

from codexctl.codex.config.schemas import CONFIG, alternatives, load_schema, schema_at
from codexctl.document.data import Place, spell


def unset_command(key: Place, *, project: bool = False) -> str:
    """The command that removes a key, from the file of the `project` where it is in that."""
    return _command("unset", key, project=project)


def set_command(key: Place, value: str, *, project: bool = False) -> str:
    """The command that sets a key to `value`, as it is typed."""
    return _command("set", key, value, project=project)


def fix_command(key: Place, *, project: bool = False) -> str:
    """The command that fixes a value that Codex rejects: without the key its default holds.

    A key that its table needs cannot go: it gets the first value that our schema knows, or its
    table's own name.
    """
    *above, name = map(str, key)
    root, table = load_schema(CONFIG), schema_at(tuple(above), CONFIG)
    for choice in alternatives(table or {}, root):
        choices = choice.get("properties", {}).get(name, {}).get("enum", ())
        choices = (above[-1],) if name == "name" else choices
        if name in choice.get("required", ()) and choices:
            return set_command(key, choices[0], project=project)
    return unset_command(key, project=project)


def _command(verb: str, key: Place, *words: str, project: bool) -> str:
    scope = ("--scope", "project") if project else ()
    dotted = ".".join(spell((part,)) for part in key)
    return shlex.join(("codexctl", "config", verb, dotted, *words, *scope))
