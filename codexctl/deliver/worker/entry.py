"""Where every hook's worker comes in: one for a Codex home at a time, the others leave at once.

A hook leaves its hint before it looks whether a worker is at it, and the worker looks at the
hints again after it has removed its number: so a hint that comes at any moment is served, by
the worker that runs or by the next one. Workers of several homes deliver by turns. Nothing heavy
is imported before it is this one's turn.
"""

from __future__ import annotations

from collections.abc import Mapping

from codexctl.deliver import hints
from codexctl.deliver.by_turns import delivering
from codexctl.deliver.clock import Clock
from codexctl.deliver.one_run import is_over
from codexctl.deliver.only_worker import the_only_one
from codexctl.locations import Locations

# What the beginning of a turn hints at (earlier turns that nobody delivered) is not urgent, and
# Codex needs the processor at that moment. When a turn ends, Codex still works for about 50 ms, and
# writes its last line only then. The hook waits this long before it starts a worker; this pause is
# for hints that come while a worker is running.
_BEGINNING_NS = 2 * 1_000_000_000
_ENDING_NS = 80 * 1_000_000
_POLL_S = 0.02
# With `_POLL_S`, at most three seconds, whatever the clock and new hints say.
_POLLS = 150


def run(locations: Locations, environ: Mapping[str, str], clock: Clock | None = None) -> bool:
    """Serve all hints there are; False, at once, when another worker of this home is doing it.

    False, too, in a worker of a run that is over.
    """
    from codexctl.deliver.worker.elsewhere import with_writable_folder

    with with_writable_folder(locations) as there:
        return _run(there, environ, clock or Clock())


def deliver_beside(locations: Locations, environ: Mapping[str, str]) -> None:
    """Deliver what has ended, while another worker of this home waits for what has not."""
    from codexctl.deliver.worker.elsewhere import with_writable_folder

    clock = Clock()
    with with_writable_folder(locations) as there, delivering(there, clock) as my_turn:
        if my_turn:
            from codexctl.deliver.worker.deliver import deliver

            deliver(there, environ, clock)


def _run(locations: Locations, environ: Mapping[str, str], clock: Clock) -> bool:
    while not is_over(locations, environ):
        with the_only_one(locations, environ) as only:
            if not only:
                return False
            hints.shorten(locations.hints_dir)
            _let_codex_go_first(locations, clock)
            with delivering(locations, clock) as my_turn:
                if not my_turn:
                    return False
                from codexctl.deliver.worker.deliver import serve
            served = serve(locations, environ, clock)
        if hints.latest(locations.hints_dir) == served:
            return True
    return False


def _let_codex_go_first(locations: Locations, clock: Clock) -> None:
    """Wait while the newest hint is so new that Codex itself has still something to do."""
    for _ in range(_POLLS):
        seen = hints.latest(locations.hints_dir)
        newest, ending = hints.newest(seen), hints.newest_ending(seen)
        enough = _ENDING_NS if ending >= newest else _BEGINNING_NS
        if clock.now_ns() - newest >= enough:
            return
        clock.sleep(_POLL_S)
