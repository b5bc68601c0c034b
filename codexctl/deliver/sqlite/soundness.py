"""Whether a database is damaged, as far as that shows within a time."""

from __future__ import annotations

import sqlite3
import time
from pathlib import Path

from codexctl.deliver.sqlite.database import has_content
from codexctl.deliver.sqlite.errors import Broken, not_a_file, told

# The number of SQLite's steps between two checks of the time: less than a millisecond.
_STEPS = 10_000
# For `status`, which runs often, and for a repair, which does not.
AT_A_GLANCE_S = 0.1
THOROUGHLY_S = 3.0


def damage(path: Path, within_s: float) -> str:
    """What is wrong with a database; empty where nothing is, or nothing was found in time.

    A small one is looked through, of one of gigabytes only a part. Nothing is written. What cannot
    be opened, or is not a file, is not damaged: nothing of it may be set aside.
    """
    if not has_content(path) or not_a_file(path):
        return ""
    until = time.monotonic() + within_s
    try:
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=within_s)
    except sqlite3.Error:
        return ""
    try:
        db.set_progress_handler(lambda: time.monotonic() > until, _STEPS)
        found = [str(row[0]) for row in db.execute("PRAGMA quick_check(1)")]
        return "" if found == ["ok"] else f"{path}: {' '.join(found[0].split())}"
    except sqlite3.Error as error:
        instead = told(path, error)
        # The time was over, or the file is busy: that is not damage.
        return instead.message if isinstance(instead, Broken) else ""
    finally:
        db.close()
