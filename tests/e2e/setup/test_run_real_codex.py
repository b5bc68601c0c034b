"""One run with trust by a session flag; auto-sync after an upgrade."""

from __future__ import annotations

import subprocess
import time

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import EXEC, Lab

pytestmark = pytest.mark.e2e


def run(installed: Installed, *words: str) -> subprocess.CompletedProcess[str]:
    return installed.call("run", "--", "codex", *words)


def codex_files(lab: Lab) -> dict[str, bytes]:
    names = ("config.toml", "hooks.json")
    return {n: (lab.home.codex / n).read_bytes() for n in names if (lab.home.codex / n).exists()}


@pytest.mark.parametrize("set_up", [False, True], ids=["no hooks.json", "untrusted in hooks.json"])
def test_a_run_is_traced_with_no_file_edited_and_trust_for_ours_alone(
    lab: Lab, set_up: bool
) -> None:
    installed = Installed(lab)
    witness = lab.home.root / "witness"
    if set_up:
        add_hook(lab.home.codex, "Stop", f"touch {witness}", trusted=False)
        installed.run("setup", "--trust", "ask", "--yes", "--no-proof")
    before = codex_files(lab)
    lab.script(say("Hello."))
    done = run(installed, "exec", *EXEC, "--", "Say hello")
    assert done.returncode == 0, done.stderr
    assert [turn["status"] for turn in installed.turns()] == ["completed"]
    assert (installed.home / "hints" / "Stop").exists()
    assert codex_files(lab) == before
    assert not witness.exists()


def test_auto_sync_renews_the_script_after_an_upgrade(lab: Lab) -> None:
    installed = Installed(lab)
    installed.run("setup", "--auto-sync", "--yes", "--no-proof")
    script = installed.home / "hook.sh"
    now = script.read_text()
    config = (lab.home.codex / "config.toml").read_bytes()
    script.write_text(now.replace("# codexctl hook 1", "# codexctl hook 0"))
    lab.script(say("Hello."))
    lab.exec("Say hello")
    deadline = time.monotonic() + 10
    while script.read_text() != now and time.monotonic() < deadline:
        time.sleep(0.1)
    assert script.read_text() == now
    assert (lab.home.codex / "config.toml").read_bytes() == config
