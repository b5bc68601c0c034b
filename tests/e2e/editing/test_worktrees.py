"""A linked worktree, and other marks of a project, as the real Codex sees them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.edit.intent.wanted import project_hooks
from tests.e2e.installed import Installed
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    subprocess.run(("git", "-C", str(folder), *who, *words), check=True, capture_output=True)


def hooks_of(folder: Path, command: str) -> None:
    handler = {"type": "command", "command": command}
    (folder / ".codex").mkdir()
    text = json.dumps({"hooks": {"Stop": [{"hooks": [handler]}]}})
    (folder / ".codex" / "hooks.json").write_text(text)


@pytest.fixture
def root(lab: Lab) -> Path:
    """A repository that Codex trusts."""
    folder = lab.home.root / "main"
    folder.mkdir()
    git(folder, "init", "-q")
    git(folder, "commit", "-q", "--allow-empty", "-m", "first")
    lab.home.append_config(f'[projects."{folder}"]\ntrust_level = "trusted"')
    return folder


def everything_in(*folders: Path) -> dict[Path, bytes | None]:
    """Every file, and every folder (as None), but git's own."""
    found = (path for folder in folders for path in (folder, *folder.rglob("*")))
    kept = (path for path in found if ".git" not in path.parts)
    return {path: path.read_bytes() if path.is_file() else None for path in kept}


def checks(installed: Installed, cwd: Path) -> dict[str, str]:
    done = installed.call("status", "--json", cwd=cwd)
    return {check["id"]: check["state"] for check in json.loads(done.stdout)["checks"]}


def standings(installed: Installed, cwd: Path) -> set[str]:
    done = installed.call("hooks", "list", "--scope", "project", "--json", cwd=cwd)
    return {row["standing"] for row in json.loads(done.stdout)["hooks"]}


def test_setup_in_a_linked_worktree_works_there_and_is_taken_back_exactly(
    lab: Lab, root: Path
) -> None:
    worktree, installed = lab.home.root / "linked", Installed(lab)
    git(root, "worktree", "add", "-q", str(worktree))
    config = (lab.home.codex / "config.toml").read_bytes()
    before = everything_in(root, worktree)
    done = installed.call("setup", "--scope", "project", "--yes", cwd=worktree)
    assert done.returncode == 0, done.stdout + done.stderr
    for folder in (worktree, root):
        found = checks(installed, folder)
        assert found["project.trusted"] == found["hooks.listed"] == "ok", found
        assert standings(installed, folder) == {"trusted"}
    done = installed.call("uninstall", "--yes", cwd=worktree)
    assert done.returncode == 0, done.stdout + done.stderr
    assert everything_in(root, worktree) == before
    assert (lab.home.codex / "config.toml").read_bytes() == config


def test_a_worktree_that_came_later_is_told_of_and_fixed(lab: Lab, root: Path) -> None:
    worktree, installed = lab.home.root / "linked", Installed(lab)
    done = installed.call("setup", "--scope", "project", "--yes", cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr
    git(root, "worktree", "add", "-q", str(worktree))
    seen = ask(lab.binary, lab.home.codex, worktree, lab.home.env)
    assert seen.hooks == ()
    assert checks(installed, worktree)["project.trusted"] == "problem"
    assert standings(installed, worktree) == {"not listed"}
    done = installed.call("doctor", "--fix", "--yes", cwd=worktree)
    assert done.returncode == 0, done.stdout + done.stderr
    seen = ask(lab.binary, lab.home.codex, worktree, lab.home.env)
    assert {hook.trust.value for hook in seen.hooks or ()} == {"trusted"}
    assert checks(installed, worktree)["project.trusted"] == "ok"


def test_a_project_begins_where_the_markers_say(lab: Lab, root: Path) -> None:
    app, installed = root / "app", Installed(lab)
    (app / "src").mkdir(parents=True)
    (app / "package.json").touch()
    config = lab.home.codex / "config.toml"
    config.write_text('project_root_markers = ["package.json"]\n' + config.read_text())
    done = installed.call("setup", "--scope", "project", "--yes", cwd=app / "src")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (app / ".codex" / "hooks.json").exists()
    assert not (root / ".codex").exists()
    assert standings(installed, app / "src") == {"trusted"}
    assert checks(installed, app / "src")["hooks.listed"] == "ok"
    outside = installed.call("hooks", "list", "--scope", "project", cwd=root)
    assert outside.returncode == 2, outside.stdout


def test_codex_lists_the_hooks_that_we_look_at_in_a_linked_worktree(lab: Lab) -> None:
    root, worktree = lab.home.root / "main", lab.home.root / "linked"
    root.mkdir()
    git(root, "init", "-q")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    git(root, "worktree", "add", "-q", str(worktree))
    hooks_of(root, "echo main")
    hooks_of(worktree, "echo linked")
    config = lab.home.codex / "config.toml"
    trusted = "".join(
        f'\n[projects."{path}"]\ntrust_level = "trusted"\n' for path in (root, worktree)
    )
    config.write_text(config.read_text() + trusted)
    seen = ask(lab.binary, lab.home.codex, worktree, lab.home.env)
    assert [hook.command for hook in seen.hooks or ()] == ["echo main"]
    ours = project_hooks(worktree.resolve())
    assert seen.hooks
    assert {hook.key.partition(".json:")[0] + ".json" for hook in seen.hooks} == {str(ours)}
