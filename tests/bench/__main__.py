"""Run every benchmark, one after the other, and say how long each took.

`python -m tests.bench [NAME…]`: only those whose name holds one of these words (`hook`, `peers`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.support.measure import table

FOLDER = Path(__file__).parent


def main(wanted: list[str]) -> int:
    """Run them; gives how many could not be run to their end."""
    took: list[tuple[str, str]] = []
    failed = 0
    for name in names():
        if wanted and not any(word in name for word in wanted):
            continue
        print(f"\n── {name} (load average {os.getloadavg()[0]:.1f})", flush=True)
        began = time.monotonic()
        done = subprocess.run([sys.executable, "-m", name], cwd=FOLDER.parents[1], check=False)
        took.append((name, f"{time.monotonic() - began:.0f}" + " failed" * bool(done.returncode)))
        failed += bool(done.returncode)
    table(("benchmark", "seconds"), took)
    return failed


def names() -> list[str]:
    """The modules of all benchmarks, ours before those with other tools in them."""
    paths = [*sorted(FOLDER.glob("bench_*.py")), *sorted(FOLDER.glob("*/bench_*.py"))]
    return [
        ".".join(("tests", *path.relative_to(FOLDER.parent).with_suffix("").parts))
        for path in paths
    ]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
