"""`/live`: tells pages about new turns, by server-sent events (HTML Living Standard).

An event does not contain the turns: a page loads itself again, with its own filters and limits.
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

# How often the store is checked for new turns: a pragma that takes some microseconds.
_LOOK_S = 0.25
# How often something is sent although nothing happened, so that both sides notice a broken
# connection.
_BEAT_S = 15.0
_BEAT = b": beat\n\n"
_STORED = b"event: stored\ndata: {}\n\n"
# After a break, the browser connects again after this many milliseconds.
_BEGIN = b"retry: 2000\n\n"


class Live:
    """All pages that listen. `ending` ends all their connections."""

    def __init__(self, source: Source, ending: Event, look_s: float = _LOOK_S) -> None:
        self._source = source
        self._ending = ending
        self._look_s = look_s
        self._listeners = 0

    @property
    def is_listened_to(self) -> bool:
        """Whether any page is open that shows new turns."""
        return self._listeners > 0

    @property
    def route(self) -> Route:
        """The address at which pages listen."""
        return Route("/live", self._answer, methods=["GET"])

    async def _answer(self, _: Request) -> StreamingResponse:
        return StreamingResponse(self.events(), media_type="text/event-stream")

    async def events(self) -> AsyncIterator[bytes]:
        """The events for one page, from now on."""
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
        """The store's version; -1 if it cannot be read now."""
        try:
            return self._source.version()
        except CodexctlError:
            return -1
