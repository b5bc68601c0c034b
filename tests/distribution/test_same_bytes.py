"""The same sources give the same wheel and the same source distribution, whoever builds them."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import tarfile
import zipfile
from pathlib import Path

import pytest

from codexctl_build import plain_zip
from tests.distribution.building import WHEN, build, copied

TOLD = {"SOURCE_DATE_EPOCH": str(WHEN)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, and the wheel that was built from it: what `build` does."""
    folder = tmp_path_factory.mktemp("built")
    copied(folder / "source")
    build(folder / "source", folder / "out", environ=TOLD)
    return folder / "out"


def odd(folder: Path) -> tuple[str, ...]:
    """Words that start a command as somebody else, where root can, and under a narrow umask."""
    # A Python of root's own may lie behind a closed door: it can still be started.
    rights = ("--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    somebody = ("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", *rights, "--")
    can = os.geteuid() == 0 and shutil.which("setpriv")
    if can:
        subprocess.run(["chown", "-R", "65534:65534", str(folder)], check=True)
    return (*(somebody if can else ()), "sh", "-c", 'umask 077; exec "$@"', "sh")


def test_other_folder_user_umask_zone_locale_order_and_times_change_no_byte(
    built: Path, tmp_path: Path
) -> None:
    source = tmp_path / "elsewhere, with a space"
    names = copied(source)
    # As in a checkout that is used: files of other times, leftovers of earlier builds.
    for number, name in enumerate(reversed(names)):
        (source / name).chmod(0o775 if (source / name).stat().st_mode & 0o100 else 0o664)
        os.utime(source / name, (WHEN + number * 99, WHEN + number * 99))
    (source / "build" / "lib" / "codexctl").mkdir(parents=True)
    (source / "build" / "lib" / "codexctl" / "gone.py").write_text("old = True\n")
    (source / "codexctl" / "__pycache__").mkdir()
    (source / "codexctl" / "__pycache__" / "errors.cpython-399.pyc").write_bytes(b"old")
    out = tmp_path / "out"
    out.mkdir()
    environ = {**TOLD, "TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"}
    environ |= {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    build(source, out, "--sdist", "--wheel", environ=environ, before=odd(tmp_path))
    assert sorted(path.name for path in out.iterdir()) == sorted(
        path.name for path in built.iterdir()
    )
    for path in out.iterdir():
        assert path.read_bytes() == (built / path.name).read_bytes(), path.name


def test_the_archives_name_one_time_plain_modes_and_nobody(built: Path) -> None:
    (sdist,), (wheel,) = built.glob("*.tar.gz"), built.glob("*.whl")
    with tarfile.open(sdist) as archive:
        for member in archive:
            assert (member.uid, member.gid, member.uname, member.gname) == (0, 0, "", "")
            assert (member.mtime, member.mode) in ((WHEN, 0o644), (WHEN, 0o755))
            assert member.isfile()
        assert archive.getmember(f"{stem(sdist)}/templates/rollout/debian/build.sh").mode == 0o755
    with zipfile.ZipFile(wheel) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
        modes = {stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()}
        assert modes == {0o644, 0o755}


def stem(sdist: Path) -> str:
    return sdist.name.removesuffix(".tar.gz")


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    environ = {"PATH": os.environ["PATH"], "HOME": str(folder),
               "GIT_COMMITTER_DATE": f"{WHEN} +1400", "GIT_CONFIG_NOSYSTEM": "1"}  # fmt: skip
    subprocess.run(["git", *who, *words], cwd=folder, env=environ, check=True, capture_output=True)


SMALL = """\
[build-system]
requires = ["setuptools"]
build-backend = "codexctl_build"
backend-path = ["packaging"]
[project]
name = "small"
version = "1"
[tool.setuptools]
packages = []
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A commit of a small project that is built by the same back end, with a file beside it."""
    folder = tmp_path / "small"
    (folder / "packaging").mkdir(parents=True)
    backend = Path(__file__).parents[2] / "packaging" / "codexctl_build.py"
    shutil.copy(backend, folder / "packaging")
    (folder / "pyproject.toml").write_text(SMALL)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "a")
    (folder / "not-tracked.txt").write_text("mine")
    return folder


def test_without_being_told_it_is_the_time_of_the_commit_also_from_the_unpacked_source(
    small: Path, tmp_path: Path
) -> None:
    build(small, tmp_path / "out")  # the wheel is built from the source distribution
    build(small, tmp_path / "direct", "--wheel")
    (sdist,), (wheel,) = (tmp_path / "out").glob("*.gz"), (tmp_path / "out").glob("*.whl")
    with tarfile.open(sdist) as archive:
        assert {member.mtime for member in archive} == {WHEN}
        assert "small-1/not-tracked.txt" not in archive.getnames()
    with zipfile.ZipFile(wheel) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(2026, 1, 1, 0, 0, 0)}
    assert (tmp_path / "direct" / wheel.name).read_bytes() == wheel.read_bytes()


def test_a_source_distribution_of_a_source_distribution_is_the_same(
    small: Path, tmp_path: Path
) -> None:
    build(small, tmp_path / "out", "--sdist")
    with tarfile.open(tmp_path / "out" / "small-1.tar.gz") as archive:
        archive.extractall(tmp_path / "unpacked", filter="data")
    build(tmp_path / "unpacked" / "small-1", tmp_path / "again", "--sdist")
    first, again = (tmp_path / name / "small-1.tar.gz" for name in ("out", "again"))
    assert first.read_bytes() == again.read_bytes()


def test_a_plain_archive_made_plain_is_itself(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert plain_zip(wheel.read_bytes(), WHEN) == wheel.read_bytes()
