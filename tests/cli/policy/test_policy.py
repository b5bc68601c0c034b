"""The administrator's commands as programs: init, show, explain."""

from __future__ import annotations

import json
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from codexctl.policy.file.fields import FIELDS, TOP
from tests.cli.conftest import Shell

KEY = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"
DRAFT = """\
version = 1
[capture]
max = "metadata"
[destinations]
allow = ["https://otel.example.com/"]
[support]
contact = "security@example.com"
"""


@pytest.fixture
def draft(shell: Shell) -> str:
    path = shell.cwd / "draft.toml"
    path.write_text(DRAFT)
    return str(path)


def test_the_starter_goes_to_stdout_and_where_it_belongs_to_stderr(shell: Shell) -> None:
    done = shell.run("policy", "init", "--max", "metadata", "--contact", "me@example.com")
    assert done.code == 0
    assert 'max = "metadata"' in done.out.splitlines()
    assert 'contact = "me@example.com"' in done.out.splitlines()
    assert f"It belongs at {shell.locations.policy_file}, owned by root" in done.err
    assert shell.files() == {}


def test_a_file_is_written_once_and_overwritten_only_on_request(shell: Shell) -> None:
    path = shell.cwd / "policy.toml"
    assert shell.run("policy", "init", "--out", "policy.toml", "--dry-run").code == 0
    assert not path.exists()
    assert shell.run("policy", "init", "--out", "policy.toml").code == 0
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    before = path.read_bytes()
    refused = shell.run("policy", "init", "--out", "policy.toml", "--max", "full")
    assert (refused.code, path.read_bytes()) == (2, before)
    assert "--force" in refused.err
    forced = shell.run("policy", "init", "--out", "policy.toml", "--max", "full", "--force")
    assert forced.code == 0
    assert b'max = "full"' in path.read_bytes()
    assert shell.run("undo", "--yes").code == 0
    assert path.read_bytes() == before


def test_a_folder_that_is_missing_is_not_made_with_the_wrong_permissions(shell: Shell) -> None:
    done = shell.run("policy", "init", "--out", "etc/codexctl/policy.toml")
    assert done.code == 2
    assert "install -d -m 0755" in done.err
    assert not (shell.cwd / "etc").exists()


@pytest.mark.parametrize(
    "words", [["--max", "some"], ["--exclude", "all"], ["--allow", "ftp://h"], ["--contact", "\n"]]
)
def test_what_makes_no_policy_is_wrong_usage(shell: Shell, words: list[str]) -> None:
    done = shell.run("policy", "init", *words)
    assert (done.code, done.out) == (2, "")


def test_show_names_the_line_of_every_limit(shell: Shell, draft: str) -> None:
    done = shell.run("policy", "show", "--policy", draft)
    assert done.code == 0
    rows = {line.split()[0]: line.split()[-1] for line in done.out.splitlines()[1:]}
    assert set(rows) == set(FIELDS)
    assert rows["capture.max"] == f"{draft}:3"
    assert rows["destinations.allow"] == f"{draft}:5"
    assert rows["support.contact"] == f"{draft}:7"
    assert rows["trust.bypass"] == "default"


def test_show_as_json_says_the_same(shell: Shell, draft: str) -> None:
    shell.run("setup", "--yes", "--no-proof", "--capture", "full")
    result = shell.run("policy", "show", "--policy", draft, "--json").json
    assert result["schema"] == "codexctl.limits/1"
    assert result["policy"]["contact"] == "security@example.com"
    assert len(result["policy"]["id"]) == 16
    first = {"key": "capture.max", "value": "metadata", "source": f"{draft}:3"}
    assert result["limits"][0] == first
    assert result["destinations"] == [
        {"name": "local", "endpoint": None, "capture": "metadata", "barred": None}
    ]


def test_a_policy_that_cannot_be_used_closes_and_is_exit_1(shell: Shell) -> None:
    (shell.cwd / "bad.toml").write_text("version = 1\n[capture]\nmax = 'ful\x1b[31ml'\n")
    done = shell.run("policy", "show", "--policy", "bad.toml")
    assert done.code == 1
    assert "cannot be used" in done.out
    assert "\x1b" not in done.out
    assert "capture.max" in done.out
    assert "metadata" in done.out


