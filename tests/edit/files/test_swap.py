from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.edit.files import swap
from codexctl.edit.files.read import read
from codexctl.edit.files.swap import Moved, put_in_place

CASES = [(b"old", b"new"), (None, b"new"), (b"old", None)]


@pytest.fixture(params=[True, False], ids=["exchanging", "renaming"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A target's path, where the system can exchange files and where it cannot."""
    if not request.param:
        monkeypatch.setattr(swap, "exchange", lambda *_: False)
    return tmp_path / "target"


def waiting(target: Path, after: bytes | None) -> Path:
    """The new content beside its target."""
    temp = target.with_name("temp")
    if after is not None:
        temp.write_bytes(after)
    return temp


@pytest.mark.parametrize(("before", "after"), CASES)
def test_the_target_holds_the_new_content_and_nothing_is_left(
    target: Path, before: bytes | None, after: bytes | None
) -> None:
    if before is not None:
        target.write_bytes(before)
    temp = waiting(target, after)
    put_in_place(target, temp, before, after)
    assert (read(target), read(temp)) == (after, None)


@pytest.mark.parametrize(("before", "after"), CASES)
@pytest.mark.parametrize("theirs", [b"theirs", b""])
def test_what_somebody_else_wrote_stays(
    target: Path, before: bytes | None, after: bytes | None, theirs: bytes
) -> None:
    target.write_bytes(theirs)
    temp = waiting(target, after)
    with pytest.raises(Moved):
        put_in_place(target, temp, before, after)
    assert (read(target), read(temp)) == (theirs, after)


def test_a_file_that_somebody_deleted_is_not_written_again(target: Path) -> None:
    with pytest.raises(Moved):
        put_in_place(target, waiting(target, b"new"), b"old", b"new")
    assert read(target) is None


@pytest.mark.parametrize(("before", "after"), CASES)
def test_so_does_what_was_written_between_comparing_and_replacing(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: bytes | None,
    after: bytes | None,
) -> None:
    target = tmp_path / "target"
    if before is not None:
        target.write_bytes(before)
    temp = waiting(target, after)

    def read_and_write(path: Path) -> bytes | None:
        content = read(path)
        if path == target:
            target.write_bytes(b"theirs")
        return content

    monkeypatch.setattr(swap, "read", read_and_write)
    with pytest.raises(Moved):
        put_in_place(target, temp, before, after)
    assert read(target) == b"theirs"


def test_a_link_that_took_the_file_s_place_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "target"
    (tmp_path / "other").write_bytes(b"old")
    target.symlink_to("other")
    with pytest.raises(Moved):
        put_in_place(target, waiting(target, b"new"), b"old", b"new")
    assert target.is_symlink()
