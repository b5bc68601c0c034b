"""Stores batches of made-up sessions on demand and says how long each took; a process of its own.

It imports what PYTHONPATH names, so that two checkouts can be measured in turn. Each line that
it reads is a first session and how many; what it answers is milliseconds of processor time, those
that the store itself took.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from codexctl.deliver.store.local_store import LocalStore
from tests.bench.support.many.store import rows


def main(path: Path) -> None:
    """Store what standard input says in the store at `path`."""
    store = LocalStore.open(path)
    for line in sys.stdin:
        first, count = map(int, line.split())
        batch = rows(count, first)
        # A worker delivers a turn or a few at a time, so each session is a transaction.
        began = time.process_time()
        for turn in batch:
            store.store([turn])
        print((time.process_time() - began) * 1000, flush=True)
    store.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
