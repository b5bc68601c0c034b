"""The recordings in the repository are whole, and tell nothing of the machine that made them."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.e2e.lab.record import RECORDINGS
from tests.e2e.lab.truth.slim import Ends, slim_file, slim_line

FOLDERS = sorted(path.parent for path in RECORDINGS.glob("*/*/expected.json"))
NAMES = [f"{folder.parent.name}/{folder.name}" for folder in FOLDERS]

ENVELOPE = {"timestamp", "type", "payload"}
ENVELOPES_SINCE = (0, 34)


def version(folder: Path) -> tuple[int, ...]:
    """The release that made a recording."""
    return tuple(map(int, folder.parent.name.split(".")))


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_every_line_of_a_recording_is_an_envelope_as_its_release_wrote_it(folder: Path) -> None:
    plain = [path for path in folder.rglob("rollout-*") if path.suffix == ".jsonl"]
    for path in plain:
        lines = path.read_bytes().split(b"\n")
        assert lines.pop() == b""
        if version(folder) >= ENVELOPES_SINCE:
            assert all(json.loads(line).keys() >= ENVELOPE for line in lines)
        else:
            assert not any("payload" in json.loads(line) for line in lines)


@pytest.mark.parametrize("folder", FOLDERS, ids=NAMES)
def test_expected_turns_are_of_threads_that_were_recorded(folder: Path) -> None:
    expected = json.loads((folder / "expected.json").read_text())
    files = " ".join(path.name for path in folder.rglob("rollout-*"))
    assert expected["turns"]
    assert all(turn["thread_id"] in files for turn in expected["turns"])


def test_no_recording_names_a_place_of_the_recording_machine() -> None:
    patterns = ["-e", "/tmp/lab-", "-e", "/root/\\.", "-e", "/work/", "-e", "lab-key-0000"]
    found = subprocess.run(
        ["grep", "-rlE", *patterns, str(RECORDINGS)], capture_output=True, text=True, check=False
    )
    assert found.stdout == ""


def test_slimming_keeps_keys_types_and_short_texts() -> None:
    payload = {"id": "t", "base_instructions": {"text": "x" * 5000, "n": [1, None, True]}}
    line = json.dumps({"timestamp": "T", "type": "session_meta", "payload": payload})
    slimmed = json.loads(slim_line(line, {}, {}))
    assert slimmed["payload"]["base_instructions"] == {
        "text": "[slimmed: 5000 characters]",
        "n": [1, None, True],
    }
    assert slimmed["timestamp"] == "T"


def test_a_forks_pointer_follows_its_parents_shorter_file() -> None:
    parent = _line({"id": "p", "base_instructions": {"text": "x" * 5000}}) + _line({"n": 1})
    base = {"thread_id": "p", "end_byte_offset": len(parent)}
    ends: Ends = {}
    short = slim_file(parent, {}, ends)
    fork = slim_file(_line({"id": "f", "history_base": base}), {}, ends)
    assert json.loads(fork)["payload"]["history_base"]["end_byte_offset"] == len(short)


def _line(payload: dict[str, object]) -> bytes:
    return json.dumps({"timestamp": "T", "type": "x", "payload": payload}).encode() + b"\n"
