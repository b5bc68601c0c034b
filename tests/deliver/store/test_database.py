"""A database opened several times in one process: none of them disturbs another."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

from codexctl.deliver.sqlite.database import connect
from codexctl.deliver.sqlite.read_only import open_read_only

MIGRATIONS = ("CREATE TABLE numbers (value INTEGER)",)


def test_who_reads_sees_what_others_write_though_the_file_is_opened_beside_it(
    tmp_path: Path,
) -> None:
    """To close any file takes a process's locks away, and the log may be deleted under it."""
    path = tmp_path / "x.db"
    connect(path, MIGRATIONS).close()
    script = (
        "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute(sys.argv[2]);"
        "db.commit(); db.close()"
    )
    reading = open_read_only(path, MIGRATIONS)
    assert reading is not None
    with closing(reading):
        versions = set()
        connect(path, MIGRATIONS).close()
        for value in (1, 2, 3):
            insert = f"INSERT INTO numbers VALUES ({value})"
            subprocess.run([sys.executable, "-c", script, str(path), insert], check=True)
            versions.add(reading.execute("PRAGMA data_version").fetchone())
            (seen,) = reading.execute("SELECT max(value) FROM numbers").fetchone()
            assert seen == value
        assert len(versions) == 3


def test_a_database_behind_a_link_to_nothing_yet_is_made_for_its_person_alone(
    tmp_path: Path,
) -> None:
    (tmp_path / "x.db").symlink_to(tmp_path / "elsewhere.db")
    connect(tmp_path / "x.db", MIGRATIONS).close()
    assert (tmp_path / "elsewhere.db").stat().st_mode & 0o777 == 0o600
