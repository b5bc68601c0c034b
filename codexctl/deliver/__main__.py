"""What the hook starts: `python -E -P -m codexctl.deliver`. It says nothing, whatever happens."""

from __future__ import annotations

import os
import sys
import time

# A worker needs less than a tenth of it; memory that threads only reserve counts, too.
_MOST_BYTES = 1 << 30


def main() -> None:
    """Run one worker, independent of the process that started it."""
    from codexctl.environment import given
    from codexctl.isolation import NotIsolated, isolate

    refusal: NotIsolated | None = None
    try:
        isolate("codexctl.deliver", sys.argv[1:])
    except NotIsolated as error:
        refusal = error
    from codexctl.environment import fill
    from codexctl.system.leftovers import collect_less

    fill()
    _detach()
    collect_less()
    from codexctl.errors import CodexctlError
    from codexctl.locations import locate, somebody_else

    try:
        locations = locate(os.environ)
    except CodexctlError:
        sys.exit(1)  # no folder, no log; `codexctl status` reports it
    if somebody_else(locations):
        return  # files that root wrote there would belong to root
    try:
        if refusal:
            raise refusal
        from codexctl.deliver.worker.entry import run

        if run(locations, given()):
            from codexctl.deliver.worker.renew import renew_if_new

            renew_if_new(locations)
            from codexctl.deliver.audit.daily import audit_if_due

            audit_if_due(locations, time.time_ns())
    except Exception as error:  # noqa: BLE001 - nobody is there to see a traceback
        from codexctl.deliver.log import note

        note(locations.log_file, error)
        sys.exit(1)


def _detach() -> None:
    """Leave the session and close what was inherited: Codex waits for all that hold its pipes."""
    # Imported only after `isolate`, like every module that is not loaded before it.
    from codexctl.system import bound_memory, detach

    detach()
    # A file that takes all memory then causes an error of its own.
    bound_memory(_MOST_BYTES)
    os.umask(0o077)
    # Files that Codex had open: a pipe that stays open here keeps its reader waiting.
    os.closerange(3, 256)


if __name__ == "__main__":
    main()
    from codexctl.system.leftovers import leave

    leave()
