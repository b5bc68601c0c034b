"""Our code starts on Windows: no module of ours needs what only POSIX systems have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_IMPORT_ALL = """
from importlib import import_module
from tests.system.as_windows import all_modules
for name in all_modules():
    import_module(name)
import codexctl.system
print(codexctl.system.lock.__module__)
"""


def as_windows(script: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run Python text as if this were Windows."""
    return subprocess.run(
        [sys.executable, "-m", "tests.system.as_windows", script],
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environ},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_module_can_be_imported_where_posix_modules_are_absent() -> None:
    done = as_windows(_IMPORT_ALL)
    assert (done.stderr, done.stdout) == ("", "codexctl.system.windows\n")


def test_the_simulation_does_hide_what_windows_lacks() -> None:
    script = "import codexctl; exec('import fcntl', {'__name__': 'codexctl.x'})"
    assert "No module named 'fcntl'" in as_windows(script).stderr
    assert "AttributeError" in as_windows("import os; os.geteuid()").stderr
