"""The blocks of commands in the documents, for the tests that execute them.

`sh` holds commands as they are typed; `console` holds them behind a prompt, with what they print.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.documented.not_run import NOT_RUN

ROOT = Path(__file__).parents[2]
COMMANDS = ("sh", "console")
_FENCE = re.compile(r"^(?P<indent> *)(?P<fence>```+) *(?P<kind>[\w-]*)")
_PROMPT = re.compile(r"^[$#] (.*)")
_NAMED = re.compile(r"# ([\w-]+\.toml)\n")
_REMARK = re.compile(r"(?:^|\s)#(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page; `kind` is the word behind the fence."""

    page: str
    line: int
    kind: str
    text: str

    @property
    def commands(self) -> list[str]:
        """The command lines in it, continued ones as one; none where it holds something else."""
        if self.kind not in COMMANDS:
            return []
        lines = self.text.replace("\\\n", " ").splitlines()
        if self.kind == "console":
            lines = [found.group(1) for found in map(_PROMPT.match, lines) if found]
        found = (_without_remark(line).strip() for line in lines)
        return [line for line in found if line]


def _without_remark(line: str) -> str:
    """The line up to a `#` that stands in no quotes."""
    for found in _REMARK.finditer(line):
        before = line[: found.start()]
        if before.count("'") % 2 == 0 and before.count('"') % 2 == 0:
            return before
    return line


def pages() -> list[str]:
    """The documents that people read: README and everything in docs/."""
    found = (path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").rglob("*.md"))
    return ["README.md", *sorted(found)]


def blocks(page: str) -> Iterator[Block]:
    """The fenced blocks of a page, indented ones too."""
    text: list[str] = []
    fence = kind = indent = ""
    start = 0
    for number, line in enumerate((ROOT / page).read_text("utf-8").splitlines(), 1):
        found = _FENCE.match(line)
        if found and not fence:
            fence, kind, indent = found["fence"], found["kind"], found["indent"]
            text, start = [], number
        elif fence and line.strip() == fence:
            yield Block(page, start, kind, "".join(text))
            fence = ""
        elif fence:
            text.append(line.removeprefix(indent) + "\n")


def files_of(page: str) -> dict[str, str]:
    """The files that a page shows in full: blocks whose first line is `# NAME.toml`."""
    found = ((block, _NAMED.match(block.text)) for block in blocks(page))
    return {name.group(1): block.text for block, name in found if name}


def commands_of(page: str) -> list[str]:
    """The command lines of a page in its order, without those of NOT_RUN.

    A test that executes them names the page in this call: so it is known that one does.
    """
    left_out = NOT_RUN.get(page, {})
    found = (line for block in blocks(page) for line in block.commands)
    return [line for line in found if line not in left_out]
