"""In a linked worktree the real Codex reads the hooks of the main checkout."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.edit.intent.wanted import project_hooks
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
        f'\n[projects."{one}"]\ntrust_level = "trusted"\n' for one in (root, worktree)
    )
    config.write_text(config.read_text() + trusted)
    seen = ask(lab.binary, lab.home.codex, worktree, lab.home.env)
    assert [hook.command for hook in seen.hooks or ()] == ["echo main"]
    ours = project_hooks(worktree.resolve())
    assert seen.hooks
    assert {hook.key.partition(".json:")[0] + ".json" for hook in seen.hooks} == {str(ours)}
