"""Completion as the shells ask for it: words so far in, what may come next out."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.cli.completion import SHELLS, script
from tests.cli.conftest import Shell
from tests.deliver.conftest import record


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


def test_values_of_setup_are_completed_too(shell: Shell) -> None:
    assert shell.run("setup", "--destination", "local", "--yes", "--no-proof").code == 0
    assert completed(shell, "setup", "--destination", "lang") == ["langfuse", "langsmith"]
    assert completed(shell, "setup", "--feature", "hook") == ["hooks=on", "hooks=off"]
    assert completed(shell, "setup", "--exclude", "pro") == ["prompts"]
    assert completed(shell, "setup", "--take-over", "st") == ["staso"]
    assert completed(shell, "setup", "--metrics", "lo") == ["local:"]
    assert completed(shell, "hooks", "add", "St") == ["Stop"]
    (receipt,) = completed(shell, "undo", "2")
    assert receipt in shell.run("history").out


def test_help_is_completed_with_what_comes_next(shell: Shell) -> None:
    assert completed(shell, "help", "trac") == ["trace"]
    assert set(completed(shell, "help", "trace", "s")) == {"show", "stats", "search", "save"}
    assert completed(shell, "help", "trace", "show", "") == []
    assert completed(shell, "help", "no-such", "") == []


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        # As bash hands them over: `=` ends a word, and is one.
        ("setup --capture = re", ["redacted"]),
        ("setup --capture = redacted --excl", ["--exclude"]),
        ("setup --feature hooks = o", ["on", "off"]),
        ("setup --feature = hooks = o", ["on", "off"]),
        # As it does where COMP_WORDBREAKS has no `=`.
        ("setup --capture=re", ["--capture=redacted"]),
        ("setup --feature=hooks=o", ["--feature=hooks=on", "--feature=hooks=off"]),
    ],
)
def test_a_value_behind_its_options_name_is_completed(
    shell: Shell, words: str, offered: list[str]
) -> None:
    assert completed(shell, *words.split()) == offered


def test_every_value_is_offered_right_behind_the_sign(shell: Shell) -> None:
    assert completed(shell, "setup", "--capture", "=") == completed(
        shell, "setup", "--capture", "''"
    )


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


@pytest.mark.parametrize("there", [None, b"# somebody's own\n"])
def test_what_was_installed_is_taken_back_byte_for_byte(shell: Shell, there: bytes | None) -> None:
    path = shell.locations.home / ".config/fish/completions/codexctl.fish"
    if there is not None:
        path.parent.mkdir(parents=True)
        path.write_bytes(there)
    before = shell.files()
    for _ in range(2):  # the second time there is nothing to do
        assert shell.run("completion", "fish", "--install", "--yes").code == 0
    assert path.read_text() == script("fish")
    done = shell.run("completion", "fish", "--uninstall", "--yes")
    assert done.code == 0, done.err
    assert (path.read_bytes() if path.exists() else None) == there
    assert {name for name in shell.files() if "receipts" not in name} >= set(before)
    again = shell.run("completion", "fish", "--uninstall", "--yes")
    assert again.code == 1
    assert "hint: codexctl completion fish --install" in again.err


# What a person types and presses Tab after, and how the shell is asked for what it would offer.
_IN_SHELLS = {
    "bash": (
        "source {script}; COMP_WORDS=(codexctl {words}); COMP_CWORD={last};"
        " _codexctl_completion codexctl; printf '%s\\n' \"${{COMPREPLY[@]}}\""
    ),
    "fish": "source {script}; complete -C 'codexctl {words}'",
    "zsh": (
        "autoload -Uz compinit; compinit -u -D; source {script};"
        ' compadd() {{ print -l -- "${{(@P)argv[-1]}}" }};'
        ' _describe() {{ print -l -- "${{(@P)argv[-1]}}" }};'
        " words=(codexctl {words}); CURRENT={current}; _codexctl_completion"
    ),
}


@pytest.mark.parametrize("name", _IN_SHELLS)
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("features enable hook", "hooks"),
        ("setup --destination langf", "langfuse"),
        ("mcp show do", "docs"),
        ("trace show la", "last"),
        ("help trace st", "stats"),
        ("setup --capture=re", "redacted"),
        ("setup --destination=langf", "langfuse"),
    ],
)
def test_each_shell_offers_values(
    shell: Shell, tmp_path: Path, name: str, words: str, offered: str
) -> None:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"this machine has no {name}")
    shell.locations.config_toml.write_text('[mcp_servers.docs]\ncommand = "x"\n')
    assert shell.run("setup", "--destination", "local", "--yes", "--no-proof").code == 0
    if "trace" in words:
        shell.locations.rollout_folders[0].mkdir()
        record(shell.locations, "plain")
        shell.run("trace", "export", "--all")
    path = tmp_path / "script"
    path.write_text(script(name))
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "codexctl"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m codexctl "$@"\n')
    program.chmod(0o755)
    if name == "bash":
        words = words.replace("=", " = ")
    elif "=" in words:
        offered = words.split()[-1].partition("=")[0] + "=" + offered
    number = len(words.split())
    asked = _IN_SHELLS[name].format(script=path, words=words, last=number, current=number + 1)
    environ = {**shell.environ, "PATH": f"{folder}:{shell.environ['PATH']}"}
    options = ["-f"] if name == "zsh" else []
    done = subprocess.run(
        [found, *options, "-c", asked], env=environ, capture_output=True, text=True, check=False
    )
    assert any(offered in line for line in done.stdout.splitlines()), done
