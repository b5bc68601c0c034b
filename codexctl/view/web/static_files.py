"""The style sheet and the scripts: a fixed set of files, read once, asked for by their names."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

_MEDIA = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True)
class StaticFile:
    """One file that pages load."""

    content: bytes
    media: str


@cache
def static_files() -> dict[str, StaticFile]:
    """Every file below `templates/web/static/` that has a type which pages load, by its name.

    A request names a key of this table and never a path: there is nothing to climb out of.
    """
    from importlib.resources import files  # here: few come by, and it takes 5 ms

    folder = files("codexctl.templates") / "web" / "static"
    found = {}
    for file in folder.iterdir():
        ending = "." + file.name.rpartition(".")[2]
        if ending in _MEDIA:
            found[file.name] = StaticFile(file.read_bytes(), _MEDIA[ending])
    return found
