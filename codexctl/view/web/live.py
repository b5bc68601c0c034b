"""`/live`: tells pages that something was stored, by server-sent events (HTML Living Standard).

What was stored is not in the event: a page loads itself again, with its own filters and limits.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from threading import Event
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse
from starlette.routing import Route

from codexctl.errors import CodexctlError
from codexctl.view.web.sources import Source

if TYPE_CHECKING:
    from starlette.requests import Request

# How often it is looked whether anything was stored: a pragma, of some microseconds.
_LOOK_S = 0.25
# How often something is sent though nothing happened, so that either side sees whether the other
# one is there.
_BEAT_S = 15.0
_BEAT = b": beat\n\n"
_STORED = b"event: stored\ndata: {}\n\n"
# After a break the browser comes back after so many milliseconds.
_BEGIN = b"retry: 2000\n\n"


class Live:
    """Everybody who listens. `ending` ends all of it."""

    def __init__(self, source: Source, ending: Event, look_s: float = _LOOK_S) -> None:
        self._source = source
        self._ending = ending
        self._look_s = look_s
        self._listeners = 0

    @property
    def is_listened_to(self) -> bool:
        """Whether any page is open that would show what is stored."""
        return self._listeners > 0

    @property
    def route(self) -> Route:
        """The address at which pages listen."""
        return Route("/live", self._answer, methods=["GET"])

    async def _answer(self, _: Request) -> StreamingResponse:
        return StreamingResponse(self.events(), media_type="text/event-stream")

    async def events(self) -> AsyncIterator[bytes]:
        """What one page is sent, from now on."""
        self._listeners += 1
        try:
            before, quiet_s = self._version(), 0.0
            yield _BEGIN
            while not self._ending.is_set():
                await asyncio.sleep(self._look_s)
                quiet_s += self._look_s
                now = self._version()
                if now != before:
                    before, quiet_s = now, 0.0
                    yield _STORED
                elif quiet_s >= _BEAT_S:
                    quiet_s = 0.0
                    yield _BEAT
        finally:
            self._listeners -= 1

    def _version(self) -> int:
        """What the store's version is; one that cannot be read now may be at the next look."""
        try:
            return self._source.version()
        except CodexctlError:
            return -1
