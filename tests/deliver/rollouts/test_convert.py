"""Rollout files and folders to traces, touching nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zstandard

from codexctl.deliver.rollouts.content.threads import parents_first, thread_of
from codexctl.deliver.rollouts.convert import convert
from codexctl.trace.spans.otlp_json import export_request
from codexctl.trace.spans.span import TurnTrace
from tests.trace.recorded import FOLDERS, KINDS, RECORDINGS, name_of, pipeline, rollouts
from tests.trace.writing import Rollout, uuid7

NEWEST = RECORDINGS / "0.169.0"
PARENT, CHILD = uuid7(0), uuid7(5, 1)


@pytest.fixture
def said() -> list[str]:
    """What was reported."""
    return []


def turns(paths: list[Path], said: list[str], **how: Any) -> list[TurnTrace]:
    return list(convert(paths, pipeline(), said.append, **how))


def ids(paths: list[Path], said: list[str]) -> list[str]:
    return [trace.turn_id for trace in turns(paths, said)]


def written(folder: Path) -> dict[Path, tuple[int, int]]:
    """Every file and folder, and when it was written to."""
    states = {path: path.stat() for path in folder.rglob("*")}
    return {path: (state.st_size, state.st_mtime_ns) for path, state in states.items()}


def write(folder: Path, name: str, rollout: Rollout) -> Path:
    path = folder / name
    path.write_bytes(b"".join(rollout.lines))
    return path


@pytest.mark.parametrize("folder", KINDS, ids=name_of)
def test_figures_alone_are_those_of_the_spans(folder: Path, said: list[str]) -> None:
    with_spans = turns([folder], said)
    without = turns([folder], said, want_spans=False)
    assert [trace.summary for trace in without] == [trace.summary for trace in with_spans]
    assert not any(trace.spans for trace in without)


@pytest.mark.parametrize("scenario", ["tools-mixed", "subagents-two", "compressed", "review"])
def test_converting_twice_gives_the_same_bytes(scenario: str, said: list[str]) -> None:
    def once() -> bytes:
        traces = turns([NEWEST / scenario], said)
        spans = (span for trace in traces for span in trace.spans)
        return b"".join(export_request(spans, {"service.name": "codex"}, "1"))

    assert once() == once()


def test_a_folder_means_every_rollout_below_it(tmp_path: Path, said: list[str]) -> None:
    for number, scenario in enumerate(("plain", "archived", "compressed", "subagent")):
        shutil.copytree(NEWEST / scenario, tmp_path / str(number))
    each = [turn for number in range(4) for turn in ids([tmp_path / str(number)], said)]
    assert sorted(ids([tmp_path], said)) == sorted(each)
    assert said == []


def test_nothing_is_touched(tmp_path: Path, said: list[str]) -> None:
    shutil.copytree(NEWEST / "subagent", tmp_path / "x")
    before = written(tmp_path)
    turns([tmp_path], said)
    assert written(tmp_path) == before


def test_files_of_codexs_that_are_no_rollouts_are_passed_over(
    tmp_path: Path, said: list[str]
) -> None:
    shutil.copytree(NEWEST / "plain", tmp_path / "sessions")
    (tmp_path / "history.jsonl").write_text('{"session_id":"x","ts":1,"text":"secret"}\n')
    (tmp_path / "session_index.jsonl").write_text("{}\n")
    (tmp_path / "notes.txt").write_text("not even JSON")
    assert len(ids([tmp_path], said)) == 1
    assert said == []


def test_a_file_that_was_just_begun_says_nothing_yet(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "rollout-empty.jsonl").touch()
    (tmp_path / "rollout-begun.jsonl").write_text('{"timestamp":"2026')
    assert ids([tmp_path], said) == []
    assert said == []


def test_what_cannot_be_read_is_named_and_the_rest_converted(
    tmp_path: Path, said: list[str]
) -> None:
    shutil.copytree(NEWEST / "plain", tmp_path / "good")
    (tmp_path / "other.jsonl").write_text('{"not":"a rollout"}\n')
    (tmp_path / "broken.jsonl.zst").write_bytes(b"this is no zstandard")
    missing = tmp_path / "missing.jsonl"
    assert len(ids([tmp_path, missing], said)) == 1
    assert [line.split(": ")[0] for line in said] == [
        str(tmp_path / "broken.jsonl.zst"),
        str(tmp_path / "other.jsonl"),
        str(missing),
    ]


def test_a_pipe_among_the_files_keeps_nobody_waiting(tmp_path: Path, said: list[str]) -> None:
    os.mkfifo(tmp_path / "rollout-pipe.jsonl")
    assert ids([tmp_path], said) == []


def test_lines_that_cannot_be_read_are_counted(tmp_path: Path, said: list[str]) -> None:
    rollout = Rollout().started("a").ended().started("b").ended()
    rollout.lines.insert(3, b"garbage\n")
    path = write(tmp_path, "x.jsonl", rollout)
    assert ids([path], said) == ["a", "b"]
    assert said == [f"{path}: 1 of 8 lines could not be read"]


def test_without_its_first_line_a_file_is_known_by_its_name(
    tmp_path: Path, said: list[str]
) -> None:
    rollout = Rollout(CHILD).add("session_meta", {"id": PARENT}).started("a").ended()
    rollout.lines[0] = b"garbage\n"
    path = write(tmp_path, f"rollout-2026-11-20T12-00-00-{CHILD}.jsonl", rollout)
    (trace,) = turns([path], said)
    assert trace.thread_id == CHILD


def test_the_first_line_counts_more_than_a_name_that_somebody_gave_it(
    tmp_path: Path, said: list[str]
) -> None:
    rollout = Rollout(PARENT).started("a").ended()
    path = write(tmp_path, f"rollout-2026-11-20T12-00-00-{CHILD}.jsonl", rollout)
    assert turns([path], said)[0].thread_id == PARENT


def test_a_thread_beside_its_compressed_copy_is_given_once(tmp_path: Path, said: list[str]) -> None:
    path = write(tmp_path, "rollout-x.jsonl", Rollout().started("a").ended().started("b").ended())
    old = b"".join(Rollout().started("a").ended().lines)
    (tmp_path / "rollout-x.jsonl.zst").write_bytes(zstandard.compress(old))
    assert ids([tmp_path, path], said) == ["a", "b"]


@pytest.mark.parametrize("scenario", ["compressed", "compressed-resumed"])
def test_compressed_files_are_read_as_streams(scenario: str, said: list[str]) -> None:
    assert ids([NEWEST / scenario], said)
    assert said == []


def test_a_compressed_file_that_was_cut_gives_the_turns_before_the_cut(
    tmp_path: Path, said: list[str]
) -> None:
    rollout = Rollout()
    for number in range(4000):
        rollout.started(f"turn {number}").said(os.urandom(40).hex()).ended()
    packed = zstandard.compress(b"".join(rollout.lines))
    cut = tmp_path / "rollout-cut.jsonl.zst"
    cut.write_bytes(packed[: len(packed) // 2])
    given = ids([cut], said)
    assert 100 < len(given) < 4000
    assert given == [f"turn {number}" for number in range(len(given))]


def test_frames_after_one_another_are_one_file(tmp_path: Path, said: list[str]) -> None:
    lines = Rollout().started("a").ended().started("b").ended().lines
    frames = (zstandard.compress(b"".join(part)) for part in (lines[:4], lines[4:]))
    (tmp_path / "rollout-x.jsonl.zst").write_bytes(b"".join(frames))
    assert ids([tmp_path], said) == ["a", "b"]


def family(folder: Path) -> Iterator[Path]:
    """A child whose name sorts before its parent's, and an old review that names no parent."""
    spawn = Rollout("parent", paginated=False).started("p").called("c", "spawn_agent")
    spawn.answered("c", f'{{"agent_id":"{CHILD}"}}').ended()
    yield write(folder, "z-parent.jsonl", spawn)
    child = Rollout(CHILD, paginated=False, parent_thread_id="parent")
    for _ in range(9):
        child.event("token_count", info=None)
    yield write(folder, "a-child.jsonl", child.started("k").ended())
    review = Rollout("review", paginated=False, source={"subagent": "review"})
    yield write(folder, "b-review.jsonl", review.started("r").ended())


