"""The build back end: setuptools, but the same sources give the same bytes wherever they are built.

setuptools takes modes from the folder, times and the builder's name into what it makes, and leaves
a `build` folder behind whose old files go into the next wheel. Here the source distribution is the
tracked files, and both archives say nothing of who built them, where, when and with which umask.
The one time in them is `SOURCE_DATE_EPOCH`, by default that of the commit.
"""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from setuptools import build_meta
from setuptools.build_meta import (  # noqa: F401 - what a front end asks a back end for
    build_editable,
    get_requires_for_build_editable,
    get_requires_for_build_sdist,
    get_requires_for_build_wheel,
    prepare_metadata_for_build_editable,
    prepare_metadata_for_build_wheel,
)

Settings = Mapping[str, str | list[str] | None] | None

# The first moment that a zip archive can name.
_ZIP_BEGINS = 315_532_800
# Never part of the sources, where no git says what is: an unpacked source distribution.
_NOT_SOURCES = frozenset({".git", ".venv", ".cache", "build", "dist", "__pycache__", "PKG-INFO"})


def build_wheel(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    """Build the wheel; gives its file name. See PEP 517."""
    when = epoch(Path.cwd())
    with _without_leftovers():
        name = str(build_meta.build_wheel(wheel_directory, config_settings, metadata_directory))
    path = Path(wheel_directory, name)
    path.write_bytes(plain_zip(path.read_bytes(), when))
    return name


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    """Build the source distribution: what git tracks, and PKG-INFO. See PEP 517."""
    root = Path.cwd()
    with tempfile.TemporaryDirectory() as folder, _without_leftovers():
        made = build_meta.prepare_metadata_for_build_wheel(folder, config_settings)
        metadata = Path(folder, made, "METADATA").read_bytes()
    stem = made.removesuffix(".dist-info")
    files = {name: (root / name) for name in sources(root)}
    packed = io.BytesIO()
    when = epoch(root)
    with (
        gzip.GzipFile("", "wb", 9, packed, mtime=when) as whole,
        tarfile.open(fileobj=whole, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for name, path in sorted(files.items()):
            runs = bool(path.stat().st_mode & 0o100)
            _add(archive, f"{stem}/{name}", path.read_bytes(), when, runs=runs)
        _add(archive, f"{stem}/PKG-INFO", metadata, when)
    Path(sdist_directory, f"{stem}.tar.gz").write_bytes(packed.getvalue())
    return f"{stem}.tar.gz"


def epoch(root: Path) -> int:
    """The time (Unix seconds) that the archives name: said by whoever builds, or the commit's.

    An unpacked source distribution has the commit's time on its PKG-INFO.
    """
    if said := os.environ.get("SOURCE_DATE_EPOCH"):
        return max(int(said), _ZIP_BEGINS)
    if (root / ".git").exists():
        try:
            return int(_git(root, "log", "-1", "--format=%ct"))
        except (OSError, subprocess.CalledProcessError):
            return _ZIP_BEGINS  # a wheel can be built without git
    info = root / "PKG-INFO"
    return max(int(info.stat().st_mtime), _ZIP_BEGINS) if info.exists() else _ZIP_BEGINS


def sources(root: Path) -> list[str]:
    """The files of the project, by their path in it."""
    if (root / ".git").exists():
        listed = _git(root, "ls-files", "-z").decode().split("\0")
        return [name for name in listed if (root / name).is_file()]
    return list(_below(root, ""))


def plain_zip(content: bytes, when: int) -> bytes:
    """A zip archive with the same files, all at one time and with plain modes."""
    packed, moment = io.BytesIO(), time.gmtime(when)[:6]
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(packed, "w") as archive:
        for entry in given.infolist():
            info = zipfile.ZipInfo(entry.filename, moment)
            runs = bool(entry.external_attr >> 16 & 0o100)
            info.external_attr = (0o100755 if runs else 0o100644) << 16
            info.create_system = 3  # Unix: else the modes are not looked at
            archive.writestr(info, given.read(entry), zipfile.ZIP_DEFLATED, 9)
    return packed.getvalue()


def _add(
    archive: tarfile.TarFile, name: str, content: bytes, when: int, *, runs: bool = False
) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = len(content), when, 0o755 if runs else 0o644
    archive.addfile(info, io.BytesIO(content))


def _below(folder: Path, prefix: str) -> Iterator[str]:
    for path in folder.iterdir():
        if path.name in _NOT_SOURCES or path.name.endswith((".egg-info", ".pyc")):
            continue
        if path.is_dir():
            yield from _below(path, f"{prefix}{path.name}/")
        else:
            yield prefix + path.name


def _git(root: Path, *words: str) -> bytes:
    # Whoever builds need not be whom the folder belongs to.
    command = ["git", "-c", "safe.directory=*", "-C", str(root), *words]
    return subprocess.run(command, check=True, capture_output=True).stdout


@contextmanager
def _without_leftovers() -> Iterator[None]:
    """Have setuptools work in a folder that is thrown away, and files be readable by everybody."""
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder, "setup.cfg")
        config.write_text(
            f"[build]\nbuild_base = {folder}/build\n[egg_info]\negg_base = {folder}\n"
        )
        before, umask = os.environ.get("DIST_EXTRA_CONFIG"), os.umask(0o022)
        os.environ["DIST_EXTRA_CONFIG"] = str(config)
        try:
            yield
        finally:
            os.umask(umask)
            os.environ.pop("DIST_EXTRA_CONFIG")
            if before is not None:
                os.environ["DIST_EXTRA_CONFIG"] = before
