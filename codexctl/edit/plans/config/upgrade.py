"""The plan that changes a configuration into what a newer Codex wants: names, words, profiles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from codexctl.codex.config.files import profiles_of
from codexctl.codex.config.known_keys import KeyTable
from codexctl.codex.config.of_line import Fault, Misuse, misuses
from codexctl.codex.config.upgrading import Move, move_of
from codexctl.document import toml_keys
from codexctl.document.data import MISSING, KeyPath, lookup, spell
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.rename import rename_key
from codexctl.edit.files.read import read
from codexctl.edit.files.read_config import parsed
from codexctl.edit.parts.profile_text import profile_text
from codexctl.edit.plan import FileEdit, Plan
from codexctl.locations import Locations

TITLE = "config upgrade"
_PROFILE, _PROFILES = ("profile",), ("profiles",)


@dataclass(frozen=True, slots=True)
class Upgrade:
    """The plan, and what a person has to know or do themselves, a sentence each."""

    plan: Plan
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class _Work:
    """The files so far, and what there is to say."""

    texts: dict[Path, str]
    notes: list[str] = field(default_factory=list)


def plan_upgrade(
    config: Path, table: KeyTable, locations: Locations, *, remove: bool = False
) -> Upgrade:
    """Plan what the table's release wants changed in a config.toml and the profiles beside it.

    Keys that it does not know stay and are named, unless they are to be removed. Raises
    DocumentError where a file is no TOML, EditRefused where it cannot be read.
    """
    beside = tuple(profiles_of(config.parent)) if config == locations.config_toml else ()
    before = {path: read(path) for path in (config, *beside)}
    work = _Work({path: (content or b"").decode() for path, content in before.items()})
    for path, text in work.texts.items():
        parsed(path, text)  # a file that Codex rejects is reported before anything is planned
    if _has_profile_files(table):
        _split_profiles(config, work, before)
    for path in tuple(work.texts):
        work.texts[path] = _upgraded(path, work.texts[path], table, work.notes, remove=remove)
    edits = (FileEdit(path, before.get(path), text.encode()) for path, text in work.texts.items())
    changed = tuple(edit for edit in edits if (edit.before or b"") != edit.after)
    return Upgrade(Plan(changed, f"{TITLE} --to {table.line}"), tuple(work.notes))


def _has_profile_files(table: KeyTable) -> bool:
    selector = table.anywhere(_PROFILE)
    return selector is not None and not table.holds(selector)


def _split_profiles(config: Path, work: _Work, before: dict[Path, bytes | None]) -> None:
    """Make a file of every [profiles.NAME] table, and drop the line that chose one of them."""
    data = parse_toml(work.texts[config])
    profiles = data.get("profiles")
    for name, profile in profiles.items() if isinstance(profiles, Mapping) else ():
        path = config.with_name(f"{name}.config.toml")
        if not _can_be_file(name) or path in work.texts or not isinstance(profile, Mapping):
            why = "exists already" if path in work.texts else "is not a valid name"
            work.notes.append(f"[profiles.{name}] stays: {path.name} {why}")
            continue
        work.texts[path] = profile_text(work.texts[config], name)
        work.texts[config] = toml_keys.unset(work.texts[config], (*_PROFILES, name))
        before[path] = None
        work.notes.append(f"use it with: codex --profile {name}")
    chosen = data.get("profile")
    if not isinstance(chosen, str):
        return
    if config.with_name(f"{chosen}.config.toml") in work.texts:
        work.texts[config] = toml_keys.unset(work.texts[config], _PROFILE)
        work.notes.append(
            f"{chosen} was the profile of every session; it is now used only with --profile"
        )
    elif not isinstance(profiles, Mapping) or chosen not in profiles:
        # It changes nothing, and prevents Codex from starting.
        work.texts[config] = toml_keys.unset(work.texts[config], _PROFILE)
        work.notes.append(f"the line that chose {chosen} is removed: there is no such profile")


def _can_be_file(name: str) -> bool:
    """Whether Codex takes a profile of this name from a file: a plain word."""
    return bool(name) and all(char.isalnum() or char in "-_" for char in name)


def _upgraded(path: Path, text: str, table: KeyTable, notes: list[str], *, remove: bool) -> str:
    for misuse in tuple(misuses(parse_toml(text), table)):
        value = lookup(parse_toml(text), misuse.path)
        move = move_of(misuse, value, table)
        if move is not None:
            text = _moved(text, misuse.path, move)
        elif remove and _is_useless(misuse):
            text = toml_keys.unset(text, misuse.path)
        else:
            notes.append(f"{path.name}: {_left(misuse)}")
    return text


def _is_useless(misuse: Misuse) -> bool:
    return misuse.fault in (Fault.no_longer, Fault.refused)


def _left(misuse: Misuse) -> str:
    hint = f" ({misuse.instead})" if misuse.instead else ""
    rest = "; --remove removes it" if _is_useless(misuse) else ""
    return f"{spell(misuse.path)}: {misuse.what}{hint}{rest}"


def _moved(text: str, old: KeyPath, move: Move) -> str:
    """The text with a key under its new name; what is there already is left as it is."""
    data = parse_toml(text)
    if move.to == old:
        return toml_keys.set_value(text, old, move.value)
    if lookup(data, move.to) is not MISSING:
        return toml_keys.unset(text, old)
    if move.to[:-1] == old[:-1] and move.value == lookup(data, old):
        renamed = rename_key(text, old, move.to[-1])
        if renamed is not None:
            return renamed
    return toml_keys.unset(toml_keys.set_value(text, move.to, move.value), old)


def steps(text: str, table: KeyTable) -> Iterator[tuple[KeyPath, Any]]:
    """What would be moved in one text, and where to; for those who only want to know."""
    data = parse_toml(text)
    for misuse in misuses(data, table):
        move = move_of(misuse, lookup(data, misuse.path), table)
        if move is not None:
            yield misuse.path, move.to