def test_parents_come_before_their_children(tmp_path: Path, said: list[str]) -> None:
    paths = list(family(tmp_path))
    threads = {path: thread for path in paths if (thread := thread_of(path))}
    assert parents_first(threads) == [paths[0], paths[1], paths[2]]
    summaries = {trace.turn_id: trace.summary for trace in turns([tmp_path], said)}
    assert summaries["k"]["parent_turn_id"] == "p"
    assert summaries["k"]["trace_id"] == summaries["p"]["trace_id"]


def test_threads_that_name_each_other_as_parents_end_too(tmp_path: Path, said: list[str]) -> None:
    for own, other in (("a", "b"), ("b", "a")):
        rollout = Rollout(own, parent_thread_id=other).started(f"turn {own}").ended()
        write(tmp_path, f"{own}.jsonl", rollout)
    assert sorted(ids([tmp_path], said)) == ["turn a", "turn b"]


def test_a_process_that_ends_in_a_later_turn_belongs_to_the_turn_that_began_it(
    said: list[str],
) -> None:
    first, _ = turns([NEWEST / "background-in-app-server"], said)
    (tool,) = [span for span in first.spans if span.name == "execute_tool exec_command"]
    assert tool.attributes["process.exit.code"] == 5
    assert tool.ended > first.spans[0].ended


def test_every_recording_at_once_is_as_if_one_by_one(said: list[str]) -> None:
    paths = [path for folder in FOLDERS for path in rollouts(folder)]
    together = {(t.thread_id, t.turn_id): dict(t.summary) for t in turns(paths, said)}
    apart = {(t.thread_id, t.turn_id): dict(t.summary) for f in FOLDERS for t in turns([f], said)}
    assert together == apart
