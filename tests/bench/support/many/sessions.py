"""Sessions by number: each the same whenever and wherever it is made.

A session is one to a few turns over a project, some with a subagent, over two years of working
days; in all about 6.4 spans a session. They are the reader's own `Turn`s, as if read from rollouts,
so that everything from spans to rows is the project's own.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import accumulate

from codexctl.trace.read.events import ThreadMeta
from codexctl.trace.turns.turn import Link, Turn
from tests.bench.support.many import texts
from tests.bench.support.many.drawn import DAYS, END, SECOND, Drawn, uuid7

_WEIGHTS = tuple(accumulate(1 / (rank + 1) for rank in range(len(texts.PROJECTS))))


@dataclass(frozen=True, slots=True)
class Session:
    """The turns of one session, subagents' included, and what gave those their work."""

    turns: tuple[Turn, ...]
    links: tuple[Link, ...] = ()


def session(number: int) -> Session:
    """The session with this number, from 0."""
    rng = random.Random(number)
    thread = _thread(rng, number)
    at = thread.at
    turns: list[Turn] = []
    links: list[Link] = []
    for _ in range(rng.choice((1, 1, 1, 1, 1, 1, 1, 3))):
        drawn = Drawn(rng, thread, at, asked=rng.choice((0, 1, 1, 2, 2, 3)))
        with_child = rng.random() < 0.03
        turn, link, child = drawn.with_subagent() if with_child else (drawn.turn(), None, None)
        turns += [turn, child] if child else [turn]
        links += [link] if link else []
        at = turn.ended + rng.randint(5, 900) * SECOND
    return Session(tuple(turns), tuple(links))


def sessions(first: int, end: int) -> Iterator[Session]:
    """The sessions with these numbers."""
    return map(session, range(first, end))


def long_turn(spans: int) -> Turn:
    """One turn of exactly so many spans, an even number: each model call asks for one tool."""
    rng = random.Random(spans)
    thread = _thread(rng, 1_000_000 + spans)
    asked = (spans - 2) // 2
    return Drawn(rng, thread, thread.at, asked, only="completed", model="gpt-5.5").turn()


def _thread(rng: random.Random, number: int) -> ThreadMeta:
    """Where and when a session began: more on working days, in the day, and lately."""
    day = END - timedelta(days=int(DAYS * rng.random() ** 1.4) + 1)
    if day.weekday() >= 5 and rng.random() < 0.7:
        day -= timedelta(days=2)
    at = day + timedelta(seconds=rng.randint(7 * 3600, 21 * 3600), milliseconds=number % 1000)
    began = int(at.timestamp() * 1000) * 1_000_000
    cwd = rng.choices(texts.PROJECTS, cum_weights=_WEIGHTS)[0]
    thread_id = uuid7(rng, began)
    return ThreadMeta(
        at=began,
        thread_id=thread_id,
        session_id=thread_id,
        originator=rng.choice(("codex_cli_rs", "codex_cli_rs", "codex_vscode", "codex_exec")),
        cli_version="0.169.0",
        provider="openai",
        cwd=cwd,
        git_branch=rng.choice(texts.BRANCHES),
    )
