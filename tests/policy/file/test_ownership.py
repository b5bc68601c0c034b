"""A policy counts only if nobody but root can change what it says, by whatever way it is found."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from codexctl.owners import passed
from codexctl.policy.file.ownership import foreign_hand
from codexctl.policy.file.read import read

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root can own files as root does")
ROOT, SOMEBODY = 0, 12345


@pytest.fixture
def policy_file(tmp_path: Path) -> Path:
    """A policy in a folder of its own, both root's alone."""
    tmp_path.chmod(0o755)
    path = tmp_path / "etc" / "codexctl" / "policy.toml"
    path.parent.mkdir(parents=True)
    path.write_text("version = 1\n")
    if foreign_hand(path, ROOT):
        pytest.skip(f"the folders above {tmp_path} are not root's alone")
    return path


def test_a_file_that_is_roots_alone_counts(policy_file: Path) -> None:
    found = read(policy_file)
    assert found is not None
    assert found.problem == ""


@pytest.mark.parametrize("mode", [0o666, 0o646, 0o664, 0o602])
def test_a_file_that_others_can_write_does_not(policy_file: Path, mode: int) -> None:
    policy_file.chmod(mode)
    assert "can be written by others" in foreign_hand(policy_file, ROOT)


def test_a_file_of_somebody_else_does_not(policy_file: Path) -> None:
    os.chown(policy_file, SOMEBODY, SOMEBODY)
    assert "is not owned by root" in foreign_hand(policy_file, ROOT)


@pytest.mark.parametrize("up", [0, 1])
def test_a_folder_above_that_others_can_write_does_not(policy_file: Path, up: int) -> None:
    policy_file.parents[up].chmod(0o777)
    assert foreign_hand(policy_file, ROOT)
    policy_file.parents[up].chmod(0o755)
    os.chown(policy_file.parents[up], SOMEBODY, SOMEBODY)
    assert foreign_hand(policy_file, ROOT)


def test_a_shared_folder_is_safe_further_up_only(policy_file: Path) -> None:
    policy_file.parents[1].chmod(0o1777)
    assert not foreign_hand(policy_file, ROOT)
    policy_file.parent.chmod(0o1777)
    assert foreign_hand(policy_file, ROOT)


def test_links_are_followed_and_count_themselves(policy_file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.toml"
    link.symlink_to("etc/../etc/codexctl/policy.toml")
    assert not foreign_hand(link, ROOT)
    os.chown(link, SOMEBODY, SOMEBODY, follow_symlinks=False)
    assert foreign_hand(link, ROOT)


def test_a_link_through_a_folder_of_somebody_else_does_not_count(
    policy_file: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    (theirs / "there").symlink_to(policy_file.parent)
    link = tmp_path / "codexctl"
    link.symlink_to(theirs / "there")
    assert not foreign_hand(link / "policy.toml", ROOT)
    os.chown(theirs, SOMEBODY, SOMEBODY)
    assert foreign_hand(link / "policy.toml", ROOT)


def test_what_is_no_file_does_not_count(policy_file: Path) -> None:
    policy_file.unlink()
    os.mkfifo(policy_file)
    assert "is not a file" in foreign_hand(policy_file, ROOT)


def test_every_name_on_the_way_is_passed(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").symlink_to("a")
    names = list(passed(tmp_path / "b" / ".." / "a" / "x"))
    assert names[-3:] == [tmp_path / "a", tmp_path / "a", tmp_path / "a" / "x"]
    assert tmp_path / "b" in names
