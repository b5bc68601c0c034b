"""Folders and files that are put beside those that people have."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from codexctl.edit.files.stage import make_folders
from codexctl.errors import EditRefused

AT_ONCE = 8
DEPTH = 40


def test_folders_that_many_make_at_once_are_each_made_by_one(tmp_path: Path) -> None:
    folder = tmp_path.joinpath(*(f"f{number}" for number in range(DEPTH)))
    start = Barrier(AT_ONCE)

    def make(_: int) -> tuple[Path, ...]:
        start.wait()
        return make_folders(folder)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = [path for new in pool.map(make, range(AT_ONCE)) for path in new]
    assert folder.is_dir()
    assert sorted(made) == sorted({folder, *folder.parents} - {tmp_path, *tmp_path.parents})


def test_a_file_in_the_place_of_a_folder_is_told_of(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("mine")
    with pytest.raises(EditRefused, match="journal: not a directory"):
        make_folders(tmp_path / "data" / "journal")
