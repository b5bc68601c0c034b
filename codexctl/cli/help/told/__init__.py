"""What the code of a command does not say: examples, and its page in the documentation.

There is one table for each part of the command line. A table is imported when the help of one of
its commands is printed, never at start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module

# Module here → first words of the commands in its table; "" is the program itself.
_TABLES: Mapping[str, tuple[str, ...]] = {
    "setting_up": ("", "setup", "demo", "auth", "selftest", "run", "help", "completion"),
    "looking": ("trace", "view", "status", "doctor"),
    "configuring": ("config", "features", "hooks", "notify"),
    "servers": ("mcp",),
    "ways": (
        *("profiles", "permissions", "providers"),
        *("instructions", "skills", "rules", "prompts"),
    ),
    "governing": ("policy", "fleet"),
    "keeping": ("sync", "update", "history", "undo", "uninstall"),
}


@dataclass(frozen=True, slots=True)
class Example:
    """A command line that can be run as it is, and its purpose."""

    why: str
    line: str


@dataclass(frozen=True, slots=True)
class Told:
    """Examples, page and sections of one command.

    `page` is the name of a page of the documentation; `sections` are titles with the names of the
    parameters below each, for commands with many options. Options in no section are listed under
    `Options`.
    """

    page: str
    examples: tuple[Example, ...]
    sections: tuple[tuple[str, tuple[str, ...]], ...] = ()


NOTHING = Told("", ())


def told(page: str, *examples: tuple[str, str], sections: Mapping[str, str] | None = None) -> Told:
    """Make a row of a table: examples as (purpose, line), a section's parameters as one text."""
    titled = ((title, tuple(names.split())) for title, names in (sections or {}).items())
    return Told(page, tuple(Example(why, line) for why, line in examples), tuple(titled))


def told_of(words: tuple[str, ...]) -> Told:
    """The row of a command; `words` are without the program's name, () is the program itself."""
    first = words[0] if words else ""
    module = next((name for name, firsts in _TABLES.items() if first in firsts), None)
    if module is None:
        return NOTHING
    table: Mapping[str, Told] = import_module(f"{__name__}.{module}").TOLD
    return table.get(" ".join(words), NOTHING)
