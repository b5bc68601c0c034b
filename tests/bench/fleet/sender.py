"""One real machine of a herd: delivers what is pending, and comes back exactly when it may.

`python -m tests.bench.fleet.sender`, with CODEX_HOME and CODEXCTL_HOME of its own. What decides and
sends is codexctl's worker; prints how often it had to come back.
"""

from __future__ import annotations

import os
import time

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import locate

GIVES_UP_S = 120.0


def main() -> int:
    """Deliver until the destination has everything; gives 1 if that takes for ever."""
    locations, clock = locate(os.environ), Clock()
    began, rounds = time.monotonic(), 0
    while time.monotonic() - began < GIVES_UP_S:
        rounds += 1
        reports = deliver(locations, os.environ, clock, Scope(seen_too=True))
        if not reports["herd"].problem:
            print(rounds)
            return 0
        cursors = Cursors.open(locations.cursors_db)
        standing = cursors.destinations.standing("herd")
        cursors.close()
        due_ns = standing.not_before_ns if standing else 0
        time.sleep(max((due_ns - clock.now_ns()) / 1e9, 0.05))
    return 1


if __name__ == "__main__":
    raise SystemExit(main())
