"""Plans that make, copy and delete profiles, in the form that the installed Codex reads."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codexctl.codex.parts.profiles import (
    SELECTOR,
    Form,
    Profile,
    file_of,
    in_tables,
    name_of,
    table_place,
)
from codexctl.document import toml_keys
from codexctl.document.data import KeyPath
from codexctl.document.toml.parse import parse_toml
from codexctl.edit.files.read import read
from codexctl.edit.files.read_config import read_config
from codexctl.edit.parts.profile_text import profile_text
from codexctl.edit.plan import FileEdit, Plan
from codexctl.edit.plans.config_edit import plan_config
from codexctl.errors import CodexctlError, UsageError
from codexctl.locations import Locations

_MINE = "codexctl profiles list"


def all_profiles(locations: Locations) -> list[Profile]:
    """The profiles of both forms. Raises CodexctlError where a file cannot be read."""
    config = read_config(locations.config_toml)
    paths = sorted(locations.codex_home.glob("*.config.toml"))
    files = [Profile(name_of(path), Form.file, path, read_config(path)) for path in paths]
    return [*files, *in_tables(config, locations.config_toml)]


def plan_create(
    name: str, settings: Mapping[KeyPath, Any], form: Form, locations: Locations
) -> Plan:
    """Plan a new profile with these settings, as a table or as a file of its own.

    Raises UsageError if a profile with that name exists.
    """
    _check_free(name, locations)

    def change(text: str) -> str:
        at = table_place(name) if form is Form.table else ()
        for key, value in settings.items():
            text = toml_keys.set_value(text, (*at, *key), value)
        return text

    if form is Form.table:
        return plan_config(locations.config_toml, change, locations, f"profiles create {name}")
    return _plan_file(file_of(locations.codex_home, name), change(""), f"profiles create {name}")


def plan_copy(source: Profile, name: str, form: Form, locations: Locations) -> Plan:
    """Plan a copy of a profile, in the form that this Codex reads. A file keeps its comments.

    Raises UsageError if a profile called `name` exists.
    """
    _check_free(name, locations)
    title = f"profiles copy {source.name} {name}"
    if form is Form.table:

        def change(text: str) -> str:
            return toml_keys.set_value(text, table_place(name), dict(source.settings))

        return plan_config(locations.config_toml, change, locations, title)
    whole = (read(source.file) or b"").decode()
    text = whole if source.form is Form.file else profile_text(whole, source.name)
    return _plan_file(file_of(locations.codex_home, name), text, title)


def plan_delete(profile: Profile, locations: Locations) -> Plan:
    """Delete a profile. Raises CodexctlError where config.toml chooses it for every run."""
    chosen = toml_keys.get((read(locations.config_toml) or b"").decode(), SELECTOR)
    if chosen == profile.name and profile.form is Form.table:
        what = f"config.toml chooses {profile.name} for every run, and Codex would not start"
        raise CodexctlError(what, "codexctl profiles use --none")
    title = f"profiles delete {profile.name}"
    if profile.form is Form.file:
        return Plan((FileEdit(profile.file, read(profile.file), None),), title)
    place = table_place(profile.name)
    return plan_config(
        locations.config_toml, lambda text: toml_keys.unset(text, place), locations, title
    )


def _plan_file(path: Path, text: str, title: str) -> Plan:
    parse_toml(text)
    return Plan((FileEdit(path, read(path), text.encode()),), title)


def _check_free(name: str, locations: Locations) -> None:
    if any(one.name == name for one in all_profiles(locations)):
        raise UsageError(f"there is a profile {name} already", _MINE)
