"""What happens to rollouts between two workers: they grow, move, are packed, migrated, cut."""

from __future__ import annotations

import os
import re
import shutil
import time
from collections.abc import Callable
from itertools import permutations
from pathlib import Path

import pytest
import zstandard

from codexctl.deliver.store.local_store import LocalStore
from codexctl.deliver.worker import gathering
from codexctl.locations import Locations
from tests.deliver.conftest import configure, record
from tests.deliver.sink import Sink
from tests.deliver.worker.test_worker import delivered


def test_only_the_new_turn_of_a_growing_file_is_sent(locations: Locations, sink: Sink) -> None:
    (path,) = record(locations, "resumed")
    whole = path.read_bytes()
    cut = whole.index(b'"task_complete"')
    end = whole.index(b"\n", cut) + 1
    path.write_bytes(whole[:end])
    configure(locations, f"far={sink.url}")
    first = delivered(locations)["far"].delivered
    path.write_bytes(whole)
    second = delivered(locations)["far"].delivered
    assert (first, second) == (1, 2)
    assert len(sink.spans) == len(set(sink.spans))


def test_a_turn_that_is_still_running_waits(locations: Locations) -> None:
    (path,) = record(locations, "shell-ok")
    whole = path.read_bytes()
    path.write_bytes(whole[: whole.index(b'"task_complete"') - 80])
    configure(locations, "local")
    report = delivered(locations)["local"]
    assert (report.delivered, report.open_files) == (0, [path])
    path.write_bytes(whole)
    assert delivered(locations)["local"].delivered == 1


def test_a_dead_turn_is_delivered_as_incomplete(locations: Locations) -> None:
    (path,) = record(locations, "killed-streaming")
    long_ago = time.time() - 7200
    os.utime(path, (long_ago, long_ago))
    configure(locations, "local")
    delivered(locations)
    store = LocalStore.open(locations.traces_db)
    assert [turn["status"] for turn in store.turns()] == ["incomplete"]
    store.close()


def test_a_file_rewritten_in_place_is_read_again_but_no_turn_goes_twice(
    locations: Locations, sink: Sink
) -> None:
    (path,) = record(locations, "resumed")
    configure(locations, f"far={sink.url}")
    delivered(locations)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(line.replace(b'"timestamp"', b'"timestamp" ', 1) for line in lines))
    assert delivered(locations)["far"].delivered == 0
    assert len(sink.spans) == len(set(sink.spans))


def test_compressed_and_archived_sessions_are_not_sent_again(
    locations: Locations, sink: Sink
) -> None:
    (path,) = record(locations, "plain")
    configure(locations, f"far={sink.url}")
    delivered(locations)
    archive = locations.rollout_folders[1]
    archive.mkdir()
    shutil.move(path, archive / path.name)
    assert delivered(locations)["far"].delivered == 0
    assert len(sink.requests) == 1


def test_a_line_that_cannot_be_read_is_passed_over(locations: Locations) -> None:
    (path,) = record(locations, "plain")
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], b"{broken\n", b"\xff\xfe\n", *lines[1:]]))
    configure(locations, "local")
    assert delivered(locations)["local"].delivered == 1


def compress(path: Path) -> Path:
    """What Codex does to cold sessions."""
    packed = path.with_name(path.name + ".zst")
    packed.write_bytes(zstandard.compress(path.read_bytes()))
    path.unlink()
    return packed


def unpack(path: Path) -> Path:
    """What it does when such a session is resumed."""
    plain = path.with_name(path.name.removesuffix(".zst"))
    plain.write_bytes(zstandard.decompress(path.read_bytes()))
    path.unlink()
    return plain


def archive(path: Path) -> Path:
    """Move a session to where archived ones lie, or back."""
    sessions = path.parents[1] / "sessions"
    folder = path.parents[1] / "archived_sessions" if path.parent == sessions else sessions
    folder.mkdir(exist_ok=True)
    return Path(shutil.move(path, folder / path.name))


def migrate(path: Path) -> Path:
    """Write every line anew, in another file under the same name."""
    lines = path.read_bytes().splitlines(keepends=True)
    changed = path.with_suffix(".tmp")
    changed.write_bytes(
        b"".join(line.replace(b'"timestamp"', b'"timestamp" ', 1) for line in lines)
    )
    return changed.replace(path)


def truncate(path: Path) -> Path:
    """Lose the end, as in a power failure; Codex goes on after what is left."""
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * 2 // 3])
    return path


CHANGES = (archive, migrate, truncate)


def names(order: tuple[Callable[[Path], Path], ...]) -> str:
    """What is done to the file, one after the other."""
    return " ".join(change.__name__ for change in order)


@pytest.mark.parametrize("order", list(permutations(CHANGES)), ids=names)
def test_whatever_happens_to_a_file_between_its_turns_each_is_sent_once(
    locations: Locations, sink: Sink, order: tuple[Callable[[Path], Path], ...]
) -> None:
    (path,) = record(locations, "resumed")
    ends = turn_ends(path.read_bytes())
    whole = path.read_bytes()
    configure(locations, f"far={sink.url}")
    delivered_so_far = 0
    for change, end in zip(order, ends, strict=True):
        path.write_bytes(whole[:end])
        delivered_so_far += delivered(locations)["far"].delivered
        path = change(path)
        delivered_so_far += delivered(locations)["far"].delivered
        path = unpack(compress(path))
        delivered_so_far += delivered(locations)["far"].delivered
    assert delivered_so_far == len(ends) == 3
    assert len(sink.spans) == len(set(sink.spans))


def turn_ends(whole: bytes) -> list[int]:
    """Behind each line that ends a turn."""
    found = [match.start() for match in re.finditer(rb'"task_complete"', whole)]
    return [whole.index(b"\n", place) + 1 for place in found]


def test_a_turn_that_ends_in_a_compressed_file_is_delivered(
    locations: Locations, sink: Sink
) -> None:
    (path,) = record(locations, "resumed")
    whole = path.read_bytes()
    path.write_bytes(whole[: turn_ends(whole)[0] + 100])
    configure(locations, f"far={sink.url}")
    delivered(locations)
    path.write_bytes(whole)
    compress(path)
    assert delivered(locations)["far"].delivered == 2
    assert len(sink.spans) == len(set(sink.spans))


def test_large_turns_make_small_batches(
    locations: Locations, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(locations, "resumed", "plain", "tools-mixed")
    configure(locations, f"far={sink.url}")
    delivered(locations)
    assert len(sink.requests) == 1
    locations.cursors_db.unlink()
    monkeypatch.setattr(gathering, "BATCH_BYTES", 1000)
    assert delivered(locations)["far"].delivered == 5
    assert len(sink.requests) == 1 + 5
