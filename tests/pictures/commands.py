"""What every command says on a terminal: the examples of its help, and what goes wrong most.

`python -m tests.pictures.commands FOLDER [COLUMNS …]` takes a picture of each at each of these
widths (60, 80 and 120 unless others are named), to be looked at, and names the lines that a window
of that width breaks inside a word. So it does with the help of groups, and with the longest others.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from codexctl.cli.help.described import Described, every_command
from codexctl.cli.main import codexctl
from codexctl.view.terminal.text import cells
from tests.cli.help.machine import Machine, machine_in
from tests.cli.help.person import WIZARD, carried_out
from tests.pictures.drawing import png, svg
from tests.pictures.failures import CHANGE_NOTHING, CHANGE_SOMETHING
from tests.pictures.terminal import Terminal

WIDTHS = (60, 80, 120)
# What is for programs, and is printed as it is; and the wizard, which has pictures of its own.
_FOR_PROGRAMS = re.compile(
    r"--json|--format |completion \w+$|policy (render|init .*--max)|\| codexctl|service print|"
    r"--github"
)
_LONGEST = 10  # so many helps of commands are looked at
_ESCAPE = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07]*\x07)")


def lines_for_people() -> Iterator[str]:
    """The examples whose output people read, command by command."""
    every = (example.line for one in every_command(codexctl) for example in one.examples)
    for line in dict.fromkeys(every):
        if line not in WIZARD and not _FOR_PROGRAMS.search(line):
            yield line


def helps() -> Iterator[str]:
    """The help of every group, and of the commands with the longest."""
    every = tuple(every_command(codexctl))
    groups = [one for one in every if one.commands]
    others = sorted((one for one in every if not one.commands), key=_options, reverse=True)
    yield from (f"{one.name} --help" for one in (*groups, *others[:_LONGEST]))


def _options(command: Described) -> int:
    return sum(len(section.options) for section in command.sections)


def broken_in(written: bytes, columns: int) -> list[str]:
    """The lines that a window of so many columns breaks inside a word, as they were written.

    One that is a single word, as a path, or a command to copy, stays whole: it has no other place.
    What a line was before it was written anew (by a bar of progress) does not count.
    """
    text = _ESCAPE.sub("", written.decode("utf-8", "replace")).replace("\r\n", "\n")
    lines = (line.rpartition("\r")[2] for line in text.split("\n"))
    return [line for line in lines if cells(line) > columns and not _is_one(line)]


def _is_one(line: str) -> bool:
    """Whether a line is one word, a key with its equals sign, or one command after its arrow."""
    words = line.split()
    is_key = words[1:] == ["="]
    return len(words) == 1 or is_key or "codexctl" in (words[0], "".join(words[:2])[1:])


def shown(machine: Machine, line: str, columns: int) -> Terminal:
    """The terminal in which the line has been carried out."""
    with machine.terminal(line, columns) as terminal:
        carried_out(terminal, line)
    return terminal


def main() -> None:
    """Take the pictures; the arguments name a folder and widths."""
    folder, widths = Path(sys.argv[1]), [int(word) for word in sys.argv[2:]] or WIDTHS
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as home, machine_in(Path(home)) as machine:
        for line in (*lines_for_people(), *CHANGE_NOTHING, *CHANGE_SOMETHING, *helps()):
            name = re.sub(r"[^a-z0-9.]+", "-", line.removeprefix("codexctl").lower())
            for columns in widths:
                machine.renew()
                terminal = shown(machine, line, columns)
                path = folder / f"{name.strip('-')[:80]}-{columns:03}.png"
                path.write_bytes(png(svg(terminal.screen, line)))
                path.with_suffix(".txt").write_text("\n".join(terminal.lines).rstrip() + "\n")
                for broken in broken_in(terminal.written, columns):
                    print(f"{line} at {columns}: {broken}", flush=True)


if __name__ == "__main__":
    main()
