"""`codexctl view` as a whole: the address first, then everything that pages need."""

from __future__ import annotations

import signal
from collections.abc import Callable, Mapping
from threading import Event, Thread
from typing import TYPE_CHECKING

from codexctl.locations import Locations
from codexctl.view.web.address import HOST, listen
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.opening import has_display, key_file, open_browser

if TYPE_CHECKING:
    import socket

Say = Callable[[str], None]


def view(
    locations: Locations,
    environ: Mapping[str, str],
    given: Mapping[str, str],
    say: Say,
    *,
    port: int = 0,
    may_open: bool = True,
) -> int:
    """Serve the pages until Ctrl-C, and give the exit code.

    `given` is the environment as the person gave it, for their browser; `say` prints a line. The
    address is printed as soon as it is listened on: what is asked there before pages can be made
    waits for them. Raises CodexctlError, and KeyboardInterrupt after Ctrl-C.
    """
    tokens, here = Tokens(), listen(port)
    address = f"http://{HOST}:{here.getsockname()[1]}/open?key="
    say(address + tokens.new_key())
    file = None
    if may_open and has_display(given):
        # A key of its own, so that the printed one still opens another browser.
        file = key_file(locations.data_dir, address + tokens.new_key())
        open_browser(file, given)
    try:
        ended_by = _serve(locations, environ, tokens, here)
    finally:
        here.close()
        if file:
            file.unlink(missing_ok=True)
    if ended_by == signal.SIGINT:
        raise KeyboardInterrupt
    if ended_by:
        return 128 + ended_by
    say("Nobody has looked for an hour, so the view ends. Again: codexctl view")
    return 0


def _serve(
    locations: Locations, environ: Mapping[str, str], tokens: Tokens, here: socket.socket
) -> int:
    """Everything after the address is printed; gives the signal that ended it, or 0."""
    # Imported here: the address is printed before they are.
    from codexctl.deliver.log import note
    from codexctl.view.web.app import application
    from codexctl.view.web.door.guard import Guard
    from codexctl.view.web.idle import Idle
    from codexctl.view.web.live import live_route
    from codexctl.view.web.rendering import warm
    from codexctl.view.web.server import serve
    from codexctl.view.web.site import Site
    from codexctl.view.web.sources import StoredTurns

    Thread(target=_catch_up, args=(locations, environ), daemon=True).start()
    Thread(target=warm, daemon=True).start()
    source, idle = StoredTurns(locations.traces_db), Idle()
    site = Site.of(source, locations, environ, tokens)
    port = here.getsockname()[1]
    ending = Event()
    guard = Guard(
        application(site, live_route(source, ending.is_set)),
        tokens,
        port,
        idle.seen,
        lambda error: note(locations.log_file, error),
    )

    def close() -> None:
        ending.set()
        source.close()

    return serve(guard, here, idle, close)


def _catch_up(locations: Locations, environ: Mapping[str, str]) -> None:
    """Bring the store up to date as `trace list` does, while the first page is looked at."""
    from codexctl.deliver.worker.freshness import catch_up

    catch_up(locations, environ, lambda _: None)
