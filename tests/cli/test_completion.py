"""Completion as the shells ask for it: words so far in, what may come next out."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from codexctl.cli.completion import SHELLS, script
from tests.cli.conftest import Shell


def completed(shell: Shell, *words: str) -> list[str]:
    """What bash is offered for the last of the words."""
    line = " ".join(["codexctl", *words])
    done = shell.run(
        _CODEXCTL_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words))
    )
    assert done.err == ""
    return [row.partition(",")[2] for row in done.out.splitlines() if row]


def test_commands_options_and_their_choices_are_completed(shell: Shell) -> None:
    assert completed(shell, "set") == ["setup"]
    assert "list" in completed(shell, "mcp", "")
    assert completed(shell, "setup", "--capt") == ["--capture", "--capture-for"]
    assert completed(shell, "setup", "--capture", "met") == ["metadata"]
    assert completed(shell, "completion", "f") == ["fish"]


def test_values_are_completed_from_the_files(shell: Shell) -> None:
    shell.locations.config_toml.write_text(
        '[mcp_servers.docs]\ncommand = "x"\n[model_providers.azure]\nname = "A"\n'
    )
    (shell.locations.codex_home / "work.config.toml").write_text('model = "m"\n')
    assert shell.run("config", "snapshot", "good").code == 0
    assert completed(shell, "mcp", "show", "do") == ["docs"]
    assert completed(shell, "providers", "use", "az") == ["azure"]
    assert completed(shell, "profiles", "show", "w") == ["work"]
    assert completed(shell, "config", "restore", "g") == ["good"]
    assert completed(shell, "features", "enable", "hook") == ["hooks"]
    assert completed(shell, "policy", "explain", "capture.m") == ["capture.max"]


def test_a_file_that_cannot_be_read_completes_nothing_and_says_nothing(shell: Shell) -> None:
    shell.locations.config_toml.write_text("[broken")
    assert completed(shell, "mcp", "show", "d") == []
    assert completed(shell, "trace", "show", "a") == []


@pytest.mark.parametrize("name", SHELLS)
def test_each_shell_has_a_script(shell: Shell, name: str) -> None:
    done = shell.run("completion", name)
    assert done.code == 0
    assert done.out == script(name)
    assert "_CODEXCTL_COMPLETE" in done.out


@pytest.mark.parametrize("name", ["bash", "zsh", "fish"])
def test_a_shell_takes_its_script(name: str, tmp_path: Path) -> None:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"this machine has no {name}")
    path = tmp_path / "script"
    path.write_text(script(name))
    done = subprocess.run([found, "-n", str(path)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_it_is_installed_where_the_shell_looks_and_undo_removes_it(shell: Shell) -> None:
    path = shell.locations.home / ".local/share/bash-completion/completions/codexctl"
    assert shell.run("completion", "bash", "--install", "--yes").code == 0
    assert path.read_text() == script("bash")
    assert shell.run("completion", "bash", "--install", "--yes").code == 0
    assert shell.run("undo", "--yes").code == 0
    assert not path.exists()
    done = shell.run("completion", "zsh", "--install", "--yes")
    assert "fpath=" in done.err
    assert shell.run("completion", "powershell", "--install", "--yes").code == 2
