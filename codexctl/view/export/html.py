"""A session as one HTML file: no script, nothing loaded from elsewhere, readable and printable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from codexctl.view.export.document import Document, Entry, written

if TYPE_CHECKING:
    from jinja2 import Environment

# A card with more lines than this is folded at first.
OPEN_LINES = 12


class Step(StrEnum):
    """What a template does next: begin an entry with children, write one without, or end one."""

    begin = "begin"
    write = "write"
    end = "end"


class Told(NamedTuple):
    """An entry, and what to do with it."""

    step: Step
    entry: Entry


def html(document: Document) -> Iterator[str]:
    """Yield the file in pieces.

    The template engine escapes every text. The file also has a policy that forbids scripts and
    everything from elsewhere, in case one ever gets in.
    """
    return _environment().get_template("session.html.j2").generate(document=document)


def nested(entries: Iterable[Entry]) -> Iterator[Told]:
    """Mark where each entry with children begins and ends."""
    open_ones: list[Entry] = []
    for entry in entries:
        while open_ones and open_ones[-1].depth >= entry.depth:
            yield Told(Step.end, open_ones.pop())
        if entry.holds_others:
            open_ones.append(entry)
        yield Told(Step.begin if entry.holds_others else Step.write, entry)
    while open_ones:
        yield Told(Step.end, open_ones.pop())


def is_folded(entry: Entry) -> bool:
    """Whether an entry is folded at first: agents are, and cards with many lines."""
    return not entry.blocks or sum(1 for _ in entry.lines) > OPEN_LINES


def first_line(entry: Entry) -> str:
    """The line by which people recognise a folded card."""
    return next((line.strip() for line in entry.lines if line.strip()), "")


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("codexctl.templates", "saved"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        nested=nested, is_folded=is_folded, first_line=first_line, written=written
    )
    return environment
