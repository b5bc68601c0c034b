from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from codexctl.projects.root import hooks_root, is_of_project, project_root


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


def git(folder: Path, *words: str) -> None:
    who = (
        "-c",
        "user.name=A",
        "-c",
        "user.email=a@example.org",
        "-c",
        "protocol.file.allow=always",
    )
    subprocess.run(("git", "-C", str(folder), *who, *words), check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "main"
    root.mkdir()
    git(root, "init", "-q")
    git(root, "commit", "-q", "--allow-empty", "-m", "first")
    return root


def test_a_linked_worktree_has_the_hooks_of_its_main_checkout(repository: Path) -> None:
    worktree = repository.parent / "linked"
    git(repository, "worktree", "add", "-q", str(worktree))
    assert hooks_root(worktree) == repository
    assert hooks_root(repository) == repository


def test_a_worktree_may_name_its_main_checkout_from_its_own_place(repository: Path) -> None:
    worktree = repository.parent / "linked"
    git(repository, "worktree", "add", "-q", str(worktree))
    (worktree / ".git").write_text("gitdir: ../main/.git/worktrees/linked\n")
    assert hooks_root(worktree) == repository


def test_a_submodule_has_its_own_hooks(repository: Path) -> None:
    outer = repository.parent / "outer"
    outer.mkdir()
    git(outer, "init", "-q")
    git(outer, "submodule", "add", "-q", str(repository), "part")
    assert hooks_root(outer / "part") == outer / "part"


def test_a_worktree_of_a_bare_repository_has_its_own_hooks(repository: Path) -> None:
    bare, worktree = repository.parent / "bare.git", repository.parent / "linked"
    git(repository.parent, "clone", "-q", "--bare", str(repository), str(bare))
    git(bare, "worktree", "add", "-q", str(worktree))
    assert hooks_root(worktree) == worktree


@pytest.mark.parametrize("marker", [b"", b"gitdir:", b"elsewhere", b"\xff\xfe", b"gitdir: gone/x"])
def test_a_marker_that_names_no_main_checkout_leaves_the_root(
    tmp_path: Path, marker: bytes
) -> None:
    (tmp_path / ".git").write_bytes(marker)
    assert hooks_root(tmp_path) == tmp_path


def test_other_markers_begin_a_project_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "repo" / ".git").mkdir(parents=True)
    (tmp_path / "repo" / "app" / "src").mkdir(parents=True)
    (tmp_path / "repo" / "app" / "package.json").touch()
    src = tmp_path / "repo" / "app" / "src"
    assert project_root(src, ("package.json",)) == tmp_path / "repo" / "app"
    assert project_root(src, (".git", ".hg")) == tmp_path / "repo"
    assert project_root(src, ("Cargo.toml",)) is None


def test_without_any_marker_each_folder_is_a_project(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "src").mkdir()
    assert project_root(tmp_path / "src", ()) == tmp_path / "src"


def test_a_project_within_a_worktree_has_the_hooks_at_the_same_place_of_the_main_checkout(
    repository: Path,
) -> None:
    worktree = repository.parent / "linked"
    git(repository, "worktree", "add", "-q", str(worktree))
    (worktree / "app").mkdir()
    assert hooks_root(worktree / "app") == repository / "app"


class Five:
    """A repository, a worktree, a submodule, a nested repository, and a folder outside."""

    def __init__(self, repository: Path) -> None:
        self.repository, self.outside = repository, repository.parent / "outside"
        self.worktree = repository.parent / "linked"
        self.submodule, self.nested = repository / "part", repository / "nested"
        other = repository.parent / "other"
        for folder in (other, self.nested, self.outside, repository / "src"):
            folder.mkdir()
        for folder in (other, self.nested):
            git(folder, "init", "-q")
            git(folder, "commit", "-q", "--allow-empty", "-m", "first")
        git(repository, "submodule", "add", "-q", str(other), "part")
        git(repository, "worktree", "add", "-q", str(self.worktree))
        (self.worktree / "src").mkdir()

    def of_project(self) -> set[Path]:
        all_five = (self.repository, self.worktree, self.submodule, self.nested, self.outside)
        every = (*all_five, self.repository / "src", self.worktree / "src")
        return {path for path in every if is_of_project(path, self.repository)}


def test_a_project_is_its_folders_and_its_worktrees_and_no_other_repository(
    repository: Path,
) -> None:
    five = Five(repository)
    mine, linked = five.repository, five.worktree
    assert five.of_project() == {mine, mine / "src", linked, linked / "src"}


def test_a_folder_that_is_gone_is_judged_by_what_is_left_above_it(repository: Path) -> None:
    assert is_of_project(repository / "gone" / "deep", repository)
    assert not is_of_project(repository.parent / "gone", repository)
