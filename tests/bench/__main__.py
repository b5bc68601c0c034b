"""Run every benchmark, one after the other."""

from __future__ import annotations

import runpy
from pathlib import Path

if __name__ == "__main__":
    for path in sorted(Path(__file__).parent.glob("bench_*.py")):
        print(f"\n── {path.stem}")
        runpy.run_module(f"tests.bench.{path.stem}", run_name="__main__", alter_sys=True)
