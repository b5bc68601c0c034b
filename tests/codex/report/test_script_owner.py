"""A hook script of ours is known wherever it lies, and tells whose settings its worker reads."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from codexctl.codex.hooks.command import group_for, render_script
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.hooks.model import Hooks
from codexctl.codex.report.script_owner import environment_of, is_our_script, program_of, script_of
from codexctl.locations import Locations, locate
from codexctl.policy.render.hook import hook_script


def installed(locations: Locations) -> Path:
    locations.hook_script.parent.mkdir(parents=True)
    locations.hook_script.write_text(render_script(sys.executable, locations))
    return locations.hook_script


def hooks(command: str, event: str = "Stop") -> Hooks:
    group = {"hooks": [{"type": "command", "command": command}]}
    return read_hooks_json(json.dumps({"hooks": {event: [group]}}), "/h/hooks.json")


def test_a_persons_script_tells_their_folders(tmp_path: Path) -> None:
    homes = {"HOME": str(tmp_path / "ada lovelace")}
    for environ in (homes, {**homes, "CODEXCTL_HOME": str(tmp_path / "it's")}):
        locations = locate(environ)
        script = installed(locations)
        found = locate(environment_of(script, {"HOME": "/root", "CODEXCTL_HOME": "/other"}))
        assert (found.data_dir, found.config_dir) == (locations.data_dir, locations.config_dir)
        group = json.dumps({"hooks": {"Stop": [group_for(script, "Stop")]}})
        assert script_of(read_hooks_json(group, "/h")) == script


def test_the_machines_script_is_ours_too(tmp_path: Path) -> None:
    script = tmp_path / "hook.sh"
    script.write_text(hook_script(sys.executable, "linux"))
    assert is_our_script(script)
    assert environment_of(script, {"HOME": "/x"})["HOME"] == "/x"


def test_another_command_is_not_ours(tmp_path: Path) -> None:
    script = installed(locate({"HOME": str(tmp_path)}))
    other = tmp_path / "other.sh"
    other.write_text("#!/bin/sh\necho codexctl\n")
    for command in (
        f"{other} Stop",
        f"{script} SessionEnd",
        f"sh {script} Stop",
        f"{script} Stop; rm x",
        "hook.sh Stop",
        f"{tmp_path}/gone.sh Stop",
        f"{tmp_path} Stop",
        "it's Stop",
        "",
    ):
        assert script_of(hooks(command)) is None
    assert program_of(hooks(f"{script} Stop").hooks[0]) == script
