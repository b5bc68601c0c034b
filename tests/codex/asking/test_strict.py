from __future__ import annotations

import sys
from pathlib import Path

import pytest

from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.strict import Verdict, read_verdict, strict_verdict

HOME = "/home/dev/.codex"
TRACE = "\n\nStack backtrace:\n   0: <unknown>\n"


def said(stderr: str) -> tuple[str, str]:
    finding = read_verdict(1, stderr, HOME).finding
    assert finding is not None
    return str(finding), finding.hint


def test_silence_is_consent() -> None:
    assert read_verdict(0, "WARNING: something about PATH\n", HOME) == Verdict()


def test_codex_names_the_place() -> None:
    text = f"WARNING: x\nError: {HOME}/config.toml:2:9: invalid type: integer `1`{TRACE}"
    assert said(text)[0] == f"{HOME}/config.toml:2:9: invalid type: integer `1`"


def test_what_has_no_place_is_about_the_file() -> None:
    text = f'Error: legacy `profile = "x"` config is no longer supported{TRACE}'
    assert said(text)[0] == (
        f'{HOME}/config.toml:1:1: legacy `profile = "x"` config is no longer supported'
    )


def test_the_cause_counts_where_the_error_says_nothing() -> None:
    text = f"Error: failed to load configuration\n\nCaused by:\n    no such profile{TRACE}"
    assert said(text)[0].endswith("1:1: no such profile")


def test_a_release_without_the_option_does_not_know() -> None:
    text = "error: unexpected argument '--strict-config' found\n\nUsage: codex app-server\n"
    assert not read_verdict(2, text, HOME).known


def script(folder: Path, body: str) -> Path:
    path = folder / "codex"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return path


def test_it_is_asked_in_the_home_and_folder_named(tmp_path: Path) -> None:
    binary = script(tmp_path, "import os,sys; sys.exit(f'Error: {os.environ[\"CODEX_HOME\"]}"
                              "/config.toml:1:1: {os.getcwd()} {sys.argv[1:]}')")  # fmt: skip
    found = strict_verdict(binary, tmp_path, tmp_path, {}).finding
    assert found is not None
    assert found.path == f"{tmp_path}/config.toml"
    assert found.what == f"{tmp_path} ['app-server', '--strict-config']"


def test_one_that_hangs_or_cannot_start_is_silent(tmp_path: Path) -> None:
    hanging = script(tmp_path, "import time; time.sleep(60)")
    with pytest.raises(CodexSilent, match="did not end in time"):
        strict_verdict(hanging, tmp_path, tmp_path, {}, timeout=0.2)
    with pytest.raises(CodexSilent):
        strict_verdict(tmp_path / "nothing", tmp_path, tmp_path, {})