def test_settings_that_cannot_be_used_close_too(shell: Shell) -> None:
    shell.locations.config_dir.mkdir(parents=True)
    shell.locations.settings_toml.write_text("nonsense")
    done = shell.run("policy", "show")
    assert done.code == 1
    assert f"{shell.locations.settings_toml} (cannot be used)" in done.out


def test_a_draft_that_is_not_there_is_wrong_usage(shell: Shell) -> None:
    for name in ("show", "explain", "check"):
        assert shell.run("policy", name, "--policy", "gone.toml").code == 2


def test_explain_says_meaning_values_and_what_holds(shell: Shell, draft: str) -> None:
    done = shell.run("policy", "explain", "capture.max", "--policy", draft)
    assert done.code == 0
    assert "The most content" in done.out
    assert "takes: metadata, redacted or full" in done.out
    assert f"here: metadata ({draft}:3)" in done.out
    (key,) = shell.run("policy", "explain", "codex.tracing", "--json").json["keys"]
    assert key["here"] == [{"value": False, "source": "default"}]


def test_explain_without_a_key_lists_them_all(shell: Shell) -> None:
    result = shell.run("policy", "explain", "--json").json
    assert {key["key"] for key in result["keys"]} == {*FIELDS, *TOP}
    assert shell.run("policy", "explain").code == 0


def test_explain_guesses_what_was_meant(shell: Shell) -> None:
    done = shell.run("policy", "explain", "capture.maks")
    assert done.code == 2
    assert "did you mean capture.max?" in done.err


def test_a_sample_is_told_by_place_and_nothing_of_it_is_shown(shell: Shell) -> None:
    (shell.cwd / "note.txt").write_text(f"hi\n my key: {KEY}\n")
    done = shell.run("policy", "explain", "--sample", "note.txt")
    assert done.code == 0
    assert done.out.splitlines() == [
        "note.txt:2:10: 40 characters become [redacted:github-token]",
        "1 masked: 1 github-token",
    ]
    (one,) = shell.run("policy", "explain", "--sample", "note.txt", "--json").json["masked"]
    assert one == {"line": 2, "column": 10, "size": 40, "rule": "github-token",
                   "origin": "codexctl", "becomes": "[redacted:github-token]"}  # fmt: skip


def test_a_sample_comes_from_stdin_too_and_nothing_to_mask_is_fine(shell: Shell) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "codexctl", "policy", "explain", "--sample", "-", "--json"],
        input=b"\xff\x00" + KEY.encode() + b"\n\x1b[31m",
        env=dict(shell.environ), cwd=shell.cwd, capture_output=True, check=True,
    )  # fmt: skip
    result = json.loads(done.stdout)
    assert [masked_place["rule"] for masked_place in result["masked"]] == ["github-token"]
    assert "not all UTF-8" in result["notes"][0]
    (shell.cwd / "plain.txt").write_text("nothing here\n")
    assert "nothing would be masked" in shell.run("policy", "explain", "--sample", "plain.txt").out


def test_a_sample_in_metadata_mode_says_that_nothing_would_leave(shell: Shell, draft: str) -> None:
    (shell.cwd / "note.txt").write_text(KEY)
    done = shell.run("policy", "explain", "--sample", "note.txt", "--policy", draft)
    assert "nothing of this would be sent" in done.err
    assert "1 masked" in done.out


def test_a_sample_that_cannot_be_read_is_named(shell: Shell) -> None:
    for words in (["--sample", "gone.txt"], ["--sample", "."]):
        done = shell.run("policy", "explain", *words)
        assert done.code == 1
        assert words[1] in done.err
    assert shell.run("policy", "explain", "capture.max", "--sample", "-").code == 2


def test_the_group_knows_all_its_commands(shell: Shell) -> None:
    listed = shell.run("policy", "--help").out
    for name in ("init", "show", "explain", "check", "render"):
        assert f"  {name}" in listed


def test_a_huge_sample_is_read_to_a_bound(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "huge.bin"
    with path.open("wb") as file:
        file.truncate(65 << 20)
    result = shell.run("policy", "explain", "--sample", str(path), "--json").json
    assert "only the first 64 MiB" in result["notes"][0]
    assert result["masked"] == []
