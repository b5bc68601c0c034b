"""What setup leaves is what the real Codex runs, and what uninstall leaves is what was there."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.seen import Seen
from tests.e2e.installed import Installed
from tests.e2e.lab.hooks import add_hook
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


@pytest.fixture
def installed(lab: Lab) -> Installed:
    return Installed(lab)


HOOKED = {"UserPromptSubmit", "Stop", "SessionEnd"}


def turn(lab: Lab) -> None:
    """One plain turn, with no flag that would bypass the trust of hooks."""
    lab.script(say("Hello."))
    assert lab.exec("Say hello").rc == 0


def called(installed: Installed) -> set[str]:
    """What Codex has called of ours; the worker's own mark is none of that."""
    hints = (installed.home / "hints").iterdir()
    return {path.name for path in hints if not path.name.startswith(".")}


def witness(lab: Lab, name: str) -> str:
    """A foreign hook's command: it leaves one line a run."""
    return f"echo ran >>{lab.home.root}/{name}.log"


def runs(lab: Lab, name: str) -> int:
    path = lab.home.root / f"{name}.log"
    return len(path.read_text().splitlines()) if path.exists() else 0


def codex_files(lab: Lab) -> dict[str, tuple[bytes, int]]:
    paths = (lab.home.codex / name for name in ("config.toml", "hooks.json"))
    return {path.name: (path.read_bytes(), path.stat().st_mode) for path in paths if path.exists()}


def seen_by_codex(lab: Lab) -> Seen:
    return ask(lab.binary, lab.home.codex, lab.home.work, lab.home.env)


def status(installed: Installed) -> dict[str, Any]:
    return {check["id"]: check for check in json.loads(
        installed.run("status", "--json", check=False)
    )["checks"]}  # fmt: skip


def test_codex_runs_our_hook_without_any_bypass(lab: Lab, installed: Installed) -> None:
    installed.run("setup", "--yes", "--no-proof")
    hints = installed.home / "hints"
    assert not list(hints.iterdir())
    turn(lab)
    assert called(installed) == HOOKED


def test_setup_is_proven_by_codex_own_word(installed: Installed, lab: Lab) -> None:
    installed.run("setup", "--yes")
    checks = status(installed)
    assert checks["hooks.listed"]["summary"] == "Codex 0.169.0 lists all 5"
    assert checks["hooks.trusted"]["summary"] == "Codex trusts all of them"
    assert not [check for check in checks.values() if check["state"] == "problem"]
    assert all(hook.status == "trusted" for hook in seen_by_codex(lab).hooks or ())


def test_foreign_trusted_hooks_before_and_behind_ours_fire_in_between_and_afterwards(
    lab: Lab, installed: Installed
) -> None:
    add_hook(lab.home.codex, "Stop", witness(lab, "before"))
    turn(lab)
    installed.run("setup", "--yes", "--no-proof")
    add_hook(lab.home.codex, "Stop", witness(lab, "behind"))
    turn(lab)
    assert (runs(lab, "before"), runs(lab, "behind")) == (2, 1)
    installed.run("uninstall", "--yes")
    turn(lab)
    assert (runs(lab, "before"), runs(lab, "behind")) == (3, 2)
    assert [hook.status for hook in seen_by_codex(lab).hooks or ()] == ["trusted", "trusted"]
    assert "hook.sh" not in (lab.home.codex / "config.toml").read_text()


def test_a_foreign_hook_that_is_not_trusted_does_not_become_so(
    lab: Lab, installed: Installed
) -> None:
    add_hook(lab.home.codex, "Stop", witness(lab, "before"), trusted=False)
    installed.run("setup", "--yes", "--no-proof")
    add_hook(lab.home.codex, "Stop", witness(lab, "behind"), trusted=False)
    turn(lab)
    installed.run("uninstall", "--yes")
    turn(lab)
    assert (runs(lab, "before"), runs(lab, "behind")) == (0, 0)


def test_setup_a_turn_and_uninstall_leave_every_byte_and_permission(
    lab: Lab, installed: Installed
) -> None:
    add_hook(lab.home.codex, "Stop", witness(lab, "before"))
    (lab.home.codex / "hooks.json").chmod(0o640)
    before = codex_files(lab)
    installed.run("setup", "--yes")
    turn(lab)
    assert codex_files(lab) != before
    said = installed.run("uninstall", "--yes")
    assert "✓ hooks.gone  Codex 0.169.0 lists nothing of codexctl any more" in said
    assert codex_files(lab) == before


