"""A home on a disk that is full: one line, one hint, and every byte is as it was."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.deliver.worker.test_full_disk import can_mount

pytestmark = pytest.mark.skipif(not can_mount(), reason="only root can make small disks")

CONFIG = b"model = 'x' # mine\n"


@pytest.fixture
def small(shell: Shell) -> Iterator[Shell]:
    """A machine whose home holds a megabyte."""
    home = str(shell.locations.home)
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "none", home], check=True)
    try:
        shell.locations.codex_home.mkdir()
        shell.locations.config_toml.write_bytes(CONFIG)
        yield shell
    finally:
        subprocess.run(["umount", "--lazy", home], check=True)


def fill(home: Path, leave: int) -> None:
    with (home / "filler").open("wb", buffering=0) as out:
        try:
            while out.write(bytes(4096)):
                pass
        except OSError:
            out.truncate(max(0, out.tell() - leave))


@pytest.mark.parametrize("leave", [0, 4096, 16384])
@pytest.mark.parametrize("words", [("setup",), ("config", "set", "model", "y")])
def test_nothing_is_changed_on_a_full_disk(
    small: Shell, words: tuple[str, ...], leave: int
) -> None:
    fill(small.locations.home, leave)
    done = small.run(*words, "--yes")
    if done.code == 0:  # a small edit fits into the room that is left
        assert leave
        return
    assert done.code == 1
    assert [line.partition(":")[0] for line in done.err.splitlines()] == ["codexctl", "hint"]
    assert "make room" in done.err
    assert f" {small.locations.home}" in done.err.rpartition("make room: df -h")[2]
    written = {path for path, content in small.files().items() if content and "filler" not in path}
    assert written == {str(small.locations.config_toml)}
    assert small.locations.config_toml.read_bytes() == CONFIG


def test_what_is_ours_can_be_taken_away_from_a_full_disk(small: Shell) -> None:
    assert small.run("setup", "--yes", "--no-proof").code == 0
    fill(small.locations.home, 65536)
    assert small.run("uninstall", "--purge", "--yes").code == 0
    assert {Path(path).name for path in small.files()} == {"config.toml", "filler"}
    assert small.locations.config_toml.read_bytes() == CONFIG
