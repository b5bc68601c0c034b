"""What other programs do to hooks and notify after we were set up, on the real Codex."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from codexctl.codex.asking.ask import ask
from tests.e2e.installed import Installed
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e

WRAPPER = """#!/usr/bin/env python3
import json, subprocess, sys
previous = json.loads(sys.argv[sys.argv.index("--previous-notify") + 1])
open({log!r}, "a").write("wrapped\\n")
subprocess.run([*previous, sys.argv[-1]])
"""
SAY = """#!/bin/sh
echo "$1" >>{log}
"""


@pytest.fixture
def installed(lab: Lab) -> Installed:
    return Installed(lab)


def put_in_front(lab: Lab, command: str) -> None:
    path = lab.home.codex / "hooks.json"
    document = json.loads(path.read_text())
    document["hooks"]["Stop"].insert(0, {"hooks": [{"type": "command", "command": command}]})
    path.write_text(json.dumps(document, indent=2))


def standing(lab: Lab) -> dict[str, str]:
    """Codex's own word on each hook at the end of turns, by its command."""
    seen = ask(lab.binary, lab.home.codex, lab.home.work, lab.home.env)
    return {
        listed_hook.command: listed_hook.status
        for listed_hook in seen.hooks or ()
        if listed_hook.event == "Stop"
    }


def test_hooks_that_an_installer_moved_are_named_and_brought_back(
    lab: Lab, installed: Installed
) -> None:
    add_hook(lab.home.codex, "Stop", "true theirs")
    installed.run("setup", "--yes", "--no-proof")
    put_in_front(lab, "true installer")
    assert standing(lab)["true theirs"] == "modified"
    assert "hooks.others" in installed.run("status", check=False)
    listed = json.loads(installed.run("hooks", "list", "--ask", "--json"))["hooks"]
    assert {hook["runs"]: hook["standing"] for hook in listed}["true theirs"] == "shifted"
    installed.run("uninstall", "--yes")
    config = (lab.home.codex / "config.toml").read_text()
    assert config.count("trusted_hash") == 1
    assert standing(lab)["true theirs"] in {"modified", "untrusted"}
    installed.run("hooks", "trust", "--shifted", "--yes")
    assert standing(lab) == {"true installer": "untrusted", "true theirs": "trusted"}


def test_doctor_brings_everybodys_trust_back(lab: Lab, installed: Installed) -> None:
    add_hook(lab.home.codex, "Stop", "true theirs")
    installed.run("setup", "--yes", "--no-proof")
    put_in_front(lab, "true installer")
    installed.run("doctor", "--fix", "--yes", check=False)
    found = standing(lab)
    assert found.pop("true installer") == "untrusted"
    assert set(found.values()) == {"trusted"}


def program(path: Path, text: str) -> Path:
    path.write_text(text)
    path.chmod(0o755)
    return path


def lines_when(log: Path, count: int) -> list[str]:
    """The log's lines once there are so many, or as they are when the time is over."""
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline:
        lines = log.read_text().splitlines() if log.exists() else []
        if len(lines) >= count:
            return lines
        time.sleep(0.05)
    return lines


def test_a_wrapped_notifier_is_called_through_setup_and_after_uninstall(
    lab: Lab, installed: Installed
) -> None:
    log, root = lab.home.root / "notified", lab.home.root
    theirs = program(root / "say", SAY.format(log=log))
    wrapper = program(root / "wrap", WRAPPER.format(log=str(log)))
    installed.run("notify", "set", "--yes", "--offline", "--", str(theirs), "done")
    installed.run("setup", "--yes", "--no-proof", "--trigger", "notify")
    script = str(installed.home / "notify.sh")
    previous = json.dumps([script, str(theirs), "done"])
    words = json.dumps([str(wrapper), "turn-ended", "--previous-notify", previous])
    installed.run("config", "set", "notify", words, "--yes", "--offline")
    lab.script(say("Hello."))
    assert lab.exec("Say hello").rc == 0
    assert lines_when(log, 2) == ["wrapped", "done"]
    assert (installed.home / "hints" / "notify").exists()
    assert "which must call codexctl's script" in installed.run("status", check=False)
    installed.run("uninstall", "--yes")
    assert not Path(script).exists()
    lab.script(say("Hello again."))
    assert lab.exec("Say hello").rc == 0
    assert lines_when(log, 4) == ["wrapped", "done"] * 2
