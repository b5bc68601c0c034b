"""Search hits as lines for a terminal: by session and turn, with their context."""

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
# The name of a hit: one of the kinds of text that can be searched.
_KINDS: Mapping[str, str] = {
    "prompts": "prompt",
    "answers": "answer",
    "commands": "command",
    "output": "output",
    "paths": "path",
}
_WIDTH = max(map(len, _KINDS.values()))


def lines(found: Found, look: Look) -> Iterator[str]:
    """A headline for each session and turn, and a line for each hit; matches are highlighted."""
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
