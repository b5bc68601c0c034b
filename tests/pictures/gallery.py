"""The pictures of the terminal in README and docs, which are the same in every run.

Each is a row: what is typed, and how wide the window is. `python -m tests.pictures` renews them;
the tests say which are out of date.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pictures.drawing import svg
from tests.pictures.home import CODEXCTL, traced
from tests.pictures.terminal import Terminal
from tests.pictures.wizard import pictures

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"


@dataclass(frozen=True, slots=True)
class Picture:
    """What stands behind `codexctl` in the command, and the width in columns."""

    words: tuple[str, ...]
    columns: int = 80


# Only what says the same on every machine and day: no paths, and no time but the turn's own.
PICTURES: dict[str, Picture] = {
    "trace-show": Picture(("trace", "show", "last", "--no-pager")),
    "trace-list": Picture(("trace", "list")),
}


def drawn(home: Path) -> Iterator[tuple[Path, str]]:
    """Every picture's file and what it should hold; `home` is an empty folder to work in."""
    environ = traced(home)
    for name, picture in PICTURES.items():
        with Terminal(
            [*CODEXCTL, *picture.words], environ, columns=picture.columns, rows=200
        ) as terminal:
            terminal.finish()
            title = " ".join(("codexctl", *picture.words)).removesuffix(" --no-pager")
            yield FOLDER / f"{name}.svg", svg(terminal.screen, title) + "\n"
    with tempfile.TemporaryDirectory() as new:
        for name, drawing in pictures(Path(new)):
            yield FOLDER / f"{name}.svg", drawing + "\n"
