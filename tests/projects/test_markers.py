"""Which of Codex's files say what begins a project; each case is as the real Codex answered."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.projects.markers import root_markers

PACKAGE = 'project_root_markers = ["package.json"]\n'


@pytest.fixture
def system(tmp_path: Path) -> Path:
    (tmp_path / "etc").mkdir()
    return tmp_path / "etc"


def test_a_repository_begins_a_project_where_nothing_is_said(tmp_path: Path, system: Path) -> None:
    assert root_markers(tmp_path, system) == (".git",)


@pytest.mark.parametrize(
    ("managed", "own", "etc", "markers"),
    [
        ("", PACKAGE, "", ("package.json",)),
        ("", "", PACKAGE, ("package.json",)),
        (PACKAGE, 'project_root_markers = [".hg"]\n', "", ("package.json",)),
        ("", 'project_root_markers = [".hg"]\n', PACKAGE, (".hg",)),
        ("", "project_root_markers = []\n", PACKAGE, ()),
    ],
    ids=["the person's", "the system's", "managed over theirs", "theirs over system's", "none"],
)
def test_the_highest_file_that_says_something_holds(
    tmp_path: Path, system: Path, managed: str, own: str, etc: str, markers: tuple[str, ...]
) -> None:
    (system / "managed_config.toml").write_text(managed)
    (tmp_path / "config.toml").write_text(own)
    (system / "config.toml").write_text(etc)
    assert root_markers(tmp_path, system) == markers


@pytest.mark.parametrize(
    "text",
    [
        PACKAGE + "[a]\nb = {\n  c = 1,\n}\n",
        "\ufeff" + PACKAGE,
        "a = {\n  c = 1,\n}\nproject_root_markers = [\n  'package.json',\n]\n[t]\n",
    ],
    ids=["TOML 1.1 below", "byte order mark", "TOML 1.1 above"],
)
def test_what_codex_takes_is_read(tmp_path: Path, system: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    assert root_markers(tmp_path, system) == ("package.json",)


@pytest.mark.parametrize(
    "text",
    ['project_root_markers = ".hg"', "project_root_markers = [1]", "project_root_markers = [", "["],
    ids=["no array", "no text", "no end", "no TOML"],
)
def test_what_codex_rejects_says_nothing(tmp_path: Path, system: Path, text: str) -> None:
    (tmp_path / "config.toml").write_text(text)
    assert root_markers(tmp_path, system) == (".git",)
