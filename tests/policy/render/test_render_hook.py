"""The machine's own hook script: one file that finds everybody's folders."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from codexctl.codex.asking.seen import ListedHook
from codexctl.codex.hooks.command import command_for, interpreter_of
from codexctl.codex.report.script_owner import machine_script
from codexctl.locations import locate
from codexctl.policy.render.hook import hook_script, script_place
from tests.codex.hooks.test_hook_command import SHELLS, wait_for

linux = pytest.mark.skipif(sys.platform != "linux", reason="these are Linux's folders")


def placed(tmp_path: Path, seen: Path, platform: str = "linux") -> Path:
    """The script, with an interpreter that only notes how it was called."""
    python = tmp_path / "a python"
    python.write_text(f'#!/bin/sh\necho "$CODEXCTL_MANAGED $*" >{shlex.quote(str(seen))}\n')
    python.chmod(0o755)
    script = tmp_path / "hook.sh"
    script.write_text(hook_script(str(python), platform))
    script.chmod(0o755)
    return script


def ways(home: Path) -> list[Mapping[str, str]]:
    return [
        {"HOME": str(home)},
        {"HOME": str(home), "XDG_DATA_HOME": str(home / "it's a $share")},
        {"HOME": str(home), "CODEXCTL_HOME": str(home / "own"), "XDG_DATA_HOME": "/nowhere"},
    ]


@linux
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("way", range(3))
def test_it_leaves_a_hint_where_the_worker_looks(tmp_path: Path, shell: str, way: int) -> None:
    environ = ways(tmp_path / "it's home")[way]
    locations, seen = locate(environ), tmp_path / "seen"
    locations.hints_dir.mkdir(parents=True)
    script = placed(tmp_path, seen)
    done = subprocess.run(
        [shell, str(script), "Stop"], env={**environ, "PATH": "/usr/bin:/bin"},
        capture_output=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert wait_for(seen) == "1 -I -E -P -m codexctl.deliver\n"
    assert (locations.hints_dir / "Stop").read_text() == "\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_somebody_without_any_folder_gets_a_worker_all_the_same(tmp_path: Path, shell: str) -> None:
    seen = tmp_path / "seen"
    script = placed(tmp_path, seen)
    subprocess.run([shell, str(script), "Stop"], env={"HOME": "/nowhere"}, check=True)
    assert wait_for(seen)
    subprocess.run([shell, str(script), "Stop"], env={}, check=True)


def test_on_macos_it_looks_where_macos_keeps_things(tmp_path: Path) -> None:
    folder = tmp_path / "Library" / "Application Support" / "codexctl" / "hints"
    folder.mkdir(parents=True)
    script = placed(tmp_path, tmp_path / "seen", "darwin")
    subprocess.run([script, "Stop"], env={"HOME": str(tmp_path)}, check=True)
    assert (folder / "Stop").exists()
    assert str(script_place("darwin")).startswith("/Library/Application Support/codexctl/")


def test_no_variable_and_no_folder_of_a_persons_has_a_say_in_what_is_imported(
    tmp_path: Path,
) -> None:
    for name in ("sitecustomize.py", "orjson.py", "codexctl.py"):
        (tmp_path / name).write_text("open('stolen', 'w')")
    script = tmp_path / "hook.sh"
    script.write_text(hook_script(sys.executable, sys.platform))
    environ = {"HOME": str(tmp_path), "PYTHONPATH": str(tmp_path), "PATH": os.environ["PATH"]}
    foreground = script.read_text().replace("codexctl.deliver &", "codexctl.deliver")
    foreground = foreground.replace(") &", ")")
    subprocess.run(
        ["/bin/sh", "-c", foreground, "sh", "Stop"], env=environ, cwd=tmp_path, check=True
    )
    assert not (tmp_path / "stolen").exists()
    assert locate(environ).worker_lock.exists(), "the worker was there"


def test_codex_lists_it_and_it_is_known_for_ours(tmp_path: Path) -> None:
    script = placed(tmp_path, tmp_path / "seen")
    assert interpreter_of(script.read_text()) == str(tmp_path / "a python")
    managed = ListedHook("k", "Stop", command_for(script, "Stop"), "managed", True, "")
    assert machine_script([managed]) == script
    others = (
        replace(managed, status="trusted"),
        replace(managed, event="SessionEnd", command=command_for(script, "SessionEnd")),
        replace(managed, command="/bin/true Stop"),
        replace(managed, command="'"),
    )
    assert [machine_script([other]) for other in others] == [None] * 4
    assert machine_script(None) is None
