"""Something else lies where codexctl keeps a database: commands say so, and none breaks."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

KINDS: dict[str, Callable[[Path], object]] = {
    "a directory": Path.mkdir,
    "a pipe": os.mkfifo,
    "an empty file": Path.touch,
    "text": lambda path: path.write_text("hello\n" * 400),
    "a file nobody may open": lambda path: path.touch(0),
    "a link to a directory": lambda path: path.symlink_to(path.parent),
}
# They show what is in the store, for which the cursors are not needed.
READERS = (("trace", "list"), ("trace", "stats"), ("trace", "search", "word"))
COMMANDS = (
    ("status", "--offline"),
    ("status",),
    ("doctor",),
    *READERS,
    ("trace", "export"),
    ("doctor", "--fix", "--yes"),
)


@pytest.mark.parametrize("name", ["traces.db", "cursors.db"])
@pytest.mark.parametrize("kind", KINDS)
def test_no_command_breaks_at_what_lies_there_instead(shell: Shell, kind: str, name: str) -> None:
    shell.run("setup", "--yes", "--no-proof")
    path = shell.locations.data_dir / name
    for part in ("", "-wal", "-shm"):
        Path(f"{path}{part}").unlink(missing_ok=True)
    KINDS[kind](path)
    is_file = path.is_file()
    for words in COMMANDS:
        done = shell.run(*words)
        assert done.code in {0, 1}, (words, done)
        assert "a bug in codexctl" not in done.err
        # A search has found nothing then, and says so: status names it.
        if not is_file and not (name == "cursors.db" and words in READERS[2:]):
            what = "a directory" if "directory" in kind else "not a regular file"
            said = done.out + done.err
            assert f"{path} is {what}" in said, (words, done)
            assert f"mv {path} {path}.moved" in said, (words, done)
    # What is not ours is left for the person to move.
    assert path.exists()
