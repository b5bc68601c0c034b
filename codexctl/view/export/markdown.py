"""A session as Markdown in which no text from others becomes markup, a link or HTML.

Such text is in fenced blocks and code spans, with fences longer than any run of backticks inside
(CommonMark 0.31, 4.5 and 6.1). Escaping would not be enough: GitHub makes links and mentions from
plain words, escaped or not, but not inside code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby

from codexctl.view.card.blocks import Diff
from codexctl.view.export.document import Document, Entry, Kind, TurnPart, lines_of_block

_TICKS = re.compile(r"`+")
# codexctl's own words and figures; everything else is written as a code span.
_WORD = r"(?:[A-Za-z]+|[+-]?\d(?:[\d,.:-]*\d)?)"
_PLAIN = re.compile(rf"\(?{_WORD}(?:,? \(?{_WORD}\)?)*\Z")
_HEADS = {Kind.prompt: "Prompt", Kind.answer: "Answer", Kind.reasoning: "Reasoning"}
_SIGNS = {"done": "✓ ", "failed": "✗ ", "stopped": "◼ ", "open": "… "}


@dataclass(slots=True)
class _Section:
    """What one agent did; the turn's own has no number. `entry` is the entry of a subagent."""

    number: str
    depth: int
    entry: Entry | None = None
    entries: list[tuple[Entry, str]] = field(default_factory=list)


def markdown(document: Document) -> Iterator[str]:
    """Yield the file in pieces. Subagents are at the end of the turn to which they belong."""
    yield f"# {document.what} {code(document.ident)}\n\n"
    for fact in document.facts:
        yield f"- {fact.label}: {code(fact.value) if fact.is_code else said(fact.value)}\n"
    for turn in document.turns:
        yield from _turn(turn)


def said(text: str) -> str:
    """Words and figures as they are, everything else as code."""
    return text if _PLAIN.match(text) else code(text)


def code(text: str) -> str:
    """A code span; a line end becomes a space, because a span has only one line."""
    inside = text.replace("\n", " ")
    if not inside.strip():
        return "–"
    ticks = "`" * (_longest(inside) + 1)
    # CommonMark removes one space on either side if there are two; a backtick needs such a space.
    pad = " " if inside[0] in "` " or inside[-1] in "` " else ""
    return f"{ticks}{pad}{inside}{pad}{ticks}"


def fenced(lines: Iterable[str], info: str = "text") -> str:
    """A fenced block; `info` is the word after the first fence."""
    text = "\n".join(lines)
    fence = "`" * max(_longest(text) + 1, 3)
    return f"{fence}{info}\n{text}\n{fence}\n"


def _longest(text: str) -> int:
    """The length of the longest run of backticks."""
    return max(map(len, _TICKS.findall(text)), default=0)


def _turn(turn: TurnPart) -> Iterator[str]:
    facts = " · ".join(map(said, (turn.started, *turn.facts)))
    yield f"\n## Turn {turn.number}: {_SIGNS.get(turn.state, '')}{said(turn.status)}\n"
    yield f"\n{facts} · trace {code(turn.trace_id)}\n"
    for section in _sections(turn):
        if section.entry:
            yield f"\n### Subagent {section.number}: {code(section.entry.name)}\n"
            yield f"\n{_facts(section.entry)}\n"
        for entry, number in section.entries:
            yield from _entry(entry, entry.depth - section.depth, number)


def _sections(turn: TurnPart) -> list[_Section]:
    """Divide a turn into sections, one for each agent, and number the subagents."""
    own = _Section("", 0)
    sections, within = [own], [own]
    for entry in turn.entries:
        while len(within) > 1 and within[-1].depth > entry.depth:
            within.pop()
        if entry.kind is not Kind.agent:
            within[-1].entries.append((entry, ""))
            continue
        number = f"{turn.number}.{len(sections)}"
        within[-1].entries.append((entry, number))
        within.append(_Section(number, entry.depth + 1, entry))
        sections.append(within[-1])
    return sections


def _entry(entry: Entry, depth: int, number: str) -> Iterator[str]:
    below = "↳ " * depth
    if number:
        yield f"\n{below}Subagent {number}: {code(entry.name)} {_facts(entry)}, below\n"
    elif entry.kind is Kind.call:
        yield f"\n{below}{_SIGNS.get(entry.state, '')}{code(entry.name)} {_facts(entry)}\n"
    elif entry.kind in _HEADS:
        yield f"\n{below}**{_HEADS[entry.kind]}**\n"
    for is_diff, blocks in groupby(entry.blocks, lambda block: isinstance(block, Diff)):
        lines = [line for block in blocks for line in lines_of_block(block)]
        if any(line.strip() for line in lines):
            yield "\n" + fenced(lines, "diff" if is_diff else "text")


def _facts(entry: Entry) -> str:
    title = (text for text, _ in entry.title)
    return " · ".join(said(text) for text in (*entry.facts, *title) if text)
