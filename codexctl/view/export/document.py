"""A session as a document, in reading order: the source of all exports for readers.

All its text is clean, each string one line without control characters.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from codexctl.view.card.blocks import Block, Diff, DiffLine, Output, Picture, Prose, Row
from codexctl.view.terminal.pad import Piece


class Kind(StrEnum):
    """The kinds of entries. A call or an agent contains the entries after it, one level deeper."""

    prompt = "prompt"
    answer = "answer"
    reasoning = "reasoning"
    call = "call"
    agent = "agent"
    note = "note"


@dataclass(frozen=True, slots=True)
class Entry:
    """One prompt, text, call or subagent; `depth` others contain it (0: the turn's own).

    For a call or an agent, `name` is its name, `state` how it ended (`done`, `failed`, `stopped`,
    `open`), `facts` are its duration and similar, `title` is what its card adds to them.
    """

    kind: Kind
    depth: int
    blocks: tuple[Block, ...] = ()
    name: str = ""
    state: str = ""
    facts: tuple[str, ...] = ()
    title: tuple[Piece, ...] = ()

    @property
    def holds_others(self) -> bool:
        """Whether the entries after it, one level deeper, belong to it."""
        return self.kind in (Kind.call, Kind.agent)

    @property
    def lines(self) -> Iterator[str]:
        """All its text, line by line."""
        for block in self.blocks:
            yield from lines_of_block(block)


@dataclass(frozen=True, slots=True)
class TurnPart:
    """One turn, counted from 1, with its content; `state` as in an entry, `status` as a word."""

    number: int
    trace_id: str
    started: str
    state: str
    status: str
    facts: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def opening(self) -> str:
        """The first line of the prompt, by which people recognise the turn."""
        prompts = (entry for entry in self.entries if entry.kind is Kind.prompt)
        lines = (line for entry in prompts for line in entry.lines)
        return next((line.strip() for line in lines if line.strip()), "")


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of the heading: its label and value; `is_code` marks ids and paths."""

    label: str
    value: str
    is_code: bool = False


@dataclass(frozen=True, slots=True)
class Document:
    """A session, or one of its traces: `what` says which, `ident` is its id.

    `project` is the name of its folder, empty if it is not known or may not be shown.
    """

    what: str
    ident: str
    project: str
    facts: tuple[Fact, ...]
    turns: tuple[TurnPart, ...]


def lines_of_block(block: Block) -> Iterator[str]:
    """The text of a block, line by line."""
    match block:
        case Row(pieces):
            yield plain(pieces)
        case Prose(lines) | Output(lines):
            yield from (block.first + line if not at else line for at, line in enumerate(lines))
        case Diff(lines):
            yield from map(written, lines)
        case Picture():
            yield f"[{block.told}]"


def written(line: DiffLine) -> str:
    """A line of a diff with its sign; a hunk's header already contains it."""
    return line.text if line.sign == "@" else line.sign + line.text


def plain(pieces: tuple[Piece, ...]) -> str:
    """A line without its styles."""
    return "".join(text for text, _ in pieces)
