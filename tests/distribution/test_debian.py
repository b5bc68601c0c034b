"""What the Debian package says of itself, and how its folders are put together."""

from __future__ import annotations

import shutil
import subprocess
from itertools import pairwise
from pathlib import Path

import pytest

from distribution.contents import sums
from distribution.debian import _share, as_debian


def test_versions_sort_for_dpkg_as_they_do_for_python() -> None:
    ordered = ["0.1.0.dev3", "0.1.0a1", "0.1.0b2", "0.1.0rc1", "0.1.0", "0.1.1", "0.10.0"]
    translated = [as_debian(version) for version in ordered]
    assert translated[1] == "0.1.0~a1-1"
    assert translated[4] == "0.1.0-1"
    if shutil.which("dpkg") is None:
        pytest.skip("there is no dpkg here to ask for the order")
    for one, next_one in pairwise(translated[1:]):
        words = ["dpkg", "--compare-versions", one, "lt", next_one]
        assert subprocess.run(words, check=False).returncode == 0, (one, next_one)


def test_what_is_the_same_for_all_pythons_lies_there_once(tmp_path: Path) -> None:
    for python in ("3.11", "3.12"):
        site = tmp_path / "lib" / f"python{python}" / "site-packages"
        (site / "same" / "inner").mkdir(parents=True)
        (site / "same" / "inner" / "a.py").write_text("a = 1\n")
        (site / "other").mkdir()
        (site / "other" / f"x.{python}.so").write_text(python)
        (site / "single.py").write_text("b = 1\n")
        (site / "changed.py").write_text(python)
    only = tmp_path / "lib" / "python3.11" / "site-packages" / "backport.py"
    only.write_text("")
    _share(tmp_path, ("3.11", "3.12"))
    for python in ("3.11", "3.12"):
        site = tmp_path / "lib" / f"python{python}" / "site-packages"
        assert (site / "same").readlink() == Path("../../shared/same")
        assert (site / "same" / "inner" / "a.py").read_text() == "a = 1\n"
        assert (site / "single.py").is_symlink()
        assert not (site / "other").is_symlink()
        assert (site / "changed.py").read_text() == python
    assert not only.is_symlink()
    assert sorted(path.name for path in (tmp_path / "lib" / "shared").iterdir()) == [
        "same",
        "single.py",
    ]


def test_the_hashes_are_what_sha256sum_checks(tmp_path: Path) -> None:
    (tmp_path / "b.whl").write_bytes(b"b")
    (tmp_path / "a.pyz").write_bytes(b"a")
    path = sums(tmp_path)
    assert sums(tmp_path) == path
    assert [line.split("  ")[1] for line in path.read_text().splitlines()] == ["a.pyz", "b.whl"]
    if shutil.which("sha256sum") is None:
        pytest.skip("there is no sha256sum here to ask")
    check = ["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"]
    assert subprocess.run(check, cwd=tmp_path, check=False).returncode == 0
    (tmp_path / "b.whl").write_bytes(b"c")
    assert subprocess.run(check, cwd=tmp_path, check=False, capture_output=True).returncode == 1
