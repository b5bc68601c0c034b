"""One run of the view: a web server on a socket, and its end."""

from __future__ import annotations

import asyncio
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING

import uvicorn

from codexctl.system.interrupts import noted
from codexctl.view.web.idle import Idle

if TYPE_CHECKING:
    from starlette.types import ASGIApp

# How often the server checks whether to end.
_TICK_S = 0.05
# A connection that a browser does not use is closed after this time.
_KEEP_ALIVE_S = 15
# Request line and headers together; ours have less than a thousand bytes.
_MOST_HEADER_BYTES = 32 * 1024


def serve(
    app: ASGIApp, here: socket.socket, idle: Idle, closing: Callable[[], None] = lambda: None
) -> int:
    """Answer requests on a socket until a signal comes, or until nobody has asked for an hour.

    `closing` is called first at the end, to interrupt what pages wait for. Returns 0 after an hour
    without requests, otherwise the number of the signal.
    """
    server = _Server(
        uvicorn.Config(
            app,
            loop="asyncio",
            http="h11",
            ws="none",
            interface="asgi3",
            lifespan="off",
            # Requests are not logged, because addresses can contain a key.
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_keep_alive=_KEEP_ALIVE_S,
            timeout_graceful_shutdown=1,
            h11_max_incomplete_event_size=_MOST_HEADER_BYTES,
        )
    )
    # Before the loop begins, so that no signal in between reaches asyncio's handlers, which would
    # end the loop without `closing`.
    with server.noting():
        return asyncio.run(_run(server, here, idle, closing))


async def _run(
    server: _Server, here: socket.socket, idle: Idle, closing: Callable[[], None]
) -> int:
    serving = asyncio.create_task(server.serve(sockets=[here]))
    while not (serving.done() or server.ended_by or idle.is_over()):
        await asyncio.sleep(_TICK_S)
    server.should_exit = True
    closing()
    # Requests that still wait for an answer are dropped: pages can be loaded again.
    server.force_exit = bool(server.ended_by)
    with suppress(asyncio.CancelledError):
        await serving
    return server.ended_by


class _Server(uvicorn.Server):
    """uvicorn with our own signal handlers, which record the signal that ended it."""

    ended_by = 0

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Do not handle signals here: `noting` handles them from before the loop until after it."""
        yield

    @contextmanager
    def noting(self) -> Iterator[None]:
        """Record SIGINT and SIGTERM, also one that came before."""
        before = {number: signal.signal(number, self._end) for number in _SIGNALS}
        self.ended_by = noted()
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, number: int, _: FrameType | None) -> None:
        self.ended_by = number


_SIGNALS = (signal.SIGINT, signal.SIGTERM)
