"""Renew the pictures of the terminal, or take one of any command.

`python -m tests.pictures` renews `docs/pictures/`. With words it shows a command of codexctl's as
it looks in a throwaway home with one trace: `python -m tests.pictures --columns 60 --png a.png
status`. `--press KEY` (several times) presses keys first, each once the screen stays.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from tests.pictures.drawing import png, svg
from tests.pictures.gallery import drawn
from tests.pictures.home import CODEXCTL, traced
from tests.pictures.terminal import Terminal


def main() -> None:
    """Do what the arguments say."""
    parser = argparse.ArgumentParser(prog="python -m tests.pictures", description=__doc__)
    parser.add_argument("--columns", type=int, default=80)
    parser.add_argument("--rows", type=int, default=200)
    parser.add_argument("--press", action="append", default=[], metavar="KEY")
    parser.add_argument("--svg", type=Path)
    parser.add_argument("--png", type=Path)
    parser.add_argument("words", nargs=argparse.REMAINDER)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.words:
            _look(asked, Path(folder))
            return
        for path, text in drawn(Path(folder)):
            path.write_text(text, "utf-8")
            print(path)


def _look(asked: argparse.Namespace, home: Path) -> None:
    command = [*CODEXCTL, *asked.words]
    with Terminal(command, traced(home), columns=asked.columns, rows=asked.rows) as terminal:
        for key in asked.press:
            terminal.wait_for("")
            terminal.press(key)
        if asked.press:
            terminal.wait_for("")
        else:
            terminal.finish()
        picture = svg(terminal.screen, " ".join(("codexctl", *asked.words)))
        print("\n".join(terminal.lines).rstrip())
    if asked.svg:
        asked.svg.write_text(picture, "utf-8")
    if asked.png:
        asked.png.write_bytes(png(picture))


if __name__ == "__main__":
    main()
