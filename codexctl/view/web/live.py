"""`/live`: tells pages that something was stored, by server-sent events (HTML Living Standard).

What was stored is not in the event: a page loads itself again, with its own filters and limits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse
from starlette.routing import Route

from codexctl.errors import CodexctlError
from codexctl.view.web.sources import Source

if TYPE_CHECKING:
    from starlette.requests import Request

# How often it is looked whether anything was stored: a pragma, of some microseconds.
_LOOK_S = 0.25
# How often something is sent though nothing happened, so that a page sees whether we are there.
_BEAT_S = 15.0
_BEAT = b": beat\n\n"
_STORED = b"event: stored\ndata: {}\n\n"


def live_route(source: Source, is_ending: Callable[[], bool]) -> Route:
    """The address at which pages listen; it ends when `is_ending` says so."""

    async def live(_: Request) -> StreamingResponse:
        return StreamingResponse(_events(source, is_ending), media_type="text/event-stream")

    return Route("/live", live, methods=["GET"])


async def _events(source: Source, is_ending: Callable[[], bool]) -> AsyncIterator[bytes]:
    before, quiet_s = _version(source), 0.0
    # After a break the browser comes back after so many milliseconds.
    yield b"retry: 2000\n\n"
    while not is_ending():
        await asyncio.sleep(_LOOK_S)
        quiet_s += _LOOK_S
        now = _version(source)
        if now != before:
            before, quiet_s = now, 0.0
            yield _STORED
        elif quiet_s >= _BEAT_S:
            quiet_s = 0.0
            yield _BEAT


def _version(source: Source) -> int:
    """What the store's version is; a store that cannot be read now may be read at the next look."""
    try:
        return source.version()
    except CodexctlError:
        return -1
