from __future__ import annotations

from pathlib import Path

from codexctl.codex.layers import project_root


def test_the_root_is_the_nearest_folder_with_a_repository(tmp_path: Path) -> None:
    inner = tmp_path / "outer" / "inner"
    (inner / "src").mkdir(parents=True)
    (tmp_path / "outer" / ".git").mkdir()
    assert project_root(inner / "src") == tmp_path / "outer"
    (inner / ".git").write_text("gitdir: ../.git/modules/inner\n")
    assert project_root(inner / "src") == inner


def test_links_are_resolved_as_codex_does(tmp_path: Path) -> None:
    (tmp_path / "real" / ".git").mkdir(parents=True)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert project_root(tmp_path / "link") == tmp_path / "real"


def test_outside_of_a_repository_there_is_none(tmp_path: Path) -> None:
    assert project_root(tmp_path) is None
