"""A [profiles.NAME] table as the text of a file of its own, comments and all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from codexctl.document import toml_keys
from codexctl.document.data import same, spell
from codexctl.document.lines import line_start
from codexctl.document.toml.find import below
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import Header, Statement, scan
from codexctl.errors import DocumentError


def profile_text(text: str, name: str) -> str:
    """What stands in the table, as Codex reads it from `NAME.config.toml`.

    Lines are taken over as they are, where the table is written with headers; a profile in any
    other form is written anew from its data.
    """
    wanted = parse_toml(text)["profiles"][name]
    lifted = _lifted(text, name)
    try:
        if lifted and same(parse_toml(lifted), wanted):
            return lifted
    except DocumentError:
        pass
    return _anew(wanted)


def _lifted(text: str, name: str) -> str:
    statements = below(scan(text), ("profiles", name))
    if not statements or not isinstance(statements[0], Header):
        return ""
    # Comments above the first line stay where they are; those further down would go with it.
    parts = [_part(text, one, commented=one is not statements[0]) for one in statements]
    return "".join(parts).lstrip("\r\n")


def _part(text: str, statement: Statement, *, commented: bool) -> str:
    """A pair as it is; of a header what is behind `profiles.NAME`."""
    comments = _comments_above(text, statement.start) if commented else ""
    whole = text[statement.start : statement.end]
    if not isinstance(statement, Header):
        return comments + whole
    inner = spell(tuple(part for part in statement.place[2:] if isinstance(part, str)))
    if not inner:
        return comments
    brackets = ("[[", "]]") if statement.array else ("[", "]")
    rest = whole[whole.index("]") + len(brackets[1]) :]
    return f"\n{comments}{brackets[0]}{inner}{brackets[1]}{rest}"


def _comments_above(text: str, start: int) -> str:
    first = start
    while first > 0:
        above = line_start(text, first - 1)
        if not text[above:first].lstrip().startswith("#"):
            break
        first = above
    return text[first:start]


def _anew(profile: Mapping[str, Any]) -> str:
    text = ""
    for key, value in profile.items():
        text = toml_keys.set_value(text, (key,), value)
    return text
