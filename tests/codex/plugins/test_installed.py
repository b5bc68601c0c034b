"""Which version of a plugin counts, and which of its files hold hooks: as Codex 0.169 listed it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.config.files import config_files
from codexctl.codex.plugins.installed import folder_in_use, hooks_of_plugins

GROUP = {"Stop": [{"hooks": [{"type": "command", "command": "true"}]}]}
USUAL = "p@m:hooks/hooks.json"


def _install(home: Path, version: str = "0.1.0", hooks: Any = None) -> Path:
    folder = home / "plugins/cache/m/p" / version
    manifest = {"name": "p"} if hooks is None else {"name": "p", "hooks": hooks}
    for name, content in {
        ".codex-plugin/plugin.json": manifest,
        "hooks/hooks.json": {"hooks": GROUP},
        "hooks/b.json": {"hooks": GROUP},
        "a.json": {"hooks": GROUP},
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(json.dumps(content))
    (home / "config.toml").write_text('[plugins."p@m"]\nenabled = true\n')
    return folder


def _sources(home: Path) -> list[str]:
    files = config_files(home, home, home / "no-system")
    return [each.hooks.source for each in hooks_of_plugins(home, files)]


@pytest.mark.parametrize(
    ("said", "sources"),
    [
        (None, [USUAL]),
        ("./a.json", ["p@m:a.json"]),
        (["./a.json", "./hooks/b.json"], ["p@m:a.json", "p@m:hooks/b.json"]),
        ({"hooks": GROUP}, ["p@m:plugin.json#hooks[0]"]),
        ([{"hooks": GROUP}] * 2, ["p@m:plugin.json#hooks[0]", "p@m:plugin.json#hooks[1]"]),
        # What Codex does not take of a manifest leaves the usual file.
        ("a.json", [USUAL]),
        ("./hooks/../a.json", [USUAL]),
        ("/etc/hooks.json", [USUAL]),
        (GROUP, [USUAL]),
        ([], [USUAL]),
        ("", [USUAL]),
        (5, [USUAL]),
    ],
)
def test_a_manifest_says_which_files_hold_hooks(
    tmp_path: Path, said: Any, sources: list[str]
) -> None:
    _install(tmp_path, hooks=said)
    assert _sources(tmp_path) == sources


@pytest.mark.parametrize(
    ("versions", "in_use"),
    [
        (["0.1.0", "0.2.0"], "0.2.0"),
        (["0.2.0", "0.10.0"], "0.10.0"),
        (["0.10.0", "0.11.0-beta"], "0.11.0-beta"),
        (["1.0.0-beta", "1.0.0"], "1.0.0"),
        (["0.11.0", "zz"], "zz"),
        (["0.11.0", "zz", "local"], "local"),
    ],
)
def test_the_highest_version_counts_and_local_before_all(
    tmp_path: Path, versions: list[str], in_use: str
) -> None:
    for version in versions:
        _install(tmp_path, version)
    found = folder_in_use(tmp_path, "p@m")
    assert found is not None
    assert found.name == in_use


def test_a_folder_without_a_manifest_is_no_plugin(tmp_path: Path) -> None:
    folder = _install(tmp_path)
    (folder / ".codex-plugin/plugin.json").unlink()
    assert _sources(tmp_path) == []


@pytest.mark.parametrize(
    "config",
    [
        '[plugins."p@m"]\nenabled = false\n',
        '[features]\nplugins = false\n[plugins."p@m"]\nenabled = true\n',
        "",
    ],
)
def test_a_plugin_that_is_off_brings_nothing(tmp_path: Path, config: str) -> None:
    _install(tmp_path)
    (tmp_path / "config.toml").write_text(config)
    assert _sources(tmp_path) == []


def test_a_name_that_leads_elsewhere_is_not_followed(tmp_path: Path) -> None:
    assert folder_in_use(tmp_path, "../../etc@m") is None
    assert folder_in_use(tmp_path, "p@..") is None
