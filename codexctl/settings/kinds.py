"""What a row of the tables of settings says: its kind, its bounds, and the ways to say it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# Characters: longer than any address, name or value, and short enough for a header.
LONGEST = 4096


class Kind(StrEnum):
    """What a value is. The first five are scalars: one value, and one word on the command line."""

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
    """When the wizard asks: of everybody, of whoever wants to set more, or not at all."""

    never = "never"
    always = "always"
    more = "more"


@dataclass(frozen=True, slots=True)
class Field:
    """One key: what it takes, what it is for, and by which other ways it can be said.

    `meaning` is a sentence for the schema and the reference page. `low` and `high` bound a number
    (`above` excludes `low` itself); `pattern` is what a text must be (in pairs, each
    value, and `keys` each key) and `must` says so in words.
    `flag` is the option of `codexctl setup`, with `metavar` and `help` as it prints them, and
    `example` a word for it that is right. `environment` are variables that say the same.
    `question` is put by the wizard when `asked` says, and `title` is its name in the summary of the
    answers. `capped_by` is the key of policy.toml that
    holds against it.
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
        """The name under which the command line hands the flag over: `keep_days`."""
        return self.flag.removeprefix("--").replace("-", "_")
