"""Where other programs keep their servers, read from `templates/mcp/formats.toml`."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

_HOME, _PROJECT = "~", "."


@dataclass(frozen=True, slots=True)
class Format:
    """One program's way of writing servers down; the members are described in the data file."""

    name: str
    title: str
    files: tuple[str, ...]
    at: tuple[tuple[str, ...], ...]
    url: str
    source: str
    sse: str = ""
    variable: str = r"(?!)"
    input: str = r"(?!)"
    inputs: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict)
    milliseconds: Mapping[str, str] = field(default_factory=dict)
    ignored: tuple[str, ...] = ()

    def paths(self, home: Path, project: Path | None) -> Iterator[Path]:
        """Where its files are: the project's first, which is None outside of one."""
        for file in self.files:
            base, _, below = file.partition(":")
            folder = {_HOME: home, _PROJECT: project}[base]
            if folder:
                yield folder / below

    def tables(self, data: Mapping[str, Any], project: Path | None) -> Iterator[Mapping[str, Any]]:
        """The tables of servers in a file's data."""
        for place in self.at:
            found: Any = data
            for part in place:
                key = str(project) if part == "{project}" else part
                found = found.get(key) if isinstance(found, Mapping) else None
            if isinstance(found, Mapping):
                yield found

    def variables(self, text: str) -> Iterator[re.Match[str]]:
        """The variables of the environment that a text names."""
        return re.finditer(self.variable, text)


@cache
def formats() -> Mapping[str, Format]:
    """All formats by name."""
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    text = files("codexctl.templates").joinpath("mcp/formats.toml").read_text("utf-8")
    return {row["name"]: _format(row) for row in tomllib.loads(text)["format"]}


def _format(row: Mapping[str, Any]) -> Format:
    places = tuple(tuple(place) for place in row["at"])
    lists = {key: tuple(row[key]) for key in ("files", "ignored") if key in row}
    return Format(**{**row, **lists, "at": places})


def format_of(path: Path) -> Format | None:
    """The program whose file this is, by its name and folders; None where it is nobody's."""
    for one in formats().values():
        for file in one.files:
            below = Path(file.partition(":")[2]).parts
            if path.parts[-len(below) :] == below:
                return one
    return None
