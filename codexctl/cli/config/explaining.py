"""`codexctl config explain` and `effective`: which layer a value comes from."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from codexctl.cli.edits.editing import json_option, show_secrets_option
from codexctl.cli.help.command import Command
from codexctl.cli.render import paint, print_json, tell, tell_setting
from codexctl.environment import given
from codexctl.errors import CodexctlError
from codexctl.locations import Locations, locate
from codexctl.wording import safe

if TYPE_CHECKING:
    from codexctl.codex.layers.here import Layer
    from codexctl.codex.layers.words import Explained, Word

EXPLAIN_SCHEMA, EFFECTIVE_SCHEMA = "codexctl.config-explain/1", "codexctl.config-effective/1"


def _here(function: Any) -> Any:
    """The options of a command about the layers of one run of Codex."""
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
    found = look(locations, profile, words, offline=offline)
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

    found = look(locate(os.environ), profile, (), offline=offline)
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


class Found:
    """The layers of one run, and the administrator's limits; `version` is empty if not asked."""

    def __init__(
        self, layers: list[Layer], allowed: dict[str, tuple[Any, ...]], version: str
    ) -> None:
        self.layers, self.allowed, self.version = layers, allowed, version


def look(locations: Locations, profile: str, words: Sequence[str], *, offline: bool) -> Found:
    """Find the layers of one run here; by the files alone where there is no Codex to ask.

    Raises CodexctlError for a file that cannot be read, or a profile that does not exist.
    """
    from codexctl.codex.asking.app_server import CodexSilent
    from codexctl.codex.asking.ask import ask
    from codexctl.codex.asking.find import find_codex
    from codexctl.codex.asking.requirements import requirements_file
    from codexctl.codex.config.files import config_files
    from codexctl.codex.layers.here import from_codex, from_files
    from codexctl.codex.parts.profiles import file_of
    from codexctl.projects.root import project_at

    home, here = locations.codex_home, Path.cwd()
    files = config_files(home, here, requirements_file().parent)
    for one in files:
        if one.file.problem:
            raise CodexctlError(f"{one.file.path} {one.file.problem}", "codexctl config validate")
    chosen = file_of(home, profile) if profile else None
    if chosen and not chosen.is_file():
        raise CodexctlError(f"there is no profile {profile}", "codexctl profiles list")
    root = project_at(here, home)
    ours = from_files(files, profile=chosen, words=words, root=root)
    binary = None if offline or not home.is_dir() else find_codex(given())
    if binary is None:
        return Found(ours, {}, "")
    try:
        seen = ask(binary, home, here, given())
    except CodexSilent as silent:
        tell(f"only from the files: {silent.message}", err=True)
        return Found(ours, {}, "")
    if not seen.layers:
        # Codex does not start with a configuration that it rejects, so it cannot report any layer.
        tell("only from the files: Codex rejects its configuration", err=True)
        return Found(ours, {}, seen.version)
    return Found(from_codex(seen.layers, ours, seen.pins), dict(seen.allowed), seen.version)


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
