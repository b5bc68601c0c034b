"""Against small programs that speak as `codex app-server` does; the real one is in tests/e2e."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from codexctl.codex.asking.app_server import CodexSilent
from codexctl.codex.asking.ask import ask
from codexctl.codex.asking.find import find_codex
from codexctl.codex.asking.seen import ListedHook
from codexctl.codex.hooks.trust import Trust
from codexctl.system import lock

SERVER = """\
import json, sys
LISTED = {
    "key": "K:user_prompt_submit:0:0", "eventName": "userPromptSubmit", "command": "c",
    "enabled": True, "currentHash": "sha256:0", "trustStatus": "trusted",
}
FOLDER = {"hooks": [LISTED], "warnings": ["w"], "errors": [{"message": "e"}]}
for line in sys.stdin:
    message = json.loads(line)
    if "id" not in message:
        continue
    print(json.dumps({"method": "configWarning", "params": {}}), flush=True)
    print("not JSON at all", flush=True)
    results = {
        "initialize": {"userAgent": "codexctl/0.169.0 (Debian 12)"},
        "hooks/list": {"data": [FOLDER]},
        "configRequirements/read": {"requirements": {"allowManagedHooksOnly": True}},
        "config/read": {"config": {"features": {"hooks": True}}},
    }
    if message["method"] in KNOWN:
        print(json.dumps({"id": message["id"], "result": results[message["method"]]}), flush=True)
    else:
        print(json.dumps({"id": message["id"], "error": {"code": -32600}}), flush=True)
"""
ALL = ("initialize", "hooks/list", "configRequirements/read", "config/read")


def program(folder: Path, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / "codex"
    path.write_text(f"#!{sys.executable}\n{text}")
    path.chmod(0o755)
    return path


def server(tmp_path: Path, known: tuple[str, ...] = ALL) -> Path:
    return program(tmp_path / "bin", f"KNOWN = {known!r}\n{SERVER}")


def test_it_reads_hooks_warnings_requirements_and_configuration(tmp_path: Path) -> None:
    answer = ask(server(tmp_path), tmp_path, tmp_path, os.environ)
    hook = ListedHook(
        "K:user_prompt_submit:0:0", "UserPromptSubmit", "c", "trusted", True, "sha256:0"
    )
    assert answer.version == "0.169.0"
    assert answer.hooks == (hook,)
    assert hook.trust is Trust.trusted
    assert answer.warnings == ("w", "e")
    assert answer.requirements.managed_hooks_only
    assert answer.config == {"features": {"hooks": True}}


def test_a_version_that_cannot_list_hooks_says_so(tmp_path: Path) -> None:
    answer = ask(server(tmp_path, ("initialize",)), tmp_path, tmp_path, os.environ)
    assert answer.hooks is None
    assert not answer.requirements.managed_hooks_only


def test_codex_is_told_which_home_is_meant(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    tell = f"import os\nopen({str(tmp_path / 'seen')!r}, 'w').write(os.environ['CODEX_HOME'])\n"
    binary = program(tmp_path / "bin", f"{tell}KNOWN = {ALL!r}\n{SERVER}")
    ask(binary, home, tmp_path, {**os.environ, "CODEX_HOME": "/elsewhere"})
    assert (tmp_path / "seen").read_text() == str(home)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "ended early"),
        ("import sys; sys.stdin.readline()", "ended early"),
        ("import time; time.sleep(60)", "did not answer in time"),
    ],
)
def test_a_binary_that_gives_no_answer_is_named(tmp_path: Path, text: str, said: str) -> None:
    binary = program(tmp_path / "bin", text)
    with pytest.raises(CodexSilent, match=said):
        ask(binary, tmp_path, tmp_path, os.environ, timeout=0.3)


# What 0.169.0 writes in a home on a full disk and in one that it cannot write to, and what `env`
# does for npm's wrapper where there is no node.
STATE = "failed to initialize sqlite state runtime under /h/.codex"
FULL = "(code: 13) database or disk is full"
CHAIN = f"{STATE}: failed to open state DB: error returned from database: {FULL}: {FULL}"
DENIED = "error loading default config after config error: Permission denied (os error 13)"
ENV = "/usr/bin/env: 'node': No such file or directory"


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        (f"WARNING: failed to clean up\nError: {CHAIN}\n", f": {STATE}: {FULL}"),
        (f"Error: {DENIED}\n", f": {DENIED}"),
        ("Error: no room\n", ": no room"),
        (f"{ENV}\n", f": {ENV}"),
        ("a log\n" * 50_000, ""),
    ],
)
def test_what_codex_says_before_it_ends_is_the_cause(tmp_path: Path, said: str, cause: str) -> None:
    binary = program(tmp_path / "bin", f"import sys\nsys.exit(sys.stderr.write({said!r}) and 1)")
    with pytest.raises(CodexSilent) as silence:
        ask(binary, tmp_path, tmp_path, os.environ, timeout=20)
    assert silence.value.message == f"{binary} app-server ended early{cause}"


def test_a_log_does_not_stop_the_server(tmp_path: Path) -> None:
    log = "import sys\nsys.stderr.write('a log\\n' * 50_000)\n"
    binary = program(tmp_path / "bin", f"{log}KNOWN = {ALL!r}\n{SERVER}")
    assert ask(binary, tmp_path, tmp_path, os.environ).version == "0.169.0"


def test_a_home_that_does_not_exist_is_not_asked_about(tmp_path: Path) -> None:
    with pytest.raises(CodexSilent, match="does not exist"):
        ask(server(tmp_path), tmp_path / "none", tmp_path, os.environ)
    assert not (tmp_path / "none").exists()


def test_a_binary_that_cannot_be_started_is_named(tmp_path: Path) -> None:
    with pytest.raises(CodexSilent, match="No such file"):
        ask(tmp_path / "gone", tmp_path, tmp_path, os.environ)


def test_the_binary_is_the_one_on_the_persons_path(tmp_path: Path) -> None:
    binary = server(tmp_path)
    assert find_codex({"PATH": str(binary.parent)}) == binary
    assert find_codex({"PATH": str(tmp_path)}) is None
    assert find_codex({}) is None


def test_a_server_is_asked_while_nobody_can_fetch_plugins(tmp_path: Path) -> None:
    notes = f"import fcntl\nwith open({str(tmp_path / '.tmp/plugins.sync.lock')!r}, 'ab') as f:\n"
    notes += "    try:\n        fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)\n"
    notes += f"    except OSError:\n        open({str(tmp_path / 'held')!r}, 'w').close()\n"
    binary = program(tmp_path / "bin", f"{notes}KNOWN = {ALL!r}\n{SERVER}")
    ask(binary, tmp_path, tmp_path, os.environ)
    assert (tmp_path / "held").exists()
    # The lock ends with the question: a Codex that comes afterwards does not wait.
    with (tmp_path / ".tmp/plugins.sync.lock").open("ab") as file:
        lock(file.fileno())


def test_a_home_that_cannot_be_written_is_asked_all_the_same(tmp_path: Path) -> None:
    (tmp_path / ".tmp").write_text("in the way")
    assert ask(server(tmp_path), tmp_path, tmp_path, os.environ).hooks
    assert (tmp_path / ".tmp").read_text() == "in the way"
