"""A file that cannot be finished is left alone, with its reason, until it changes."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import zstandard

from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts import reading
from codexctl.deliver.rollouts.content.opening import raw_lines
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.fates import Fate
from codexctl.deliver.worker import gathering
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.settings.load import load
from tests.deliver.conftest import configure, record
from tests.deliver.told import health
from tests.trace.writing import Rollout

THREAD = "01a215c3-c66f-7660-acb6-78bcee93d109"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Which files were looked into."""
    paths: list[Path] = []

    def seen(path: Path) -> object:
        paths.append(path)
        return thread_of(path)

    monkeypatch.setattr(gathering, "thread_of", seen)
    return paths


def _broken(locations: Locations, *, damaged: bool = False) -> Path:
    """A compressed session whose second half is missing, or whose end is damaged."""
    session, folder = Rollout(THREAD), locations.rollout_folders[0]
    for number in range(200):
        session.started(f"t{number}").prompt(os.urandom(2000).hex()).said("done").ended()
    whole = zstandard.ZstdCompressor().compress(b"".join(session.lines))
    path = folder / f"rollout-2026-01-01T00-00-00-{THREAD}.jsonl.zst"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(whole[: len(whole) // 2] if not damaged else whole[:-9] + b"damage" * 9)
    return path


def _check(locations: Locations) -> str:
    found = {check.id: check.summary for check in health(locations, load(locations.settings_toml))}
    return found.get("deliver.unreadable", "")


@pytest.mark.parametrize("damaged", [True, False], ids=["damaged", "cut"])
def test_a_broken_file_gives_what_it_has_and_is_not_read_again_until_it_changes(
    locations: Locations, opened: list[Path], damaged: bool
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    path = _broken(locations, damaged=damaged)
    first = deliver(locations, {}, Clock())["local"]
    assert first.delivered > 50
    assert str(path) in first.reasons
    assert path in opened
    opened.clear()
    again = deliver(locations, {}, Clock())["local"]
    assert (opened, again.unreadable) == ([], [])
    assert str(path) in _check(locations)
    assert ("zstd" if damaged else "cut off") in _check(locations)
    path.write_bytes(zstandard.ZstdCompressor().compress(b"".join(_one_turn())))
    os.utime(path, (path.stat().st_mtime - 1000,) * 2)
    assert deliver(locations, {}, Clock())["local"].unreadable == []
    assert opened == [path]
    assert _check(locations) == ""


def _one_turn() -> list[bytes]:
    return Rollout(THREAD).started("whole").prompt("go").said("done").ended().lines


def test_an_export_of_everything_tries_again_what_was_set_aside(
    locations: Locations, opened: list[Path]
) -> None:
    configure(locations, "local")
    path = _broken(locations)
    deliver(locations, {}, Clock())
    opened.clear()
    scope = Scope(seen_too=True, asked_for=True)
    done = Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]
    assert opened == [path]
    assert done.unreadable == (str(path),)
    assert done.files[Fate.unreadable] == 1


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (OSError(errno.EIO, os.strerror(errno.EIO)), os.strerror(errno.EIO)),
        (MemoryError(), "it needs more memory than is available"),
    ],
    ids=["disk", "memory"],
)
def test_a_file_that_raises_while_it_is_read_is_set_aside_with_its_reason(
    locations: Locations,
    opened: list[Path],
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    why: str,
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    bad = locations.rollout_folders[0] / f"rollout-2026-01-01T00-00-00-{THREAD}.jsonl"
    bad.write_bytes(b"".join(_one_turn()))

    def raising(stream: object, *rest: object) -> Iterator[bytes]:
        if getattr(stream, "name", "") == str(bad):
            raise error
        return raw_lines(stream, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(reading, "raw_lines", raising)
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    opened.clear()
    deliver(locations, {}, Clock())
    assert opened == []
    assert why in _check(locations)
    assert str(bad) in _check(locations)


def test_what_may_pass_by_itself_is_tried_again(
    locations: Locations, opened: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(locations, "local")
    bad = locations.rollout_folders[0] / f"rollout-2026-01-01T00-00-00-{THREAD}.jsonl"
    bad.parent.mkdir(parents=True, exist_ok=True)
    bad.write_bytes(b"".join(_one_turn()))

    def busy(*_: object) -> Iterator[bytes]:
        raise OSError(errno.EMFILE, os.strerror(errno.EMFILE))

    with monkeypatch.context() as patch:
        patch.setattr(reading, "raw_lines", busy)
        deliver(locations, {}, Clock())
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    assert opened == [bad, bad]


def test_a_compressed_file_of_several_frames_is_whole(locations: Locations) -> None:
    configure(locations, "local")
    path = _broken(locations)
    lines, packer = _one_turn(), zstandard.ZstdCompressor(write_checksum=True)
    skipped = b"\x50\x2a\x4d\x18" + (5).to_bytes(4, "little") + b"notes"
    frames = [packer.compress(line) for line in lines]
    path.write_bytes(skipped.join([*frames[:2], b"".join(frames[2:])]) + skipped)
    report = deliver(locations, {}, Clock())["local"]
    assert (report.delivered, report.unreadable) == (1, [])
