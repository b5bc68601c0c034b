"""`trace convert` as a program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.trace.recorded import RECORDINGS, expected

FOLDER = RECORDINGS / "0.169.0" / "shell-failed"


def test_a_folder_is_converted_to_a_tree(shell: Shell) -> None:
    before = shell.files()
    done = shell.run("trace", "convert", str(FOLDER))
    assert (done.code, done.err) == (0, "")
    assert "$ echo bad >&2; exit 7" in done.out
    assert "exit 7" in done.out
    assert shell.files() == before


def test_figures_are_those_of_the_recording(shell: Shell) -> None:
    done = shell.run("trace", "convert", str(FOLDER), "--format", "summary-json")
    assert done.json["schema"] == "codexctl.turns/1"
    (turn,), (truth,) = done.json["turns"], expected(FOLDER)["turns"]
    known = truth.keys() & turn.keys() - {"started_at", "duration_ms"}  # times: to the second
    assert {key: turn[key] for key in known} == {key: truth[key] for key in known}


def test_otlp_json_is_one_request(shell: Shell) -> None:
    done = shell.run("trace", "convert", str(FOLDER), "--format", "otlp-json")
    (resource,) = json.loads(done.out)["resourceSpans"]
    assert resource["scopeSpans"][0]["spans"]


def test_less_may_be_captured_than_is_allowed_never_more(shell: Shell) -> None:
    convert = ("trace", "convert", str(FOLDER), "--format", "otlp-json", "--capture")
    for mode, is_there in (("metadata", False), ("redacted", True), ("full", True)):
        done = shell.run(*convert, mode)
        assert ("echo bad" in done.out) is is_there
    held = shell.run(*convert, "full", CODEXCTL_CAPTURE="metadata")
    assert "echo bad" not in held.out
    assert "capture is limited to metadata by environment" in held.err


def test_a_file_that_cannot_be_read_is_named_and_the_others_are_converted(
    shell: Shell, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text("not a rollout\n")
    done = shell.run("trace", "convert", str(bad), str(tmp_path / "gone"), str(FOLDER))
    assert done.code == 1
    assert "bad.jsonl" in done.err
    assert "gone: no such file or folder" in done.err
    assert "echo bad" in done.out


@pytest.mark.parametrize("option", ["--ascii", "--full", "--no-color"])
def test_a_converted_tree_looks_as_it_is_asked_to(shell: Shell, option: str) -> None:
    done = shell.run("trace", "convert", str(FOLDER), option)
    assert done.code == 0
    assert done.out.isascii() == (option == "--ascii")


def test_no_path_is_wrong_usage(shell: Shell) -> None:
    assert shell.run("trace", "convert").code == 2
