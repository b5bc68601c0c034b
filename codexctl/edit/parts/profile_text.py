"""A [profiles.NAME] table as the text of a file of its own, comments and all."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from codexctl.document import toml_keys
from codexctl.document.data import same, spell
from codexctl.document.lines import line_start
from codexctl.document.toml.find import below, runs
from codexctl.document.toml.parse import parse_toml
from codexctl.document.toml.scan import Header, Statement, scan
from codexctl.errors import DocumentError


def profile_text(text: str, name: str) -> str:
    """What is in the table, as Codex reads it from `NAME.config.toml`.

    Lines are taken over as they are, where the table is written with headers; a profile in any
    other form is written again from its data, below the comments that were behind its keys.
    """
    wanted = parse_toml(text)["profiles"][name]
    statements = scan(text)
    groups = runs(statements, below(statements, ("profiles", name)))
    lifted = _lifted(text, groups)
    try:
        if lifted and same(parse_toml(lifted), wanted):
            return lifted
    except DocumentError:
        pass
    return _comments_of(text, groups) + _anew(wanted)


def _lifted(text: str, groups: list[list[Statement]]) -> str:
    """The lines of the table without `profiles.NAME`; nothing where it is not under headers."""
    if not groups or not isinstance(groups[0][0], Header):
        return ""
    parts: list[str] = []
    for number, group in enumerate(groups):
        # The text above the first line stays; a later group may be written without it.
        above = _comments_above(text, group[0].start) if number else ""
        parts.append(_part(text, group[0], above))
        # The text between two lines would be moved with them: a blank line, comments.
        parts += [_part(text, one, text[before.end : one.start]) for before, one in pairwise(group)]
    return "".join(parts).lstrip("\r\n")


def _part(text: str, statement: Statement, above: str) -> str:
    """What is above, and a pair as it is; of a header what is behind `profiles.NAME`."""
    whole = text[statement.start : statement.end]
    if not isinstance(statement, Header):
        return above + whole
    inner = spell(tuple(part for part in statement.place[2:] if isinstance(part, str)))
    if not inner:
        return above + _comment_behind(text, statement)
    brackets = ("[[", "]]") if statement.array else ("[", "]")
    rest = text[statement.keys[-1][1] : statement.end].lstrip()[len(brackets[1]) :]
    blank = "" if above[:1] in {"\r", "\n"} else "\n"
    return f"{blank}{above}{brackets[0]}{inner}{brackets[1]}{rest}"


def _comments_of(text: str, groups: list[list[Statement]]) -> str:
    """The comments that go with a profile's lines, as lines of their own."""
    found = ""
    for group in groups:
        found += _comment_behind(text, group[0])
        for before, one in pairwise(group):
            between = text[before.end : one.start].splitlines(keepends=True)
            found += "".join(line for line in between if line.strip())
            found += _comment_behind(text, one)
    return found


def _comment_behind(text: str, statement: Statement) -> str:
    """The comment on a statement's last line, as a line of its own."""
    end = statement.keys[-1][1] if isinstance(statement, Header) else statement.value.end
    _, mark, comment = text[end : statement.end].partition("#")
    # The last line of a file may have no line ending.
    return mark + comment if comment.endswith("\n") or not mark else f"{mark}{comment}\n"


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
