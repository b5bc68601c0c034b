"""`codexctl config explain` and `effective`: which layer a value comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.config.layers_here import layers_here
from codexctl.cli.edits.editing import json_option, show_secrets_option
from codexctl.cli.help.command import Command
from codexctl.cli.render import paint, print_json, tell, tell_setting
from codexctl.errors import CodexctlError
from codexctl.locations import locate
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.codex.layers.words import Explained, Word

EXPLAIN_SCHEMA, EFFECTIVE_SCHEMA = "codexctl.config-explain/1", "codexctl.config-effective/1"


def _here(function: Any) -> Any:
    """Add the options for the layers of one run of Codex to a command."""
    for option in (
        json_option,
        show_secrets_option,
        click.option("--offline", is_flag=True, help="Only read the files: do not ask Codex."),
        click.option("--profile", default="", metavar="NAME", help="As with codex --profile NAME."),
    ):
        function = option(function)
    return function


@click.command(cls=Command)
@click.argument("key", default="")
@click.argument("words", nargs=-1, type=click.UNPROCESSED, metavar="[-- CODEX ARGUMENTS]")
@_here
def explain(key: str, words: tuple[str, ...], profile: str, *, offline: bool,
            show_secrets: bool, as_json: bool) -> int:  # fmt: skip
    """Say which layer decides KEY, what the others say, and what an administrator pinned.

    Without KEY, explain every key that is set. Arguments after `--` count as in a run of Codex.
    """
    from codexctl.codex.layers.words import below
    from codexctl.codex.layers.words import explain as explained
    from codexctl.document.data import spell
    from codexctl.edit.intent.config_words import is_known, key_path, likely
    from codexctl.edit.shown import shown_place

    locations = locate(os.environ)
    wanted = _canonical(key_path(key)) if key else ()
    found = layers_here(locations, profile, words, offline=offline)
    keys = below(wanted, found.layers)
    if not keys and wanted:
        if as_json:
            print_json({"schema": EXPLAIN_SCHEMA, "codex": found.version or None, "keys": []})
            return 0
        found_key = None if is_known(wanted) else likely(wanted)
        if found_key:
            raise CodexctlError(f"Codex knows no key {key}", f"did you mean {spell(found_key)}?")
        # A key of a newer Codex, or a wrong one: its default is unknown.
        holds = (
            "so Codex's default applies" if is_known(wanted) else "and codexctl knows no such key"
        )
        tell(f"{safe(spell(shown_place(wanted)))}: no layer sets it, {holds}")
        return 0
    every = [explained(one, found.layers, found.allowed) for one in keys]
    every = every if show_secrets else [*map(_without_secrets, every)]
    if as_json:
        rows = [_row(one) for one in every]
        print_json({"schema": EXPLAIN_SCHEMA, "codex": found.version or None, "keys": rows})
        return 0
    for one in every:
        setting, *layers = _lines(one)
        tell_setting(setting)
        for line in layers:
            tell(line)
    return 0


@click.command(cls=Command)
@_here
def effective(profile: str, *, offline: bool, show_secrets: bool, as_json: bool) -> int:
    """Print the configuration that results from all layers here, each value with its origin."""
    from codexctl.codex.layers.words import effective as every
    from codexctl.codex.layers.words import merged
    from codexctl.document.data import spell
    from codexctl.document.toml.shown import shown_key, shown_value

    found = layers_here(locate(os.environ), profile, (), offline=offline)
    explained = every(found.layers, found.allowed)
    explained = explained if show_secrets else [*map(_without_secrets, explained)]
    if as_json:
        origins = {spell(one.key): one.holder.at for one in explained if one.holder}
        print_json({"schema": EFFECTIVE_SCHEMA, "codex": found.version or None,
                    "config": merged(explained), "origins": origins})  # fmt: skip
        return 0
    for one in explained:
        if one.holder:
            value = shown_value(one.holder.value)
            said = safe(f"{shown_key(one.key)} = {value}")
            tell_setting(said, safe(f"# {one.holder.at}"))
    return 0


def _without_secrets(one: Explained) -> Explained:
    """The same with secrets hidden."""
    from codexctl.edit.shown import shown_copy, shown_place

    words = (
        replace(
            word, spelling=shown_place(word.spelling), value=shown_copy(word.value, word.spelling)
        )
        for word in one.words
    )
    allowed = one.allowed and tuple(shown_copy(value, one.key) for value in one.allowed)
    return replace(one, key=shown_place(one.key), words=tuple(words), allowed=allowed)


def _canonical(key: tuple[str, ...]) -> tuple[str, ...]:
    from codexctl.codex.config.features import canonical

    return (key[0], canonical(key[1]), *key[2:]) if key[0] == "features" and key[1:] else key


def _row(one: Explained) -> dict[str, Any]:
    from codexctl.document.data import spell

    holder = one.holder
    return {
        "key": spell(one.key),
        "value": holder.value if holder else None,
        "set": holder is not None,
        "at": holder.at if holder else None,
        "layer": holder.layer.kind.value if holder else None,
        "pinned": one.is_pinned,
        "allowed": list(one.allowed) if one.allowed is not None else None,
        "words": [
            {
                "layer": word.layer.kind.value,
                "at": word.at,
                "key": spell(word.spelling),
                "value": word.value,
                "fate": word.fate.value,
                "reason": _why(word, one),
            }
            for word in one.words
        ],
    }


def _lines(one: Explained) -> Iterator[str]:
    from codexctl.document.toml.shown import shown_key, shown_value

    holder = one.holder
    said = shown_value(holder.value) if holder else "Codex's default"
    yield safe(f"{shown_key(one.key)} = {said}")
    width = max((len(word.layer.kind.value) for word in one.words), default=0)
    for word in one.words:
        mark = paint("✓", "green") if word is holder else "-"
        why = _why(word, one)
        note = "" if word is holder and not why else f"  {safe(shown_value(word.value))}"
        layer = f"{word.layer.kind.value:<{width}}"
        yield f"  {mark} {layer}  {safe(word.at)}{note}  {safe(why)}".rstrip()


def _why(word: Word, one: Explained) -> str:
    from codexctl.codex.layers.words import Fate
    from codexctl.document.data import spell
    from codexctl.document.toml.shown import shown_value

    renamed = f"under its older name {spell(word.spelling)}" if word.spelling != one.key else ""
    why = {
        Fate.holds: "pinned by the administrator" if one.is_pinned else "",
        Fate.shadowed: "a higher layer decides",
        Fate.disabled: word.layer.disabled,
        Fate.passed_over: "Codex ignores this key in a project's file",
        Fate.not_allowed: "the administrator allows only "
        + ", ".join(shown_value(value) for value in one.allowed or ()),
    }[word.fate]
    return "; ".join(part for part in (why, renamed) if part)
