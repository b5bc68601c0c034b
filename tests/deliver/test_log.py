"""The worker's log: it rotates, is private, holds no content, and never gets in the way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.deliver import log
from codexctl.deliver.log import describe, note
from codexctl.errors import CodexctlError
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.test_backfill_interrupted import environment


def test_a_log_is_bounded_by_rotating(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "_MAX_BYTES", 2000)
    path = tmp_path / "logs" / "codexctl.log"
    for number in range(300):
        note(path, CodexctlError(f"error {number}"))
    files = sorted(path.parent.iterdir())
    assert [file.name for file in files] == ["codexctl.log", "codexctl.log.1", "codexctl.log.2"]
    assert all(file.stat().st_size <= 2000 for file in files)
    assert "error 299" in path.read_text()


def test_a_log_is_private_whoever_writes_it(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        note(tmp_path / "logs" / "codexctl.log", CodexctlError("x"))
    finally:
        os.umask(before)
    assert (tmp_path / "logs" / "codexctl.log").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o700


def test_a_bug_is_told_by_its_place_and_never_by_its_values() -> None:
    secret = "sk-secret"
    try:
        int(secret)
    except ValueError as error:
        said = describe(error)
    assert said.startswith("ValueError at test_log.py:")
    assert secret not in said


def test_a_log_that_cannot_be_written_stops_nobody(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "logs").write_text("a file where the folder should be")
    note(tmp_path / "logs" / "codexctl.log", CodexctlError("x"))
    note(Path("/dev/full"), CodexctlError("x"))
    assert capsys.readouterr() == ("", "")


def test_nothing_that_was_said_or_done_is_in_the_log_of_a_worker_in_trouble(
    locations: Locations,
) -> None:
    record(locations, "tools-mixed", "shell-ok")
    configure(locations, "local", "far=http://127.0.0.1:1/v1/traces")
    locations.data_dir.mkdir(exist_ok=True)
    locations.traces_db.write_bytes(b"this is no database" * 300)
    locations.cursors_db.mkdir()
    command = [sys.executable, "-E", "-P", "-m", "codexctl.deliver"]
    subprocess.run(command, env=environment(locations), check=False)
    locations.cursors_db.rmdir()
    subprocess.run(command, env=environment(locations), check=False)
    text = locations.log_file.read_text()
    assert "traces.db was damaged" in text
    for word in ("Use many tools", "echo hi", "Done"):
        assert word not in text
