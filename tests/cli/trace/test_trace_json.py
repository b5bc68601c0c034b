"""What the trace commands print as JSON is what `schemas/output/` says."""

from __future__ import annotations

import os
import shutil

import pytest
from jsonschema import Draft202012Validator

from codexctl.cli.trace.read import GROUPINGS
from tests.cli.conftest import Shell
from tests.output_schemas import output_schema
from tests.trace.recorded import RECORDINGS

SCENARIOS = (
    "shell-failed",
    "subagent",
    "interrupted-tool",
    "killed-streaming",
    "model-switch",
    "rate-limits",
    "rate-limits-reached",
)
LONG_AGO = 1_700_000_000
COMMANDS: dict[str, list[tuple[str, ...]]] = {
    "turns": [("trace", "list", "--json")],
    "spans": [("trace", "show", "--json")],
    "stats": [
        *(("trace", "stats", "--json", "--by", by) for by in GROUPINGS),
        ("trace", "stats", "--json", "--by", "agent", "--trace", "last"),
    ],
    "rate-limits": [("trace", "limits", "--json")],
    "search": [("trace", "search", "a", "--json"), ("trace", "search", "zebra", "--json")],
    "saved": [
        ("trace", "save", "01a1fb3c-c104", "--dry-run", "--json"),
        ("trace", "save", "01a1fb3c-c104", "--dry-run", "--json", "--format", "perfetto"),
    ],
    "export": [("trace", "export", "--json"), ("trace", "export", "--all", "--dry-run", "--json")],
    "deleted": [
        ("trace", "delete", "--before", "2030-01-01", "--dry-run", "--json"),
        ("trace", "delete", "--before", "2030-01-01", "--yes", "--json"),
    ],
}


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    """A machine with sessions of several kinds in its store."""
    sessions = shell.locations.codex_home / "sessions"
    for scenario in SCENARIOS:
        source = RECORDINGS / "0.169.0" / scenario / "sessions"
        shutil.copytree(source, sessions, dirs_exist_ok=True)
    for rollout in sessions.rglob("*.jsonl"):
        os.utime(rollout, (LONG_AGO, LONG_AGO))  # so that a killed turn counts as dead
    shell.locations.settings_toml.parent.mkdir(parents=True, exist_ok=True)
    shell.locations.settings_toml.write_text(
        'version = 1\n[[destinations]]\nname = "local"\nkind = "local"\n'
    )
    assert shell.run("trace", "export", "--all").code == 0
    return shell


@pytest.mark.parametrize("name", COMMANDS)
@pytest.mark.parametrize("mode", ["metadata", "redacted"])
def test_what_is_printed_fits_its_schema(lived_in: Shell, name: str, mode: str) -> None:
    schema = output_schema(name)
    for command in COMMANDS[name]:
        done = lived_in.run(*command, CODEXCTL_CAPTURE=mode)
        assert done.code == 0, done.err
        Draft202012Validator(schema).validate(done.json)


def test_an_export_says_which_file_it_could_not_read(lived_in: Shell) -> None:
    broken = lived_in.locations.codex_home / "sessions" / "rollout-\x1b[31mbroken.jsonl.zst"
    broken.write_bytes(b"no zstandard")
    done = lived_in.run("trace", "export", "--all")
    assert done.code == 1
    assert "local: 0 turns delivered" in done.out
    assert "codexctl: " in done.err
    assert "broken.jsonl.zst: could not be read completely" in done.err
    assert "\x1b" not in done.err
    told = lived_in.run("trace", "export", "--all", "--json")
    assert [one["unreadable"] for one in told.json["destinations"]] == [[str(broken)]]
    assert told.code == 1


def test_figures_converted_from_files_fit_the_schema_of_turns(lived_in: Shell) -> None:
    schema = output_schema("turns")
    sessions = str(lived_in.locations.codex_home / "sessions")
    converted = lived_in.run("trace", "convert", sessions, "--format", "summary-json").json
    Draft202012Validator(schema).validate(converted)
    listed = by_id(lived_in.run("trace", "list", "--json").json)
    # The list tells more of each turn, as the store knows more.
    told = by_id(converted)
    assert {turn: {key: listed[turn][key] for key in told[turn]} for turn in listed} == told


def by_id(document: dict[str, list[dict[str, str]]]) -> dict[str, dict[str, str]]:
    """The turns by their ids."""
    return {turn["turn_id"]: turn for turn in document["turns"]}


def test_subagents_turns_are_marked_in_the_list(lived_in: Shell) -> None:
    _, *rows = lived_in.run("trace", "list").out.splitlines()
    turns = lived_in.run("trace", "list", "--json").json["turns"]
    marked = [turn["thread_id"] != turn["session_id"] for turn in turns]
    assert [row.startswith("↳ ") for row in rows] == marked
    assert any(marked)
