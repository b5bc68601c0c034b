"""Finding a place among the statements of a TOML document, in whatever form it was written."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from codexctl.document.data import Place
from codexctl.document.lines import line_end, line_start
from codexctl.document.toml.scan import Header, Pair, Statement, Value


def below(statements: Sequence[Statement], place: Place) -> list[Statement]:
    """The statements that define `place` or something in it.

    A table whose keys are in several sections gives all of them, in the order of the text.
    """
    return [statement for statement in statements if statement.place[: len(place)] == place]


def runs(statements: Sequence[Statement], chosen: Sequence[Statement]) -> list[list[Statement]]:
    """The chosen statements in groups with no other statement in between.

    `chosen` are some of `statements`; both are in the order of the text.
    """
    wanted = {statement.start for statement in chosen}
    groups: list[list[Statement]] = [[]]
    for statement in statements:
        if statement.start in wanted:
            groups[-1].append(statement)
        elif groups[-1]:
            groups.append([])
    return [group for group in groups if group]


def section(statements: Sequence[Statement], header: Header | None) -> list[Pair]:
    """The pairs right under a header; under no header (None), those that open the document."""
    pairs: list[Pair] = []
    for statement in statements[statements.index(header) + 1 if header else 0 :]:
        if isinstance(statement, Header):
            break
        pairs.append(statement)
    return pairs


def header_of(statements: Sequence[Statement], place: Place) -> Header | None:
    """The header that spells out exactly `place`, an array's element included.

    None where no header does: the table is written by dotted keys, or not at all.
    """
    return next(
        (header for header in statements if isinstance(header, Header) and header.place == place),
        None,
    )


def value_at(statements: Sequence[Statement], place: Place) -> Value | None:
    """The value written for `place`; None where it is a table made of headers or dotted keys."""
    for statement in statements:
        if isinstance(statement, Pair) and statement.place == place:
            return statement.value
    home = inline_home(statements, place)
    if home is None:
        return None
    value, at = home
    if value.items and len(place) == len(at) + 1:
        index = place[-1]
        return value.items[index] if isinstance(index, int) else None
    return next((pair.value for pair in value.pairs if pair.place == place), None)


def inline_home(statements: Sequence[Statement], place: Place) -> tuple[Value, Place] | None:
    """The innermost array or inline table around `place`, and the place of that itself.

    None where the place is in no value: it is written by headers and dotted keys, or not at all.
    """
    for statement in statements:
        if isinstance(statement, Pair) and _inside(place, statement.place):
            return _innermost(statement.value, statement.place, place)
    return None


def own_comments_end(text: str, pos: int, following: int | None) -> int:
    """Where the comment lines end that follow the line ending at `pos` without a gap.

    Comments that lead without a gap to the statement at `following` are that one's, not ours.
    """
    end = pos
    while end < len(text) and text[end : line_end(text, end)].lstrip().startswith("#"):
        end = line_end(text, end)
    return pos if end == following else end


def comments_start(text: str, pos: int, floor: int) -> int:
    """Where the comment lines begin that lead without a gap to the line at `pos`.

    `floor` is where the statement before ends: a string's last line may look like a comment.
    """
    while pos > floor:
        above = line_start(text, pos - 1)
        if above < floor or not text[above:pos].lstrip().startswith("#"):
            break
        pos = above
    return pos


def _innermost(value: Value, at: Place, place: Place) -> tuple[Value, Place]:
    for child, where in _children(value, at):
        if _inside(place, where):
            return _innermost(child, where, place)
    return value, at


def _children(value: Value, at: Place) -> Iterator[tuple[Value, Place]]:
    for index, item in enumerate(value.items):
        yield item, (*at, index)
    for pair in value.pairs:
        yield pair.value, pair.place


def _inside(place: Place, outer: Place) -> bool:
    return len(place) > len(outer) and place[: len(outer)] == outer
