"""Homes with weave-codex and Staso set up as their makers do it, on the real Codex."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e

KEY = "0123456789abcdef0123456789abcdef01234567"
BYPASS = "--dangerously-bypass-hook-trust"
EVENTS = ("SessionStart", "UserPromptSubmit", "PreToolUse", "PostToolUse", "Stop", "SessionEnd")


class Before:
    """A home with both of them, whose hooks note that they were called."""

    def __init__(self, lab: Lab) -> None:
        self.lab, home = lab, Path(lab.home.env["HOME"])
        self.calls = lab.home.root / "calls"
        note = f"#!/bin/sh\ncat >/dev/null\necho $0 >>{self.calls}\n"
        shim, python = home / ".weave-codex" / "stop-hook.sh", home / "venv" / "bin" / "python"
        for program in (shim, python):
            program.parent.mkdir(parents=True)
            program.write_text(note)
            program.chmod(0o755)
        settings = {"wandb_api_key": KEY, "weave_project": "team/web", "capture_content": False}
        (shim.parent / "settings.json").write_text(json.dumps(settings))
        hooks: dict[str, list[object]] = {e: [_group(f"{python} -m staso.codex")] for e in EVENTS}
        hooks["Stop"].insert(0, _group(f"sh {shim}"))
        self.hooks_json = lab.home.codex / "hooks.json"
        self.hooks_json.write_text(json.dumps({"hooks": hooks}, indent=2) + "\n")
        self.config = lab.home.codex / "config.toml"

    def called(self) -> int:
        """How often one of theirs was called until now."""
        return len(self.calls.read_text().splitlines()) if self.calls.exists() else 0

    def files(self) -> tuple[bytes, bytes]:
        return self.hooks_json.read_bytes(), self.config.read_bytes()


def _group(command: str) -> dict[str, object]:
    return {"hooks": [{"type": "command", "command": command}]}


def test_both_are_taken_over_traced_once_and_taken_back_exactly(lab: Lab) -> None:
    before, installed = Before(lab), Installed(lab)
    keyring = {
        "PYTHONPATH": str(Path(__file__).parents[3]),
        "PYTHON_KEYRING_BACKEND": "tests.settings.fake_keyrings.InFile",
        "TEST_KEYRING": str(lab.home.root / "keyring.json"),
    }
    lab.home.env.update(keyring)
    files = before.files()
    lab.exec("hello", BYPASS)
    assert before.called() > 0
    seen = before.called()
    installed.run("setup", "--yes")
    status = json.loads(installed.call("status", "--json").stdout)
    (twice,) = (check for check in status["checks"] if check["id"] == "other.tracers")
    assert twice["state"] == "problem"
    assert "each is traced twice" in twice["summary"]
    assert twice["remedy"] == "codexctl setup --take-over all"
    done = installed.call("setup", "--take-over", "all", "--destination", "local", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert KEY not in done.stdout + done.stderr
    assert KEY in (lab.home.root / "keyring.json").read_text()
    assert "weave-codex" not in before.hooks_json.read_text()
    assert "staso" not in before.hooks_json.read_text()
    status = json.loads(installed.call("status", "--json").stdout)
    assert status["capture"]["mode"] == "metadata"
    assert "other.tracers" not in {check["id"] for check in status["checks"]}
    lab.exec("hello")
    assert len(installed.turns_when(lambda turns: len(turns) == 1)) == 1
    assert before.called() == seen
    done = installed.call("uninstall", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert before.files() == files
