"""The whole of `codexctl view`: first the address, then everything that pages need."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, suppress
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING

from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from codexctl.system.interrupts import note
from codexctl.view.web.address import HOST, listen
from codexctl.view.web.door.tokens import Tokens
from codexctl.view.web.opening import has_display, opened

if TYPE_CHECKING:
    import socket

    from codexctl.view.web.site import Site
    from codexctl.view.web.sources import Source

Say = Callable[[str], None]


def view(
    locations: Locations,
    environ: Mapping[str, str],
    given: Mapping[str, str],
    say: Say,
    report: Say,
    *,
    port: int = 0,
    may_open: bool = True,
    files: Sequence[Path] = (),
) -> int:
    """Serve the pages until Ctrl-C, and return the exit code.

    `given` is the person's original environment, for the browser; `say` prints a line, `report`
    prints one about a problem. `files` are shown instead of the store, if there are any. The
    address is printed as soon as we listen on it: requests wait until pages can be made. Raises
    CodexctlError, and KeyboardInterrupt after Ctrl-C.
    """
    # Until the server has its own signal handlers, which end it properly.
    with _ending_in_order():
        return _view(locations, environ, given, say, report, port, may_open, files)


@contextmanager
def _ending_in_order() -> Iterator[None]:
    """Make SIGTERM leave all blocks, so that the files for the browser are removed."""
    before = signal.signal(signal.SIGTERM, _leave)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _leave(number: int, _: FrameType | None) -> None:
    note(number)
    raise SystemExit(128 + number)


def _view(
    locations: Locations,
    environ: Mapping[str, str],
    given: Mapping[str, str],
    say: Say,
    report: Say,
    port: int,
    may_open: bool,
    files: Sequence[Path],
) -> int:
    tokens, here = Tokens(), listen(port)
    address = f"http://{HOST}:{here.getsockname()[1]}/open?key="
    say(address + tokens.new_key())
    # A separate key, so that the printed one can still open another browser.
    is_opened = may_open and has_display(given)
    browser = opened(address + tokens.new_key(), given) if is_opened else nullcontext()
    with here, browser:
        ended_by = _serve(locations, environ, tokens, here, files, report)
    if ended_by == signal.SIGINT:
        raise KeyboardInterrupt
    if ended_by:
        return 128 + ended_by
    say("Nobody has looked for an hour, so the view ends. Again: codexctl view")
    return 0


def _serve(
    locations: Locations,
    environ: Mapping[str, str],
    tokens: Tokens,
    here: socket.socket,
    files: Sequence[Path],
    report: Say,
) -> int:
    """Do everything after the address is printed; returns the signal that ended it, or 0."""
    # Imported here, so that the address is printed before.
    from codexctl.view.web.app import application
    from codexctl.view.web.background import in_background, keep_up, read_files
    from codexctl.view.web.door.guard import Guard
    from codexctl.view.web.idle import Idle
    from codexctl.view.web.live import Live
    from codexctl.view.web.server import serve
    from codexctl.view.web.site import Site
    from codexctl.view.web.sources import FileTurns, StoredTurns

    ending, idle = Event(), Idle()
    source: Source
    if files:
        source = FileTurns()
        live = Live(source, ending)
        in_background(partial(read_files, files, source, locations, environ, report))
    else:
        source = stored = StoredTurns(locations.traces_db)
        live = Live(source, ending)
        in_background(
            lambda: keep_up(locations, environ, lambda: live.is_listened_to, ending, stored.repairs)
        )
    site = Site.of(source, locations, environ, tokens)
    in_background(partial(_warm_up, site))

    def close() -> None:
        ending.set()
        source.close()

    pages = application(site, live.route)
    guard = Guard(pages, tokens, here.getsockname()[1], idle.seen, site.note)
    return serve(guard, here, idle, close)


def _warm_up(site: Site) -> None:
    """Load what every page needs, so that the first one does not wait for it."""
    from codexctl.view.web.rendering import warm

    warm()
    with suppress(CodexctlError):  # settings that cannot be read: each page reports it
        site.prices()
