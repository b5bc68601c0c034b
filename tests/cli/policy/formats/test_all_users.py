"""`policy check --all-users`: everybody's Codex, by files alone."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.administered import needs_root
from tests.cli.conftest import Shell


def test_it_is_for_root_and_asks_no_program(shell: Shell) -> None:
    assert shell.run("policy", "check", "--all-users", "--ask").code == 2
    assert shell.run("policy", "check", "--all-users", "--codex-home", ".").code == 2
    if os.geteuid() != 0:
        done = shell.run("policy", "check", "--all-users")
        assert "only root" in done.err


@needs_root
def test_everybodys_home_is_looked_at_and_the_auditors_variables_are_not_theirs(
    shell: Shell, tmp_path: Path
) -> None:
    people = tmp_path / "people"
    passwd = Path("/etc/passwd").read_text("utf-8")
    for number, name in enumerate(("ada", "bob", "eve")):
        home = people / name
        (home / ".codex").mkdir(parents=True)
        (home / ".codex" / "config.toml").write_text("bypass_hook_trust = true\n")
        os.chown(home / ".codex", 41000 + number, 41000 + number)
        os.chown(home / ".codex" / "config.toml", 41000 + number, 41000 + number)
        passwd += f"{name}:x:{41000 + number}:{41000 + number}::{home}:/bin/sh\n"
    # Eve's leads elsewhere: root does not follow a link that she made.
    (people / "eve" / ".codex" / "config.toml").unlink()
    (people / "eve" / ".codex" / "config.toml").symlink_to("/etc/shadow")
    os.lchown(people / "eve" / ".codex" / "config.toml", 41002, 41002)
    (shell.cwd / "passwd").write_text(passwd)
    (shell.cwd / "p.toml").write_text("version = 1\n[trust]\nbypass = false\n")
    words = shlex.join(
        [sys.executable, "-m", "codexctl", "policy", "check", "--all-users", "--policy", "p.toml",
         "--json"]
    )  # fmt: skip
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c",
         f"mount --bind {shlex.quote(str(shell.cwd / 'passwd'))} /etc/passwd || exit 77; {words}"],
        env={**shell.environ, "CODEXCTL_CAPTURE": "full"}, cwd=shell.cwd, capture_output=True,
        text=True, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert done.returncode == 1, done.stderr
    result = json.loads(done.stdout)
    users = {home["path"]: home["user"] for home in result["homes"]}
    theirs = {users[each["home"]]: each["id"] for each in result["violations"]}
    assert theirs == {"ada": "trust-bypass", "bob": "trust-bypass", "eve": "config-unreadable"}
    assert "$CODEXCTL_CAPTURE" not in done.stdout
