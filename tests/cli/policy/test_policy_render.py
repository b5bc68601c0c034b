"""`codexctl policy render` as an administrator runs it."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from codexctl.cli.policy.render import command
from codexctl.errors import CodexctlError, UsageError

POLICY = 'version = 1\n[capture]\nmax = "metadata"\n[codex]\notel_content = false\n'


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CODEXCTL_HOME", str(tmp_path / "ctl"))
    monkeypatch.setenv("CODEX_HOME", str(tmp_path / "codex"))
    path = tmp_path / "policy.toml"
    path.write_text(POLICY)
    return str(path)


def render(*words: str) -> Result:
    return CliRunner().invoke(command, words, catch_exceptions=False, standalone_mode=False)


def test_text_goes_to_stdout_and_where_it_belongs_to_stderr(policy: str) -> None:
    for kind, place in {
        "requirements": "/etc/codex/requirements.toml",
        "managed-config": "/etc/codex/managed_config.toml",
        "mdm": "com.openai.codex",
        "hook": "/usr/local/lib/codexctl/hook.sh",
    }.items():
        done = render(kind, "--policy", policy, "--platform", "linux")
        assert done.return_value == 0
        assert place in done.stderr
        assert "belongs" not in done.stdout


def test_json_says_all_that_a_deployment_needs(policy: str) -> None:
    words = ("--hook-script", "/opt/codexctl/hook.sh", "--managed-hooks-only", "--json")
    said = json.loads(render("requirements", "--policy", policy, *words).stdout)
    assert said["schema"] == "codexctl.render/1"
    assert (said["owner"], said["mode"]) == ("root", "0644")
    assert "/opt/codexctl/hook.sh Stop" in said["text"]
    assert "allow_managed_hooks_only = true" in said["text"]


def test_a_file_is_written_by_the_editor_with_a_receipt(policy: str, tmp_path: Path) -> None:
    out = tmp_path / "hook.sh"
    words = ("hook", "--out", str(out), "--offline", "--yes")
    assert render(*words, "--dry-run").return_value == 0
    assert not out.exists()
    assert render(*words).return_value == 0
    assert out.read_text().startswith("#!/bin/sh")
    assert stat.S_IMODE(out.stat().st_mode) == 0o755
    assert len(list((tmp_path / "ctl" / "receipts").iterdir())) == 1


def test_a_folder_that_is_not_there_is_not_made(policy: str, tmp_path: Path) -> None:
    with pytest.raises(CodexctlError) as refused:
        render("requirements", "--policy", policy, "--out", str(tmp_path / "x" / "r.toml"), "--yes")
    assert "install -d -m 755" in refused.value.hint


def test_a_policy_that_cannot_be_used_is_not_rendered(policy: str) -> None:
    Path(policy).write_text("version = 2\n")
    with pytest.raises(CodexctlError, match="version = 1"):
        render("requirements", "--policy", policy)
    with pytest.raises(CodexctlError, match="no policy to render"):
        render("requirements", "--policy", f"{policy}.not")


@pytest.mark.parametrize(
    "words",
    [("requirements", "--format", "plist"), ("requirements", "--hook-script", "hook.sh"),
     ("hook", "--python", "python3")],
)  # fmt: skip
def test_words_that_make_no_sense_are_refused(policy: str, words: tuple[str, ...]) -> None:
    with pytest.raises(UsageError):
        render(*words, "--policy", policy)


def test_an_interpreter_that_others_can_replace_is_named(policy: str, tmp_path: Path) -> None:
    loose = tmp_path / "python"
    loose.touch()
    loose.chmod(0o777)
    assert f"{loose}" in render("hook", "--python", str(loose)).stderr
