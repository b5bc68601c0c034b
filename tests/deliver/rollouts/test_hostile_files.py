"""One bad file neither ends a command nor starves the others: bombs, endless lines, odd names."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import zstandard

from codexctl import safe_read
from codexctl.deliver.backfill.export import Export
from codexctl.deliver.clock import Clock
from codexctl.deliver.cursors.scope import Scope
from codexctl.deliver.rollouts.content.threads import thread_of
from codexctl.deliver.rollouts.convert import convert
from codexctl.deliver.rollouts.files import look
from codexctl.deliver.rollouts.reading import Reading
from codexctl.deliver.worker.deliver import deliver
from codexctl.locations import Locations
from codexctl.trace.read.lines import LONGEST_LINE, Tally, read_lines
from tests.deliver.conftest import configure, record
from tests.trace.recorded import pipeline
from tests.trace.writing import Rollout

MB = 1_000_000
THREAD = "01a215c3-c66f-7660-acb6-78bcee93d109"
NAME = f"rollout-2026-11-26T02-51-21-{THREAD}.jsonl"


def _turn() -> list[bytes]:
    return Rollout(THREAD).started("t").prompt("go").said("done").ended().lines


def _with(lines: list[bytes], odd: bytes) -> bytes:
    return b"".join([*lines[:3], odd, *lines[3:]])


def _turns(path: Path) -> tuple[list[str], Tally]:
    rollout = look(path)
    assert rollout
    reading = Reading(rollout, None)
    return [turn.turn_id for turn in reading.turns(dead=True)], reading.tally


ODD = {
    "too long": b'{"a":"' + b"x" * LONGEST_LINE + b'"}\n',
    "deep": b"[" * 200_000 + b"]" * 200_000 + b"\n",
    "deep objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000 + b"\n",
    "a long number": b'{"a":' + b"9" * 2 * MB + b"}\n",
    "many keys": b"{" + b",".join(b'"%d":1' % n for n in range(1_000_000)) + b"}\n",
    "many lists": b"[" + b"[]," * 5 * MB + b"1]\n",
    "nothing but quotes": b'"' * 5 * MB + b"\n",
    "zeros": bytes(5 * MB) + b"\n",
}


@pytest.mark.parametrize("kind", ODD)
def test_a_line_that_nobody_can_decode_is_passed_over_and_counted(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / NAME
    path.write_bytes(_with(_turn(), ODD[kind]))
    turns, tally = _turns(path)
    assert (turns, tally.unreadable) == (["t"], 1)
    assert tally.lines == len(_turn()) + 1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process's most memory")
def test_a_bomb_of_one_line_is_passed_over_in_constant_memory(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.zst"
    packer = zstandard.ZstdCompressor()
    piece = b"x" * MB
    with path.open("wb") as stream, packer.stream_writer(stream) as writer:
        lines = _turn()
        writer.write(b"".join(lines[:3]) + b'{"a":"')
        for _ in range(600):
            writer.write(piece)
        writer.write(b'"}\n' + b"".join(lines[3:]))
    assert path.stat().st_size < 100_000
    code = (
        "import re, sys; from pathlib import Path;"
        "from codexctl.deliver.rollouts.files import look;"
        "from codexctl.deliver.rollouts.reading import Reading;"
        "r = Reading(look(Path(sys.argv[1])), None);"
        "print([t.turn_id for t in r.turns(dead=True)], r.tally.unreadable);"
        "print(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    said, memory = done.stdout.splitlines()
    assert said == "['t'] 1"
    assert int(memory) < 150_000


def test_a_window_beyond_all_measure_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / f"{NAME}.zst"
    parameters = zstandard.ZstdCompressionParameters(window_log=27)
    raw = b"".join(_turn()) + os.urandom(1 << 20) * 20
    packer = zstandard.ZstdCompressor(compression_params=parameters)
    with path.open("wb") as stream, packer.stream_writer(stream) as writer:
        writer.write(raw)
    with pytest.raises(Exception, match="cannot be read"):
        _turns(path)


def test_a_file_that_grows_is_read_as_far_as_it_went(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes(b"".join(_turn()))
    rollout = look(path)
    assert rollout
    reading = Reading(rollout, None)
    with path.open("ab") as stream:
        stream.write(b"".join(Rollout(THREAD).started("later").ended().lines[1:]))
    assert [turn.turn_id for turn in reading.turns(dead=True)] == ["t"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_what_is_no_file_is_not_waited_for_and_the_others_are_delivered(
    locations: Locations,
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    folder = locations.rollout_folders[0]
    os.mkfifo(folder / f"rollout-2026-01-01T00-00-00-{THREAD[:-1]}1.jsonl")
    (folder / f"rollout-2026-01-01T00-00-00-{THREAD[:-1]}2.jsonl").symlink_to("/dev/zero")
    (folder / f"rollout-2026-01-01T00-00-00-{THREAD[:-1]}3.jsonl").symlink_to("nowhere")
    assert deliver(locations, {}, Clock())["local"].delivered == 1


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a path is at most 1,024 long")
def test_folders_in_each_other_without_number_end_no_export(
    locations: Locations, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(locations, "local")
    record(locations, "plain")
    top = locations.rollout_folders[0] / "deep"
    top.mkdir()
    monkeypatch.chdir(top)
    for _ in range(1_200):
        Path("d").mkdir()
        os.chdir("d")
    Path("notes.jsonl").write_bytes(b"")
    scope = Scope(seen_too=True, asked_for=True)
    try:
        done = Export(locations, {}, scope, lambda *_: None, processes=2).run()[0]
        below = list(safe_read.below(top))
    finally:
        monkeypatch.undo()
        # Neither does Python's own way to remove them come to an end.
        subprocess.run(["rm", "-rf", str(top)], check=True)
    assert (done.delivered, done.reasons) == (1, {})
    assert len(below) == 1_201
    assert below[-1][2] == ["notes.jsonl"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda first: first[:120],
        lambda first: first[:120] + b"\n",
        lambda _: b"",
        lambda _: b"\0\n",
    ],
    ids=["cut and glued", "cut", "missing", "zeros"],
)
@pytest.mark.parametrize("name", [NAME, "rollout-renamed.jsonl"])
def test_a_damaged_first_line_leaves_the_thread_and_its_turns(
    tmp_path: Path, damage: object, name: str
) -> None:
    path = tmp_path / name
    lines = _turn()
    path.write_bytes(damage(lines[0]) + b"".join(lines[1:]))  # type: ignore[operator]
    thread = thread_of(path)
    assert thread
    assert (thread.thread_id == THREAD) is (name == NAME)
    assert thread_of(path) == thread
    assert _turns(path)[0] == ["t"]


def test_a_cut_line_takes_no_other_with_it_and_is_counted_the_same_in_every_format(
    tmp_path: Path,
) -> None:
    path, lines = tmp_path / NAME, Rollout(THREAD, paginated=False).started("t").prompt("go").lines
    rest = Rollout(THREAD, paginated=False).response("message", role="user", content=[]).lines[1:]
    rest += Rollout(THREAD, paginated=False).event("agent_message", message="x").lines[1:]
    rest += Rollout(THREAD, paginated=False).ended_as_of_old("done").lines[1:]
    path.write_bytes(b"".join(lines) + rest[0][:60] + rest[1][:-3] + b"\n" + rest[2][:70] + rest[2])
    told: list[list[str]] = []
    for want_spans in (True, False):
        said: list[str] = []
        traces = list(convert([path], pipeline(), said.append, want_spans=want_spans))
        assert [trace.turn_id for trace in traces] == ["t"]
        told.append(said)
    assert told[0] == told[1]
    assert "2 of 6 lines could not be read" in told[0][0]


def test_a_line_longer_than_the_bound_is_one_line_in_however_many_pieces() -> None:
    tally = Tally()
    pieces = [b"x" * 101, b"x" * 101, b"x\n", *_turn()]
    assert len(list(read_lines(pieces, tally, longest=100))) == 0
    tally = Tally()
    assert len(list(read_lines(pieces, tally, longest=5000))) > 0


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no pipes with a name")
def test_pipes_devices_sockets_and_links_out_are_opened_by_nobody_and_named_by_an_export(
    locations: Locations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configure(locations, "local")
    plain = record(locations, "plain")[0].name
    folder, outside = locations.rollout_folders[0], tmp_path / NAME
    outside.write_bytes(b"".join(_turn()))
    odd = [folder / f"rollout-2026-01-01T00-00-00-{THREAD[:-1]}{n}.jsonl" for n in range(4)]
    os.mkfifo(odd[0])
    odd[1].symlink_to("/dev/zero")
    odd[2].symlink_to(outside)
    with socket.socket(socket.AF_UNIX) as listening:
        monkeypatch.chdir(folder)
        listening.bind(odd[3].name)
    opened: list[Path] = []
    known = safe_read.stream

    def stream(path: Path, buffering: int = -1) -> object:
        opened.append(path)
        return known(path, buffering)

    monkeypatch.setattr(safe_read, "stream", stream)
    assert deliver(locations, {}, Clock())["local"].delivered == 1
    inside = folder / "rollout-2026-01-01T00-00-00-again.jsonl"
    inside.symlink_to(plain)
    scope = Scope(seen_too=True, asked_for=True)
    done = Export(locations, {}, scope, lambda *_: None, processes=1).run()[0]
    assert list(convert([folder], pipeline(), lambda _: None))
    assert set(opened) & {*odd, outside} == set()
    assert {str(path) for path in odd} <= done.reasons.keys()
    assert "leads out" in done.reasons[str(odd[2])]
    assert str(inside) not in done.reasons
