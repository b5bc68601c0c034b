"""A worker that dies by SIGKILL at one moment: `python -m tests.deliver.metrics.killed_at MOMENT`.

MOMENT is `CLASS.METHOD before` or `… after`, the first time that it is called.
"""

from __future__ import annotations

import os
import signal
import sys
from functools import wraps
from typing import Any

from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.acknowledged import Cursors
from codexctl.deliver.cursors.counted import Counts
from codexctl.deliver.otlp.destination import OtlpDestination
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import locate

CLASSES: dict[str, type] = {c.__name__: c for c in (Cursors, Counts, OtlpDestination)}


def arm(moment: str) -> None:
    """Have this process die at a moment."""
    place, when = moment.split()
    name, method = place.split(".")
    real = getattr(CLASSES[name], method)

    @wraps(real)
    def dying(*given: Any, **named: Any) -> None:
        if when == "after":
            real(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(CLASSES[name], method, dying)


if __name__ == "__main__":
    arm(sys.argv[1])
    deliver(locate(os.environ), {}, Clock())
