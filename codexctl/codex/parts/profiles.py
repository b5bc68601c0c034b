"""Profiles: settings that go over one's own where a run asks for them, in both of their forms.

Up to 0.133 a profile is a table `[profiles.NAME]`, chosen by `--profile NAME` or permanently by
`profile = "NAME"`. From 0.134.0 on it is a file `NAME.config.toml` beside config.toml, chosen by
`--profile NAME` alone; `profile = …` then keeps Codex from starting, and the tables say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from codexctl.document.data import KeyPath

TABLES, SELECTOR = "profiles", ("profile",)
ENDING = ".config.toml"
# The first release that reads files instead of tables (tested with 0.130.0 and 0.142.0).
_FILES_SINCE = (0, 134, 0)
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")


class Form(StrEnum):
    """How a profile is written down."""

    table = "table"
    file = "file"


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile by its name: its form, the file that has it, and its settings as plain data."""

    name: str
    form: Form
    file: Path
    settings: Mapping[str, Any]


def form_for(version: str) -> Form:
    """The form that a Codex reads, by its version (`0.142.0`); the newer one for an unknown."""
    numbers = tuple(int(part) for part in re.findall(r"\d+", version)[:3])
    return Form.table if numbers and numbers < _FILES_SINCE else Form.file


def is_name(text: str) -> bool:
    """Whether a profile can be called that."""
    return bool(_NAME.match(text))


def table_place(name: str) -> KeyPath:
    """Where a profile of the older form is in config.toml."""
    return (TABLES, name)


def file_of(home: Path, name: str) -> Path:
    """The file of a profile of the newer form."""
    return home / f"{name}{ENDING}"


def in_tables(config: Mapping[str, Any], path: Path) -> Iterator[Profile]:
    """The profiles of the older form in a config.toml."""
    tables = config.get(TABLES)
    for name, table in tables.items() if isinstance(tables, Mapping) else ():
        if isinstance(table, Mapping):
            yield Profile(str(name), Form.table, path, table)


def name_of(path: Path) -> str:
    """The name of the profile that a file is."""
    return path.name.removesuffix(ENDING)


def named(name: str, found: Iterable[Profile], form: Form) -> Profile | None:
    """The profile of a name: in the form that Codex reads, else in the other; None for none."""
    its = [one for one in found if one.name == name]
    return next((one for one in its if one.form is form), its[0] if its else None)
