"""The commands that write for GitHub, as programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Shell
from tests.cli.setup.test_run_sync_update import with_codex

POLICY = (
    'version = 1\n[capture]\nmax = "metadata"\n[destinations]\nallow = ["https://a.example/"]\n'
)
UNMANAGED = (
    '[otel]\nexporter = {otlp-http = {endpoint = "https://b.example/", protocol = "json"}}\n'
)


def test_an_audit_for_github_names_no_home(shell: Shell, tmp_path: Path) -> None:
    (tmp_path / "policy.toml").write_text(POLICY)
    shell.locations.config_toml.write_text(UNMANAGED)
    summary = tmp_path / "summary"
    words = ("policy", "check", "--format", "github", "--policy", str(tmp_path / "policy.toml"))
    done = shell.run(*words, GITHUB_STEP_SUMMARY=str(summary), CI="1")
    home = str(shell.locations.home)
    assert done.code == 1
    assert "~/.codex/config.toml" in summary.read_text()
    assert "~/.codex/config.toml" in done.err
    assert home not in summary.read_text() + done.err


def test_a_summary_that_cannot_be_written_leaves_codex_its_exit_code(shell: Shell) -> None:
    with_codex(shell)
    where = {"GITHUB_STEP_SUMMARY": str(shell.locations.home), "CODE": "7"}
    done = shell.run("run", "--github", "--", "./codex", "exec", "hi", **where)
    assert done.code == 7
    assert "GITHUB_STEP_SUMMARY: ~: " in done.err
    assert "### Codex: 0 turns" in done.err


def test_a_store_that_cannot_be_read_leaves_codex_its_exit_code(shell: Shell) -> None:
    with_codex(shell)
    shell.locations.traces_db.mkdir(parents=True)
    done = shell.run("run", "--github", "--", "./codex", "exec", "hi", CODE="7")
    assert done.code == 7
    assert "traces.db" in done.err


@pytest.mark.parametrize(
    "words", ["trace show --github --json", "policy check --format github --json"]
)
def test_two_forms_at_once_are_refused(shell: Shell, words: str) -> None:
    done = shell.run(*words.split())
    assert (done.code, done.out) == (2, "")
    assert "cannot be combined" in done.err
