"""Each cause that can be fixed: made for real, named first, fixed through the same diff."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import Shell
from tests.cli.test_doctor import edited, set_up, words


class Files(NamedTuple):
    """What the causes are made in: Codex's two files, and the script behind the hooks."""

    config: Path
    hooks: Path
    script: Path


def hooks_off(files: Files) -> None:
    files.config.write_text("[features]\nhooks = false\n" + files.config.read_text())


def untrusted(files: Files) -> None:
    files.config.write_text("")


def modified(files: Files) -> None:
    edited(files.hooks, '"timeout": 10', '"timeout": 11')


def shifted(files: Files) -> None:
    """Somebody put a group of theirs before ours."""
    text = files.hooks.read_text()
    theirs = '{"hooks": [{"type": "command", "command": "true"}]}, '
    place = text.index("[", text.index('"Stop"')) + 1
    files.hooks.write_text(text[:place] + theirs + text[place:])


def disabled(files: Files) -> None:
    edited(files.config, "trusted_hash", "enabled = false\ntrusted_hash")


def missing(files: Files) -> None:
    files.hooks.unlink()


def one_missing(files: Files) -> None:
    edited(files.hooks, '"Interrupt": [', '"PreCompact": [')


def script_gone(files: Files) -> None:
    files.script.unlink()


def script_changed(files: Files) -> None:
    with files.script.open("a") as script:
        script.write("# mine\n")


def interpreter_gone(files: Files) -> None:
    lines = files.script.read_text().splitlines(keepends=True)
    start = "/gone/python -E -P -m codexctl.deliver &\n"
    moved = [start if "codexctl.deliver &" in line else line for line in lines]
    files.script.write_text("".join(moved))


MENDABLE = {
    "hooks-off-user": hooks_off,
    "hooks-untrusted": untrusted,
    "hooks-modified": modified,
    "hooks-shifted": shifted,
    "hooks-disabled": disabled,
    "hooks-missing": missing,
    "script-gone": script_gone,
    "script-changed": script_changed,
    "interpreter-gone": interpreter_gone,
}


def files_of(shell: Shell) -> Files:
    return Files(
        shell.locations.config_toml, shell.locations.hooks_json, shell.locations.hook_script
    )


@pytest.mark.parametrize("cause", MENDABLE)
def test_each_cause_is_the_one_that_is_named_and_doctor_fixes_it(shell: Shell, cause: str) -> None:
    set_up(shell)
    MENDABLE[cause](files_of(shell))
    assert words(shell)[0] == cause
    done = shell.run("doctor")
    assert (done.code, done.out[:1]) == (1, "✗")
    assert done.out.splitlines()[1].startswith("  → ")
    before = shell.files()
    assert shell.run("doctor", "--fix").code == 2, "nobody said yes"
    assert shell.files() == before
    done = shell.run("doctor", "--fix", "--yes")
    assert (done.code, "✓ all " in done.out) == (0, True), done.out


IN_A_REPOSITORY = (
    "hooks-off-user",
    "hooks-untrusted",
    "hooks-modified",
    "hooks-shifted",
    "hooks-disabled",
    "script-gone",
)


@pytest.mark.parametrize("cause", IN_A_REPOSITORY)
def test_what_is_wrong_with_a_repositorys_hooks_is_fixed_there(shell: Shell, cause: str) -> None:
    (shell.cwd / ".git").mkdir()
    set_up(shell, "--scope", "project")
    hooks = shell.cwd / ".codex" / "hooks.json"
    MENDABLE[cause](files_of(shell)._replace(hooks=hooks))
    assert words(shell)[0] == cause
    done = shell.run("doctor", "--fix", "--yes")
    assert (done.code, "✓ all " in done.out) == (0, True), done.out
    assert not shell.locations.hooks_json.exists()
    assert shell.run("uninstall", "--yes").code == 0
    assert not hooks.exists() or "hook.sh" not in hooks.read_text()


def test_one_event_that_is_missing_is_put_back(shell: Shell) -> None:
    set_up(shell)
    one_missing(files_of(shell))
    assert words(shell) == ["hooks-missing"]
    assert shell.run("doctor", "--fix", "--yes").code == 0


@pytest.mark.parametrize("cause", ["script-gone", "script-changed", "interpreter-gone"])
def test_the_script_of_notify_is_fixed_too(shell: Shell, cause: str) -> None:
    set_up(shell, "--trigger", "notify")
    MENDABLE[cause](files_of(shell)._replace(script=shell.locations.notify_script))
    assert words(shell) == [cause]
    assert shell.run("doctor", "--fix", "--yes").code == 0
    assert not shell.locations.hooks_json.exists()


def test_a_script_that_is_not_in_use_is_renewed_as_well(shell: Shell) -> None:
    set_up(shell, "--trigger", "notify")
    set_up(shell, "--trigger", "hook")
    script_changed(files_of(shell)._replace(script=shell.locations.notify_script))
    assert words(shell) == ["script-changed"]
    assert shell.run("doctor", "--fix", "--yes").code == 0
