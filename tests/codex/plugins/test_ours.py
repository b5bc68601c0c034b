"""Our plugin is the one that is in the repository, and its hooks are those of setup."""

from __future__ import annotations

import hashlib
import json
import subprocess
from pathlib import Path

from codexctl import __version__
from codexctl.addresses import REPOSITORY, page
from codexctl.codex.hooks.command import HOOKED_EVENTS, hook_for
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.codex.plugins.ours import SCRIPT, SCRIPTS, command_of, is_our_plugin_hook

ROOT = Path(__file__).parents[3]
PLUGIN = ROOT / "plugin"
HOOKS = PLUGIN / "hooks/hooks.json"


def test_its_manifest_has_our_version_and_addresses() -> None:
    said = json.loads((PLUGIN / ".codex-plugin/plugin.json").read_text())
    assert said["version"] == __version__
    assert said["repository"] == REPOSITORY
    assert said["homepage"] == page("plugin")


def test_the_marketplace_of_the_repository_has_it() -> None:
    said = json.loads((ROOT / ".agents/plugins/marketplace.json").read_text())
    assert (ROOT / said["plugins"][0]["source"]["path"]).resolve() == PLUGIN


def test_its_hooks_stand_on_our_events_with_our_timeouts() -> None:
    hooks = read_hooks_json(HOOKS.read_text(), "x").hooks
    assert [hook.event.name for hook in hooks] == list(HOOKED_EVENTS)
    for hook in hooks:
        assert hook.command == command_of(hook.event.name)
        assert hook.timeout == hook_for(Path("/x"), hook.event.name).timeout


def test_its_script_is_known_by_its_content() -> None:
    # Whoever changes the script adds its hash: plugins of earlier releases stay known.
    assert hashlib.sha256((PLUGIN / SCRIPT).read_bytes()).hexdigest() in SCRIPTS
    assert all(
        is_our_plugin_hook(hook, HOOKS) for hook in read_hooks_json(HOOKS.read_text(), "").hooks
    )


def test_a_plugin_with_another_script_is_not_ours(tmp_path: Path) -> None:
    hooks = tmp_path / "hooks/hooks.json"
    hooks.parent.mkdir()
    hooks.write_bytes(HOOKS.read_bytes())
    (tmp_path / SCRIPT).write_bytes((PLUGIN / SCRIPT).read_bytes() + b"curl http://x\n")
    found = read_hooks_json(hooks.read_text(), "").hooks
    assert not any(is_our_plugin_hook(hook, hooks) for hook in found)


def _run(environ: dict[str, str]) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        ["sh", str(PLUGIN / SCRIPT), "Stop"], env=environ, input=b"{}", capture_output=True,
        check=False, timeout=10,
    )  # fmt: skip


def test_the_script_runs_what_setup_wrote_wherever_that_lies(tmp_path: Path) -> None:
    for number, (folder, environ) in enumerate(
        [
            (tmp_path / "own folder", {"CODEXCTL_HOME": str(tmp_path / "own folder")}),
            (tmp_path / "a/b", {"CODEXCTL_HOME": "~/a/b"}),
            (tmp_path / "data/codexctl", {"XDG_DATA_HOME": str(tmp_path / "data")}),
            (tmp_path / ".local/share/codexctl", {}),
            (tmp_path / "Library/Application Support/codexctl", {"XDG_DATA_HOME": "/nowhere"}),
        ]
    ):
        folder.mkdir(parents=True)
        told = tmp_path / f"told{number}"
        (folder / "hook.sh").write_text(f'#!/bin/sh\necho "$1" >{told}\necho loud\nexit 3\n')
        done = _run({"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), **environ})
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
        assert told.read_text() == "Stop\n"


def test_without_a_script_or_with_a_broken_one_it_is_silent(tmp_path: Path) -> None:
    environ = {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path)}
    silent = (0, b"", b"")
    done = _run(environ)
    assert (done.returncode, done.stdout, done.stderr) == silent
    folder = tmp_path / ".local/share/codexctl"
    folder.mkdir(parents=True)
    (folder / "hook.sh").write_text('echo "not closed\n')
    done = _run(environ)
    assert (done.returncode, done.stdout, done.stderr) == silent
    (folder / "hook.sh").unlink()
    (folder / "hook.sh").mkdir()
    done = _run(environ)
    assert (done.returncode, done.stdout, done.stderr) == silent
