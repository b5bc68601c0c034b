"""What all tests share: random cases are the same in every run, unless new ones are searched."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

# How long cases take to draw says something of the machine's load, and nothing of the code.
_SLOW = [HealthCheck.too_slow]
# A run says the same of the same code on every machine. `make search` looks for new cases.
settings.register_profile("same", derandomize=True, deadline=None, suppress_health_check=_SLOW)
settings.register_profile(
    "search", derandomize=False, print_blob=True, deadline=None, suppress_health_check=_SLOW
)
settings.load_profile("same")

# Files of tests that use what only POSIX systems have are not read on others.
_OF_POSIX = re.compile(r"^import (?:fcntl|grp|pty|pwd|resource|termios)$", re.MULTILINE)
collect_ignore = [
    str(path.relative_to(Path(__file__).parent))
    for path in (Path(__file__).parent.rglob("*.py") if sys.platform == "win32" else ())
    if _OF_POSIX.search(path.read_text("utf-8"))
]
