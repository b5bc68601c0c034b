"""A config.toml that is a mount of its own, or on a read-only mount, as containers have it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.locations import Locations, locate

pytestmark = pytest.mark.e2e

CONFIG = b'# mine\nmodel = "a"\n'
HOOKS = b'{"hooks": {}}\n'


class Box:
    """A home whose Codex files are mounted in a namespace of their own."""

    def __init__(self, root: Path, mounts: str) -> None:
        self.home, self.mounts = root / "home", mounts
        self.environ = {"HOME": str(self.home), "PATH": "/usr/sbin:/usr/bin:/bin:/sbin"}
        self.source = root / "source"
        self.locations.codex_home.mkdir(parents=True)
        self.source.mkdir()
        for path, content in (
            (self.locations.config_toml, CONFIG),
            (self.locations.hooks_json, HOOKS),
        ):
            path.write_bytes(content)
            (self.source / path.name).write_bytes(content)

    @property
    def locations(self) -> Locations:
        return locate(self.environ)

    def run(self, *arguments: str, under: str = "") -> subprocess.CompletedProcess[str]:
        command = shlex.join([sys.executable, "-m", "codexctl", *arguments])
        script = f"set -e; cd {self.locations.codex_home}; {self.mounts}; {under} {command}"
        return subprocess.run(
            ["unshare", "-m", "sh", "-c", script.replace("SOURCE", str(self.source))],
            env=self.environ,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def held(self, name: str = "config.toml") -> bytes:
        return (self.source / name).read_bytes()


@pytest.fixture(autouse=True)
def _mountable() -> None:
    """What the tests need, looked at before them."""
    probe = ["unshare", "-m", "sh", "-c", "mount --bind /tmp /tmp"]
    if shutil.which("unshare") is None or subprocess.run(probe, check=False).returncode:
        pytest.skip("needs the right to mount (root, unshare)")


BIND = "mount --bind SOURCE/config.toml config.toml"
BOTH = f"{BIND}; mount --bind SOURCE/hooks.json hooks.json"
READ_ONLY = f"{BIND}; mount -o remount,bind,ro config.toml"
FOLDER = "mount --bind . .; mount -o remount,bind,ro .; cd $PWD"
FOLDER_AND_FILES = f"mount --bind . .; cd $PWD; {BOTH}; mount -o remount,bind,ro ."
SET = ("config", "set", "model", "b", "--yes", "--offline")
BACK = ("undo", "--yes", "--offline")


def test_a_mounted_file_is_named_for_what_it_is_and_nothing_is_written(tmp_path: Path) -> None:
    box = Box(tmp_path, BIND)
    done = box.run(*SET)
    assert done.returncode == 1
    assert "config.toml is a separate mount, so it cannot be replaced" in done.stderr
    assert "--in-place" in done.stderr
    assert box.held() == CONFIG
    assert not box.locations.journal_file.exists()


def test_it_is_written_in_place_where_that_is_asked_for_and_undone_the_same_way(
    tmp_path: Path,
) -> None:
    box = Box(tmp_path, BIND)
    done = box.run(*SET, "--in-place")
    assert done.returncode == 0, done.stderr
    assert "was written in place" in done.stderr
    assert box.held() == CONFIG.replace(b'"a"', b'"b"')
    done = box.run(*BACK)
    assert done.returncode == 0, done.stderr
    assert box.held() == CONFIG


@pytest.mark.parametrize("mounts", [BOTH, FOLDER_AND_FILES])
def test_setup_and_uninstall_leave_every_byte(tmp_path: Path, mounts: str) -> None:
    box = Box(tmp_path, mounts)
    done = box.run("setup", "--yes", "--no-proof", "--in-place")
    assert done.returncode == 0, done.stderr
    assert b"hook.sh" in box.held("hooks.json")
    assert b"trusted_hash" in box.held()
    done = box.run("uninstall", "--yes", "--offline")
    assert done.returncode == 0, done.stderr
    assert (box.held(), box.held("hooks.json")) == (CONFIG, HOOKS)


@pytest.mark.parametrize(
    ("mounts", "said"),
    [
        (READ_ONLY, "config.toml is on a read-only mount: nobody can write to it here"),
        (FOLDER, "config.toml is on a read-only mount: nobody can write to it here"),
    ],
)
def test_where_nothing_helps_no_flag_is_offered(tmp_path: Path, mounts: str, said: str) -> None:
    box = Box(tmp_path, mounts)
    for more in ((), ("--in-place",)):
        done = box.run(*SET, *more)
        assert done.returncode == 1
        assert said in done.stderr
        assert "findmnt -T" in done.stderr
        assert "chmod" not in done.stderr
    assert "--in-place" not in box.run(*SET).stderr


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
@pytest.mark.parametrize(("call", "number"), [("pwrite64", 1), ("ftruncate", 1), ("unlink", 2)])
@pytest.mark.parametrize("settling", [("sync",), BACK])
def test_a_crash_in_the_middle_is_recovered_from(
    tmp_path: Path, call: str, number: int, settling: tuple[str, ...]
) -> None:
    box = Box(tmp_path, BIND)
    under = f"strace -f -qq -o /dev/null -e inject={call}:signal=SIGKILL:when={number}"
    done = box.run(*SET, "--in-place", under=under)
    assert done.returncode not in (0, 1, 2)
    done = box.run(*settling)
    assert done.returncode == 0, done.stderr
    assert box.held() in (CONFIG, CONFIG.replace(b'"a"', b'"b"'))
    if settling == BACK:
        assert box.held() == CONFIG
    assert [
        path.name for path in box.locations.data_dir.iterdir() if ".codexctl-" in path.name
    ] == []
    assert not box.locations.journal_file.exists()


@pytest.fixture
def immutable(tmp_path: Path) -> Iterator[Box]:
    box = Box(tmp_path, "true")
    done = subprocess.run(
        ["chattr", "+i", box.locations.config_toml], capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip("this file system knows no immutable files")
    yield box
    subprocess.run(["chattr", "-i", box.locations.config_toml], check=True)


def test_an_immutable_file_is_named_as_that(immutable: Box) -> None:
    done = immutable.run(*SET, "--in-place")
    assert done.returncode == 1
    assert "config.toml is immutable" in done.stderr
    assert f"sudo chattr -i {immutable.locations.config_toml}" in done.stderr


def test_a_file_on_another_file_system_behind_a_link_is_replaced_there(tmp_path: Path) -> None:
    far = "mount -t tmpfs none SOURCE; cp config.toml SOURCE; ln -sf SOURCE/config.toml ."
    box = Box(tmp_path, far)
    done = box.run(*SET)
    assert done.returncode == 0, done.stderr
    assert box.locations.config_toml.is_symlink()
