"""A folder as a person writes it, and the folders that turns ran in."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codexctl.deliver.rollouts.folders import meant

STORED = (
    "/home/dev/shop",
    "/home/dev/shop/api",
    "/home/dev/shopping",
    "C:\\Users\\Me\\Shop",
    "c:\\users\\me\\shop\\api",
    "\\\\server\\share\\Shop",
    "\\\\?\\D:\\deep\\shop",
)
HERE = Path("/home/dev")


@pytest.mark.parametrize("wanted", STORED)
def test_every_folder_that_a_table_prints_finds_itself(wanted: str) -> None:
    assert wanted in meant(wanted, STORED, HERE)


@pytest.mark.parametrize(
    "wanted",
    [
        "C:\\Users\\Me\\Shop",
        "C:\\Users\\Me\\Shop\\",
        "c:/users/me/shop/",
        "C:\\Users\\Me\\.\\Shop",
        "\\\\?\\C:\\Users\\Me\\Shop",
    ],
)
def test_a_windows_path_is_one_however_it_is_written(wanted: str) -> None:
    assert meant(wanted, STORED, HERE) == STORED[3:5]


def test_a_drive_a_share_and_a_verbatim_path_hold_what_is_below_them() -> None:
    assert meant("C:\\", STORED, HERE) == STORED[3:5]
    assert meant("\\\\SERVER\\share", STORED, HERE) == STORED[5:6]
    assert meant("d:\\deep", STORED, HERE) == STORED[6:]


@pytest.mark.parametrize(
    "wanted", ["/home/dev/shop", "/home/dev/shop//", "shop", "./shop/", "../dev/shop"]
)
def test_a_unix_path_is_taken_as_it_is_seen_from_here(wanted: str) -> None:
    assert meant(wanted, STORED, HERE) == STORED[:2]


def test_the_root_holds_every_unix_path_and_no_windows_path() -> None:
    assert meant("/", STORED, HERE) == STORED[:3]


def test_a_tilde_is_the_persons_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/dev")
    assert meant("~/shop", STORED, Path("/")) == STORED[:2]
    assert meant("~", STORED, Path("/")) == STORED[:3]


def test_what_lost_its_beginning_in_a_table_is_found_by_its_end() -> None:
    assert meant("…dev/shop/api", STORED, HERE) == STORED[1:2]
    assert meant("...Me\\Shop", STORED, HERE) == STORED[3:4]


def test_links_are_followed_on_both_sides(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.mkdir()
    link.symlink_to(real)
    assert meant(str(link), [str(real)], HERE) == (str(real),)
    assert meant(str(real), [str(link)], HERE) == (str(link),)


@pytest.mark.skipif(sys.platform == "darwin", reason="there, paths differ in more than case")
def test_unix_paths_differ_by_case() -> None:
    assert meant("/home/dev/Shop", STORED, HERE) == ()
