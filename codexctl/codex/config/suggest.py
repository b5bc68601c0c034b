"""Did you mean …: the key or name that somebody probably had in mind."""

from __future__ import annotations

from collections.abc import Iterable

from codexctl.codex.config.features import ALIASES
from codexctl.codex.config.schemas import CONFIG, known_below, known_paths, schema_at
from codexctl.document.data import KeyPath

# Of 1, by difflib's measure: a letter or two wrong in a short word, and no other word.
_LIKENESS = 0.72


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like this one; empty if none is.

    Case does not count, nor does a hyphen instead of an underscore.
    """
    import difflib

    names = {key.lower().replace("-", "_"): key for key in known}
    plain = word.lower().replace("-", "_")
    found = difflib.get_close_matches(plain, names, n=1, cutoff=_LIKENESS)
    return names[found[0]] if found else ""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """A hint for a word that is none of the known ones: the nearest, else what to do instead."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found else otherwise


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
