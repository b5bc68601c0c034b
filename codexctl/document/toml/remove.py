"""Deleting a key: its own lines go, with one blank line where two would be left."""

from __future__ import annotations

from itertools import pairwise

from codexctl.document.data import Place
from codexctl.document.lines import (
    blank_after,
    blank_before,
    remove_lines,
    text_start,
)
from codexctl.document.toml.find import (
    below,
    header_of,
    inline_home,
    own_comments_end,
    runs,
    section,
)
from codexctl.document.toml.inline import remove_item
from codexctl.document.toml.scan import Header, Pair, Statement, scan


def remove(text: str, place: Place, *, prune: bool = True) -> str:
    """The text without what is at `place`, in however many pieces it was written.

    With `prune`, a table's header goes along with its last pair if nothing else, no comment either,
    is below it. A place that is not there leaves the text as it is.
    """
    statements = scan(text)
    own = below(statements, place)
    if not own:
        return _remove_inline(text, place)
    groups = runs(statements, own)
    if prune and len(groups) == 1 and isinstance(own[0], Pair):
        header = _emptied_header(text, statements, own)
        groups = [[header, *own]] if header else groups
    # From the last one on, so that the positions of the groups before it still hold.
    for group in reversed(groups):
        text = _remove_run(text, group)
    return text


def _remove_run(text: str, group: list[Statement]) -> str:
    start, end = group[0].start, group[-1].end
    above = blank_before(text, start)
    after = blank_after(text, end)
    at_top = start <= text_start(text)
    # A table goes with the blank line that set it apart; pairs go with one only where two blank
    # lines would meet, or a blank one would open the file.
    if isinstance(group[0], Header) and above is not None:
        start = above
    elif after is not None and (at_top or above is not None):
        end = after
    return remove_lines(text, start, end)


def _emptied_header(
    text: str, statements: tuple[Statement, ...], own: list[Statement]
) -> Header | None:
    """The header above `own`, when these pairs are all there is below it."""
    first, last = own[0], own[-1]
    if not isinstance(first, Pair):
        return None
    header = header_of(statements, first.place[: first.base])
    if header is None or header.array or section(statements, header) != own:
        return None
    header_line = text[header.keys[-1][1] : header.end]
    gaps = [header_line, text[header.end : first.start]]
    gaps += [text[statement.end : other.start] for statement, other in pairwise(own)]
    following = min(
        (statement.start for statement in statements if statement.start >= last.end), default=None
    )
    commented = "#" in "".join(gaps) or own_comments_end(text, last.end, following) != last.end
    return None if commented else header


def _remove_inline(text: str, place: Place) -> str:
    home = inline_home(scan(text), place)
    if home is None:
        return text
    around, at = home
    if around.items:
        index = place[len(at)]
        return remove_item(text, around, index) if isinstance(index, int) else text
    gone = [i for i, pair in enumerate(around.pairs) if pair.place[: len(place)] == place]
    # Positions move with each item that goes, so the text is scanned again for each.
    for index in reversed(gone):
        around, _ = inline_home(scan(text), place) or home
        text = remove_item(text, around, index)
    return text
