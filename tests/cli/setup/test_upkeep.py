"""Old receipts go after any edit, and never silently."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from codexctl.edit.transaction.receipts import FileChange, Receipt, save
from tests.cli.conftest import Shell

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
SET_UP = ("setup", "--yes", "--no-proof")
COMMANDS = {
    "setup": SET_UP,
    "uninstall": ("uninstall", "--yes"),
    "sync": ("sync",),
    "doctor": ("doctor", "--fix", "--yes"),
    "run": ("run", "--", "true", "codex"),
    "service": ("trace", "watch", "--service", "install", "--yes"),
    "config": ("config", "set", "model", "x", "--yes"),
}


def old_receipt(shell: Shell) -> None:
    path = shell.locations.config_toml
    change = FileChange(path, path, b"", b"model = 'y'\n")
    save(Receipt("20200101-000000-000000", "config set", LONG_AGO, (change,)), shell.locations)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_that_edits_says_which_receipts_it_deleted(
    shell: Shell, command: str
) -> None:
    if command not in ("setup", "run"):
        shell.run(*SET_UP)
        with shell.locations.hook_script.open("a") as script:
            script.write("# changed\n")
    old_receipt(shell)
    done = shell.run(*COMMANDS[command])
    assert "note: 1 old receipt deleted, the newest from 2020-01-01" in done.err
    assert not (shell.locations.receipts_dir / "20200101-000000-000000.json").exists()
