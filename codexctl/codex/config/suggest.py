"""The key of a schema that somebody probably had in mind."""

from __future__ import annotations

from codexctl.codex.config.features import ALIASES
from codexctl.codex.config.schemas import CONFIG, known_below, known_paths, schema_at
from codexctl.document.data import KeyPath
from codexctl.wording import nearest


def meant(path: KeyPath, name: str = CONFIG) -> KeyPath | None:
    """The key of a schema that an unknown one probably is; None if nothing is like it.

    First its neighbours are tried where it goes wrong, then the same name in another table.
    """
    depth = _known_depth(path, name)
    neighbours = [key for key in known_below(path[:depth], name) if key not in ALIASES]
    found = nearest(path[depth], neighbours)
    if found:
        return (*path[:depth], found, *path[depth + 1 :])
    places = [place for place in known_paths(name) if place[-1] == path[-1]]
    return places[0] if len(places) == 1 else None


def _known_depth(path: KeyPath, name: str) -> int:
    """How many parts of a path the schema knows."""
    for depth in range(len(path)):
        if schema_at(path[: depth + 1], name) is None:
            return depth
    return len(path) - 1