def test_the_trigger_can_be_changed_there_and_back(lab: Lab, installed: Installed) -> None:
    """Never do both call us, and somebody's trusted hook behind ours goes on firing."""
    before = codex_files(lab)
    installed.run("setup", "--yes", "--no-proof")
    add_hook(lab.home.codex, "Stop", witness(lab, "behind"))
    hints = installed.home / "hints"
    for number, trigger in enumerate(("notify", "hook", "notify"), 1):
        installed.run("setup", "--yes", "--trigger", trigger)
        for hint in hints.iterdir():
            hint.unlink()
        turn(lab)
        assert called(installed) == ({"notify"} if trigger == "notify" else HOOKED)
        assert runs(lab, "behind") == number
    installed.run("uninstall", "--yes")
    turn(lab)
    assert runs(lab, "behind") == 4
    assert "notify.sh" not in (lab.home.codex / "config.toml").read_text()
    assert codex_files(lab).keys() == before.keys() | {"hooks.json"}


def test_uninstall_asks_codex_from_the_repository_that_had_the_hooks(
    lab: Lab, installed: Installed
) -> None:
    lab.git("init", "-q")
    installed.run("setup", "--yes", "--scope", "project")
    hooks = lab.home.work / ".codex" / "hooks.json"
    left = hooks.read_text()
    assert "✓ hooks.gone" in installed.run("uninstall", "--yes")
    hooks.parent.mkdir()
    hooks.write_text(left)
    installed.run("setup", "--yes", "--no-proof")
    done = installed.call("uninstall", "--yes")
    assert (done.returncode, f"{hooks}:stop:0:0" in done.stdout) == (1, True)


def test_with_ask_codex_skips_the_hook_and_status_says_so(lab: Lab, installed: Installed) -> None:
    installed.run("setup", "--yes", "--no-proof", "--trust", "ask")
    turn(lab)
    assert not list((installed.home / "hints").iterdir())
    check = status(installed)["hooks.trusted"]
    assert check["state"] == "problem"
    assert check["summary"].startswith("untrusted")


def test_bypass_is_reported_as_what_codex_makes_of_it(lab: Lab, installed: Installed) -> None:
    installed.run("setup", "--yes", "--no-proof", "--trust", "bypass")
    turn(lab)
    assert not list((installed.home / "hints").iterdir())
    check = status(installed)["hooks.trusted"]
    assert check["state"] == "problem"
    assert "no tested version of Codex honours bypass_hook_trust" in check["summary"]
    strict = lab.codex("app-server", "--strict-config")
    assert strict.rc == 1


def test_hooks_that_a_project_switches_off_are_traced_to_its_file(
    lab: Lab, installed: Installed
) -> None:
    installed.run("setup", "--yes", "--no-proof")
    lab.git("init", "-q")
    config = lab.home.work / ".codex" / "config.toml"
    config.parent.mkdir()
    config.write_text("[features]\nhooks = false\n")
    checks = status(installed)
    assert checks["hooks.feature"]["state"] == "problem"
    assert str(config) in checks["hooks.feature"]["summary"]
    assert checks["hooks.listed"]["state"] == "problem"


def test_one_projects_turns_are_hinted_at_and_no_others(lab: Lab, installed: Installed) -> None:
    lab.git("init", "-q")
    installed.run("setup", "--yes", "--scope", "project")
    hints = installed.home / "hints"
    for hint in hints.iterdir():
        hint.unlink()
    elsewhere = lab.home.root / "elsewhere"
    elsewhere.mkdir()
    lab.script(say("Hello."))
    lab.exec("Say hello", "-C", str(elsewhere))
    assert not list(hints.iterdir())
    turn(lab)
    assert (hints / "Stop").exists()


def test_a_home_with_links_gets_the_keys_that_codex_builds(codex: Path, tmp_path: Path) -> None:
    """Codex resolves a linked home, but not a linked hooks.json."""
    with Lab(codex, root=tmp_path / "lab") as lab:
        dotfiles = tmp_path / "dotfiles"
        dotfiles.mkdir()
        (dotfiles / "hooks.json").write_text('{"hooks": {}}\n')
        (lab.home.codex / "hooks.json").symlink_to(dotfiles / "hooks.json")
        (tmp_path / "linked").symlink_to(lab.home.codex)
        lab.home.env["CODEX_HOME"] = str(tmp_path / "linked")
        installed = Installed(lab)
        installed.run("setup", "--yes")
        turn(lab)
        assert (installed.home / "hints" / "Stop").exists()
        assert (lab.home.codex / "hooks.json").is_symlink()
        installed.run("uninstall", "--yes")
        assert (dotfiles / "hooks.json").read_text() == '{"hooks": {}}\n'


def test_codex_environment_cannot_lead_the_worker_astray(lab: Lab, installed: Installed) -> None:
    """A turn is stored where setup said, even if Codex runs with other folders set."""
    installed.run("setup", "--yes")
    lab.home.env["CODEXCTL_HOME"] = "/nonexistent"
    turn(lab)
    lab.home.env["CODEXCTL_HOME"] = str(installed.home)
    turns = installed.turns_when(lambda turns: len(turns) == 1)
    assert [summary["status"] for summary in turns] == ["completed"]
    assert not os.path.lexists("/nonexistent")
