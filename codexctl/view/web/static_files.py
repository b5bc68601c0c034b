"""The style sheet and the scripts: a fixed set of files, read once, found by their names."""

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
    """Every file below `templates/web/static/` with a type that pages load, by its name.

    A request contains a key of this table and never a path, so it cannot reach other files.
    """
    from importlib.resources import files  # here: rarely needed, and takes 5 ms

    folder = files("codexctl.templates") / "web" / "static"
    found = {}
    for file in folder.iterdir():
        ending = "." + file.name.rpartition(".")[2]
        if ending in _MEDIA:
            found[file.name] = StaticFile(file.read_bytes(), _MEDIA[ending])
    return found
