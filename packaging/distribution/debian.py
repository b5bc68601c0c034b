"""The Debian package: codexctl and all that it needs in /opt/codexctl, for the system's Python.

It is laid out as a virtual environment, so that the hook, the worker and fleet roll-outs find there
what they find in any other. What is the same for all Pythons lies there once.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from distribution.locked import needed, with_ours
from distribution.platforms import Platform

RECIPE = Path(__file__).parents[1] / "debian"
_PROGRAM = """\
#!/opt/codexctl/bin/python3 -I
from codexctl.__main__ import main

main()
"""


def debian(
    lock: str, wheel: Path, wheels: Path, platform: Platform, pythons: tuple[str, ...], out: Path,
    *, when: int, homepage: str,
) -> Path:  # fmt: skip
    """Build it for one platform and some Pythons, from a folder of wheels; gives its path.

    `when` is the time (Unix seconds) that its files have.
    """
    version = as_debian(wheel.name.split("-")[1])
    path = out / f"codexctl_{version}_{platform.debian}.deb"
    with tempfile.TemporaryDirectory() as folder:
        tree = Path(folder, "tree")
        home = tree / "opt" / "codexctl"
        for python in pythons:
            site = home / "lib" / f"python{python}" / "site-packages"
            wanted = Path(folder, "wanted.txt")
            wanted.write_text(with_ours(needed(lock, platform, python), wheel))
            _install(wanted, (wheels, wheel.parent), platform, python, site)
            _manual(site / "share" / "man", tree / "usr" / "share" / "man")
        _share(home, pythons)
        _environment(tree, home)
        size = sum(file.lstat().st_size for file in tree.rglob("*") if file.is_file()) // 1024
        values = {"VERSION": version, "ARCHITECTURE": platform.debian, "HOMEPAGE": homepage,
                  "NEXT": _next(pythons[-1]), "SIZE": str(size)}  # fmt: skip
        _control(tree / "DEBIAN", values)
        _same_everywhere(tree, when)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zzstd", "--build", str(tree), str(path)],
            env={**os.environ, "SOURCE_DATE_EPOCH": str(when)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
    return path


def as_debian(version: str) -> str:
    """A Python version as dpkg sorts it: a release comes after what led to it."""
    return re.sub(r"(?<=\d)\.?(a|b|rc|dev)(?=\d)", r"~\1", version).replace("+", "+git") + "-1"


def _next(python: str) -> str:
    major, minor = python.split(".")
    return f"{major}.{int(minor) + 1}"


def _install(
    wanted: Path, wheels: tuple[Path, Path], platform: Platform, python: str, site: Path
) -> None:
    """Lay out what is wanted in a folder for some Python, which need not be on this machine."""
    tags = [word for tag in platform.wheels for word in ("--platform", tag)]
    found = [word for folder in wheels for word in ("--find-links", str(folder))]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "-qq", "install"]
    there = ["--target", str(site), "--python-version", python, "--implementation", "cp"]
    subprocess.run(
        [*pip, "--no-index", "--no-deps", "--no-compile", "--only-binary", ":all:", *found, *tags,
         *there, "--require-hashes", "-r", str(wanted)],
        check=True,
    )  # fmt: skip
    # Programs of the packages in it, which nobody asked for.
    shutil.rmtree(site / "bin", ignore_errors=True)
    for record in site.glob("*.dist-info/direct_url.json"):
        record.unlink()


def _manual(pages: Path, there: Path) -> None:
    """Put the pages of the manual, which a wheel lays into its environment, where `man` looks."""
    if not there.exists():
        there.parent.mkdir(parents=True)
        shutil.copytree(pages, there)
    shutil.rmtree(pages.parent)


def _share(home: Path, pythons: tuple[str, ...]) -> None:
    """Keep what is the same for all Pythons once, with a link to it in each one's folder."""
    sites = [home / "lib" / f"python{python}" / "site-packages" for python in pythons]
    if len(sites) == 1:
        return
    shared = home / "lib" / "shared"
    shared.mkdir()
    for entry in sorted(sites[0].iterdir()):
        others = [site / entry.name for site in sites[1:]]
        if any(_content(other) != _content(entry) for other in others):
            continue
        entry.rename(shared / entry.name)
        for other in (entry, *others):
            if other != entry:
                shutil.rmtree(other) if other.is_dir() else other.unlink()
            other.symlink_to(Path("..", "..", "shared", entry.name))


def _content(entry: Path) -> dict[str, bytes]:
    """Every file of a folder, or the one file, by its path there."""
    files = (path for path in (entry, *entry.rglob("*")) if path.is_file())
    return {str(path.relative_to(entry)): sha256(path.read_bytes()).digest() for path in files}


def _environment(tree: Path, home: Path) -> None:
    """What makes the folder an environment of the system's Python, and the command on the PATH."""
    (home / "bin").mkdir()
    (home / "bin" / "python3").symlink_to("/usr/bin/python3")
    (home / "bin" / "python").symlink_to("python3")
    program = home / "bin" / "codexctl"
    program.write_text(_PROGRAM)
    program.chmod(0o755)
    (home / "pyvenv.cfg").write_text("home = /usr/bin\ninclude-system-site-packages = false\n")
    (home / "codexctl-origin").write_text("deb\n")
    commands = tree / "usr" / "bin"
    commands.mkdir(parents=True)
    (commands / "codexctl").symlink_to("/opt/codexctl/bin/codexctl")
    papers = tree / "usr" / "share" / "doc" / "codexctl"
    papers.mkdir(parents=True, exist_ok=True)
    root = RECIPE.parents[1]
    shutil.copyfile(root / "LICENSE", papers / "copyright")


def _control(folder: Path, values: Mapping[str, str]) -> None:
    folder.mkdir()
    text = (RECIPE / "control").read_text()
    (folder / "control").write_text(re.sub(r"@([A-Z]+)@", lambda found: values[found[1]], text))
    for script in ("postinst", "prerm"):
        shutil.copyfile(RECIPE / script, folder / script)
        (folder / script).chmod(0o755)


def _same_everywhere(tree: Path, when: int) -> None:
    """Give everything plain modes and one time."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (when, when), follow_symlinks=False)
