"""The page of files names every file that setup and a turn leave behind, with its mode."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from tests.checks.reference import files
from tests.cli.conftest import Shell


def test_what_setup_and_a_turn_write_is_on_the_page_with_its_mode(shell: Shell) -> None:
    shell.run("setup", "--yes", CODEXCTL_HOME=str(shell.cwd / "own"))
    shell.run("selftest", CODEXCTL_HOME=str(shell.cwd / "own"))
    own = shell.cwd / "own"
    shown = {path.strip("`"): mode for path, mode, _ in files.rows()}
    found = [path for path in own.rglob("*") if path.is_file()]
    assert own / "settings.toml" in found
    for path in found:
        row = _row(path.relative_to(own), shown)
        assert row, path
        mode = f"{stat.S_IMODE(path.stat().st_mode):04o}"
        assert row.endswith("/") or shown[row] == mode, path


def _row(path: Path, shown: dict[str, str]) -> str:
    name = re.sub(r"(traces|cursors)\.db-(wal|shm)", "cursors.db-wal", path.as_posix())
    for row in shown:
        place = row.partition("/")[2]
        if place == name or (place.endswith("/") and name.startswith(place)):
            return row
    return ""
