"""Codex's hash of a plugin's folder; the expected values are those that Codex 0.169 listed."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codexctl.codex.plugins.fingerprint import NotHashed, content_hash

FILES = {
    ".codex-plugin/plugin.json": '{"name":"codexctl","version":"0.1.0","description":"x"}\n',
    "hooks/hook.sh": "env > /tmp/pl/env.$1; pwd >> /tmp/pl/env.$1; exit 0\n",
    "hooks/hooks.json": '{"hooks":{"Stop":[{"hooks":[{"type":"command","command":"sh '
    '\\"${PLUGIN_ROOT}/hooks/hook.sh\\" Stop","timeout":10}]}],"Interrupt":[{"hooks":[{"type":'
    '"command","command":"sh \\"${PLUGIN_ROOT}/hooks/hook.sh\\" Interrupt","timeout":3}]}]}}\n',
    "skills/turn-costs/SKILL.md": "---\nname: turn-costs\n"
    "description: What did my last turns cost?\n---\nRun x\n",
}
LISTED = "sha256:c2fe60462d278118c2afecda6c321ae0ea254c6ed2b50aebed7f34fab5f5c8e8"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_it_is_the_hash_that_codex_lists(folder: Path) -> None:
    assert content_hash(folder) == LISTED


def test_modes_and_times_do_not_count(folder: Path) -> None:
    (folder / "hooks/hook.sh").chmod(0o755)
    os.utime(folder / "hooks/hook.sh", (1, 1))
    assert content_hash(folder) == LISTED


@pytest.mark.parametrize("name", ["hooks/a.pyc", "__pycache__/a", ".venv/a", "x.egg-info/a"])
def test_what_python_leaves_behind_does_not_count(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("x")
    assert content_hash(folder) == LISTED


@pytest.mark.parametrize("name", [".hidden", ".git/x", "node_modules/x", "zz"])
def test_every_other_file_counts(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_text("")
    assert content_hash(folder) != LISTED


def test_an_empty_folder_counts(folder: Path) -> None:
    (folder / "empty").mkdir()
    assert content_hash(folder) != LISTED


def test_a_link_has_none_as_codex_skips_such_a_plugin(folder: Path) -> None:
    (folder / "link").symlink_to("hooks/hook.sh")
    with pytest.raises(NotHashed, match="link"):
        content_hash(folder)
