"""Python does not look for leftovers all the time in processes that end soon."""

from __future__ import annotations

import subprocess
import sys

# Says, when all else has ended, from how many new objects on Python looks, and through how many.
_TOLD = """
import atexit, gc, runpy, sys
atexit.register(lambda: print(gc.get_threshold()[0], len(gc.get_objects()), file=sys.stderr))
sys.argv = ["codexctl", "--version"]
runpy.run_module("codexctl", run_name="__main__", alter_sys=True)
"""


def test_a_command_looks_for_leftovers_hardly_ever_and_not_at_its_end() -> None:
    told = subprocess.run([sys.executable, "-c", _TOLD], capture_output=True, text=True, check=True)
    new_objects, left = map(int, told.stderr.split())
    assert new_objects > 10_000
    assert left < 1000  # of some 40,000
