"""What somebody else may have made is read without waiting, without end and without a detour."""

from __future__ import annotations

import errno
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from codexctl.safe_read import Unfit, check_way, names_in, read_bytes, read_text, stream

SOMEBODY = 12345
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


def _device(path: Path) -> None:
    os.mknod(path, 0o20644, os.makedev(1, 5))  # /dev/zero


def _socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.bind(str(path))


IRREGULAR: dict[str, Callable[[Path], None]] = {
    "a pipe": os.mkfifo,
    "a socket": _socket,
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a link to a terminal": lambda path: path.symlink_to("/dev/tty"),
}


@pytest.mark.parametrize("kind", IRREGULAR)
def test_what_is_no_regular_file_is_said_at_once(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "config.toml"
    IRREGULAR[kind](path)
    for read in (read_bytes, stream):
        with pytest.raises(Unfit, match="not a regular file"):
            read(path)


@needs_root
def test_a_device_is_not_even_opened(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    _device(path)
    with pytest.raises(Unfit, match="a device"):
        read_bytes(path)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "config.toml").mkdir()
    with pytest.raises(IsADirectoryError):
        read_bytes(tmp_path / "config.toml")
    with pytest.raises(IsADirectoryError):
        read_bytes(Path("/"))


def test_a_file_has_its_content_and_its_line_ends(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"a\r\nb\xc3\xa9\r")
    assert read_bytes(path) == b"a\r\nb\xc3\xa9\r"
    assert read_text(path) == "a\r\nbé\r"
    with stream(path) as found:
        assert found.read() == b"a\r\nb\xc3\xa9\r"
        assert found.name == str(path)


def test_a_file_may_have_just_so_many_bytes(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"x" * 100)
    assert len(read_bytes(path, 100)) == 100
    with pytest.raises(Unfit, match="larger than 99 bytes") as found:
        read_bytes(path, 99)
    assert found.value.errno == errno.EFBIG


def test_a_huge_file_takes_neither_time_nor_memory(tmp_path: Path) -> None:
    path = tmp_path / "f"
    with path.open("wb") as out:
        out.truncate(3 << 40)
    with pytest.raises(Unfit, match="larger than 4 MiB"):
        read_bytes(path)


def test_a_file_that_grows_while_it_is_read_has_an_end(tmp_path: Path) -> None:
    """A file in /proc says that it is empty and is not; a log grows. Both are bounded."""
    with pytest.raises(Unfit, match="larger than 16 bytes"):
        read_bytes(Path("/proc/self/status") if sys.platform == "linux" else tmp_path, 16)


def test_a_missing_file_is_missing(tmp_path: Path) -> None:
    (tmp_path / "dangling").symlink_to("nowhere")
    (tmp_path / "file").write_text("")
    for name in ("nothing", "dangling", "no/folder"):
        with pytest.raises(FileNotFoundError):
            read_bytes(tmp_path / name)
    with pytest.raises(NotADirectoryError):
        read_bytes(tmp_path / "file" / "below")


def test_ones_own_links_are_followed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "real").write_text("here")
    (tmp_path / "absolute").symlink_to(tmp_path / "a")
    (tmp_path / "a" / "up").symlink_to("../absolute/b")
    (tmp_path / "a" / "b" / "link").symlink_to("../../a/./up/real")
    assert read_text(tmp_path / "absolute" / "up" / "link") == "here"
    monkeypatch.chdir(tmp_path / "a")
    assert read_text(Path("up/link")) == "here"
    assert read_text(Path("b/../up/real")) == "here"


def test_a_ring_of_links_ends(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    with pytest.raises(OSError, match="links") as found:
        read_bytes(tmp_path / "one")
    assert found.value.errno == errno.ELOOP


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    """A folder of somebody else's."""
    folder = tmp_path / "theirs"
    folder.mkdir()
    (tmp_path / "secret").write_text("ours")
    os.chown(folder, SOMEBODY, SOMEBODY)
    return folder


@needs_root
@pytest.mark.parametrize("owner", [0, SOMEBODY])
def test_a_strangers_link_is_not_followed(theirs: Path, owner: int) -> None:
    """Whoever the link belongs to: a link of root's can have been moved to where it lies."""
    (theirs / "config.toml").symlink_to("../secret")
    (theirs / "folder").symlink_to("..")
    for name in ("config.toml", "folder"):
        os.chown(theirs / name, owner, owner, follow_symlinks=False)
    for way in ("config.toml", "folder/secret"):
        for read in (read_bytes, stream, check_way):
            with pytest.raises(Unfit, match="somebody else"):
                read(theirs / way)
    with pytest.raises(Unfit, match="somebody else"):
        names_in(theirs / "folder")


@needs_root
def test_a_strangers_link_in_a_shared_folder_is_not_followed(tmp_path: Path) -> None:
    shared = tmp_path / "tmp"
    shared.mkdir()
    shared.chmod(0o1777)
    (tmp_path / "secret").write_text("ours")
    (shared / "link").symlink_to(tmp_path / "secret")
    assert read_text(shared / "link") == "ours"
    os.chown(shared / "link", SOMEBODY, SOMEBODY, follow_symlinks=False)
    with pytest.raises(Unfit, match="somebody else"):
        read_text(shared / "link")


@needs_root
def test_a_second_name_for_a_file_of_ours_is_a_detour_too(theirs: Path) -> None:
    os.link(theirs.parent / "secret", theirs / "config.toml")
    with pytest.raises(Unfit, match="another name"):
        read_bytes(theirs / "config.toml")


@needs_root
def test_a_strangers_own_file_is_read(theirs: Path) -> None:
    (theirs / "config.toml").write_text("theirs")
    os.chown(theirs / "config.toml", SOMEBODY, SOMEBODY)
    assert read_text(theirs / "config.toml") == "theirs"
    assert names_in(theirs) == ["config.toml"]
    check_way(theirs / "config.toml")
    check_way(theirs / "nothing" / "at" / "all")


def test_names_are_sorted_whatever_their_bytes(tmp_path: Path) -> None:
    for name in (b"b", b"a\xff", b"a\n"):
        (tmp_path / os.fsdecode(name)).touch()
    assert list(map(os.fsencode, names_in(tmp_path))) == [b"a\n", b"a\xff", b"b"]


def test_what_is_swapped_while_it_is_read_never_leads_out(tmp_path: Path) -> None:
    """A regular file and a link to a secret take turns under one name; the link is a stranger's."""
    if os.geteuid() != 0:
        pytest.skip("only root can give links away")
    folder, stop = tmp_path / "theirs", threading.Event()
    folder.mkdir()
    (tmp_path / "secret").write_text("secret")
    (folder / "file").write_text("theirs")
    (folder / "link").symlink_to("../secret")
    os.chown(folder, SOMEBODY, SOMEBODY)
    os.chown(folder / "link", SOMEBODY, SOMEBODY, follow_symlinks=False)
    swapping = (
        "import os\nos.chdir(os.sys.argv[1])\nfor _ in range(4000):\n"
        " os.link('link','x',follow_symlinks=False); os.rename('x','config.toml')\n"
        " os.link('file','y'); os.rename('y','config.toml')\n"
    )
    racer = subprocess.Popen([sys.executable, "-c", swapping, str(folder)])
    seen: set[str | int | None] = set()
    try:
        while racer.poll() is None:
            try:
                seen.add(read_text(folder / "config.toml"))
            except OSError as error:
                seen.add(error.errno)
    finally:
        stop.set()
        racer.kill()
        racer.wait()
    assert "secret" not in seen
    assert errno.ELOOP in seen
