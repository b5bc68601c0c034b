"""The rows of the settings tables: the kind of a value, its bounds, and the ways to set it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Characters: longer than any address, name or value, and short enough for a header.
LONGEST = 4096


class Kind(StrEnum):
    """The type of a value. The first five are single values: one word on the command line."""

    choice = "choice"
    whole = "whole"
    number = "number"
    switch = "switch"
    text = "text"
    categories = "categories"
    texts = "texts"
    folders = "folders"
    pairs = "pairs"
    preset = "preset"
    rules = "rules"
    prices = "prices"
    destinations = "destinations"


SCALARS = frozenset({Kind.choice, Kind.whole, Kind.number, Kind.switch, Kind.text})


class Asked(StrEnum):
    """When the wizard asks: never, always, or only if the person wants to set more."""

    never = "never"
    always = "always"
    more = "more"


@dataclass(frozen=True, slots=True)
class Field:
    """One key: its values, its purpose, and the other ways to set it.

    `meaning` is a sentence for the schema and the reference page. `low` and `high` are the bounds
    of a number (`above` excludes `low` itself). `pattern` is a regular expression for a text, or
    for each value of pairs, and `keys` one for each key of pairs; `must` says the same in words.
    `flag` is the option of `codexctl setup`, with the `metavar` and `help` that it prints;
    `example` is a valid value for it. `environment` are variables for the same setting. `question`
    is the wizard's question, asked when `asked` says; `title` is its name in the summary.
    `capped_by` is the key of policy.toml that limits the value.
    """

    kind: Kind
    meaning: str
    default: Any = None
    choices: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    above: bool = False
    pattern: str = ""
    keys: str = ""
    must: str = ""
    required: bool = False
    flag: str = ""
    metavar: str = ""
    help: str = ""
    example: str = ""
    environment: tuple[str, ...] = ()
    question: str = ""
    title: str = ""
    asked: Asked = Asked.never
    capped_by: str = ""

    @property
    def option(self) -> str:
        """The name of the flag's parameter in the code of a command, for example `keep_days`."""
        return self.flag.removeprefix("--").replace("-", "_")
