"""Root in somebody else's home runs nothing that the home names; its owner's root would."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Shell

pytestmark = pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be in another's home"
)
SOMEBODY = 54321
MODULE = """\
from keyring.backend import KeyringBackend
with open({ran!r}, "a") as ran: ran.write("keyring\\n")
class Keyring(KeyringBackend):
    priority = 99
    def get_password(self, service, username): return None
    def set_password(self, service, username, password): pass
    def delete_password(self, service, username): pass
"""
FAR = """\
version = 1
[[destinations]]
name = "far"
kind = "otlp"
endpoint = "http://127.0.0.1:9/v1/traces"
api_key_command = ["{python}", "-c", "print('command', file=open('{ran}', 'a')); print('k1')"]
"""
COMMANDS = (
    ("status", "--offline"), ("doctor", "--offline"), ("auth", "list"), ("auth", "test", "far"),
    ("policy", "check"), ("policy", "show"), ("trace", "export"), ("trace", "list"),
    ("selftest", "--timeout", "1"),
)  # fmt: skip


def hostile(shell: Shell, ran: Path) -> None:
    """A home in which everything that can be named is a program of its owner's."""
    locations = shell.locations
    shell.run("setup", "--yes", "--no-proof", "--destination", "local")
    locations.settings_toml.write_text(FAR.format(python=sys.executable, ran=ran))
    locations.keys_file.write_text('["far"]')
    folder = locations.home / ".config" / "python_keyring"
    folder.mkdir()
    rc = f"[backend]\ndefault-keyring = mine.Keyring\nkeyring-path = {locations.home}\n"
    (folder / "keyringrc.cfg").write_text(rc)
    (locations.home / "mine.py").write_text(MODULE.format(ran=str(ran)))
    locations.hook_script.write_text(f"#!/bin/sh\necho script >> {ran}\n")
    locations.hook_script.chmod(0o700)


def test_root_in_a_persons_home_runs_nothing_of_theirs(shell: Shell, tmp_path: Path) -> None:
    ran = tmp_path / "ran"
    hostile(shell, ran)
    for words in COMMANDS:
        shell.run(*words)
    assert set(ran.read_text().split()) == {"keyring", "command", "script"}, "it is root's own"
    ran.unlink()
    for path in (shell.locations.home, *shell.locations.home.rglob("*")):
        os.chown(path, SOMEBODY, SOMEBODY, follow_symlinks=False)
    for words in COMMANDS:
        shell.run(*words)
    assert not ran.exists()
