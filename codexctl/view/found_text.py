"""Hits of a search as lines for a terminal: session by session, turn by turn, in context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from codexctl.trace.values import instant
from codexctl.view.queries.search import Found, Hit, SessionHits, TurnHits
from codexctl.view.terminal.pad import Piece, fitted, painted
from codexctl.view.terminal.screen import Look
from codexctl.view.terminal.text import moment

_SIGNS: Mapping[str, tuple[str, str]] = {
    "completed": ("done", "good"),
    "failed": ("failed", "bad"),
    "interrupted": ("stopped", "warning"),
    "incomplete": ("open", "warning"),
}
# What a hit is called: one of the kinds that can be searched.
_KINDS: Mapping[str, str] = {
    "prompts": "prompt",
    "answers": "answer",
    "commands": "command",
    "output": "output",
    "paths": "path",
}
_WIDTH = max(map(len, _KINDS.values()))


def lines(found: Found, look: Look) -> Iterator[str]:
    """A headline a session and a turn, and a line a hit; what was looked for stands out."""
    for number, session in enumerate(found.sessions):
        if number:
            yield ""
        for pieces in _session(session, look):
            yield painted(look, fitted(look, pieces, look.width))


def _session(session: SessionHits, look: Look) -> Iterator[Sequence[Piece]]:
    yield [(session.cwd or "session", "strong"), (f"  {session.session_id}", "quiet")]
    for turn in session.turns:
        yield from _turn(turn, look)


def _turn(turn: TurnHits, look: Look) -> Iterator[Sequence[Piece]]:
    figures = turn.line.figures
    sign, style = _SIGNS.get(figures["status"], ("none", ""))
    started = instant(str(figures["started_at"]))
    yield [
        (f"{look.sign(sign)} ", style),
        (str(figures["trace_id"])[:10], "name"),
        ("" if started is None else f"  {moment(started, look.timezone, seconds=False)}", "quiet"),
        (f"  {figures['model'] or ''}", "quiet"),
    ]
    for hit in turn.hits:
        yield _hit(hit)
    if turn.has_more:
        yield [(f"    {'':<{_WIDTH}}  {look.sign('cut')} more in this turn", "quiet")]


def _hit(hit: Hit) -> list[Piece]:
    pieces: list[Piece] = [(f"    {_KINDS[hit.kind]:<{_WIDTH}}  ", "quiet")]
    if hit.name:
        pieces.append((f"{hit.name}: ", "quiet"))
    return pieces + [(one.text, "mark" if one.is_match else "") for one in hit.fragments]
