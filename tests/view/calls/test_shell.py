"""Commands, in every version that people still have on disk."""

from __future__ import annotations

import pytest

from codexctl.view.calls.shell import ShellRun
from tests.view.calls.material import NEWEST, VERSIONS, made, recorded


@pytest.mark.parametrize("version", VERSIONS)
def test_a_command_that_succeeds(version: str) -> None:
    (run,) = recorded(version, "shell-ok")
    assert isinstance(run, ShellRun)
    assert (run.command, run.output, run.exit_code, run.error) == ("echo hi", "hi\n", 0, "")
    assert run.wall_time_s is not None
    assert not run.is_running


@pytest.mark.parametrize("version", VERSIONS)
def test_commands_that_fail(version: str) -> None:
    bad, killed, missing = recorded(version, "shell-failed")
    assert (bad.command, bad.output) == ("echo bad >&2; exit 7", "bad\n")
    assert [run.exit_code for run in (bad, missing)] == [7, 127]
    assert killed.exit_code in (-1, 137)  # by version
    assert {run.error for run in (bad, killed, missing)} == {"exit_code"}


@pytest.mark.parametrize("version", VERSIONS)
def test_a_terminal_session_is_started_typed_into_and_ends(version: str) -> None:
    started, foo, bar = recorded(version, "terminal-session")
    assert started.command == "read x; echo got $x; read y; exit 4"
    assert started.has_terminal
    assert started.is_running
    assert (foo.typed, foo.is_running, foo.exit_code) == ("foo\n", True, None)
    assert foo.output == "foo\r\ngot foo\r\n"
    assert (bar.typed, bar.is_running, bar.exit_code) == ("bar\n", False, 4)
    assert started.session == foo.session == bar.session != ""


@pytest.mark.parametrize("version", VERSIONS)
def test_a_command_that_goes_on_in_the_background(version: str) -> None:
    run = recorded(version, "background-process")[0]
    assert (run.command, run.is_running) == ("sleep 2", True)
    assert run.session


@pytest.mark.parametrize("version", VERSIONS)
def test_an_interrupted_command_says_so(version: str) -> None:
    (run,) = recorded(version, "interrupted-tool")
    assert run.output.startswith("aborted by user")
    assert run.error


def test_a_command_that_was_killed_with_codex_has_no_output() -> None:
    run = recorded(NEWEST, "killed-resumed", "exec_command")[0]
    assert (run.command, run.output, run.error) == ("sleep 8", "", "incomplete")


def test_a_declined_command_has_its_justification_and_its_reason() -> None:
    run = recorded(NEWEST, "approval-declined", "exec_command")[0]
    assert run.justification == "I want to"
    assert "rejected by user" in run.output
    assert run.error


def test_arguments_that_do_not_parse_leave_the_command_empty() -> None:
    run = recorded(NEWEST, "odd-calls", "exec_command")[0]
    assert (run.command, run.error) == ("", "_OTHER")
    assert "failed to parse function arguments" in run.output


def test_a_patch_in_a_heredoc_is_a_command_that_changed_files() -> None:
    for version in ("0.142.0", NEWEST):
        (run,) = recorded(version, "patch-by-shell")
        assert run.command.startswith("apply_patch <<'EOF'")
        assert [(change.kind, change.added) for change in run.changes] == [("add", 1)]
        assert run.output.startswith("Success.")


def test_the_working_directory_is_the_call_s_own_else_codex_s() -> None:
    asked = made("exec_command", {"cmd": "ls", "workdir": "/tmp"}, "")
    assert asked.cwd == "/tmp"
    assert recorded(NEWEST, "shell-ok")[0].cwd == "/home/dev/project"


def test_shell_takes_its_command_as_words() -> None:
    """`shell` and `shell_command` are offered by no bundled model any more."""
    run = made(
        "shell",
        {"command": ["bash", "-lc", "make test"], "workdir": "/srv/app", "timeout_ms": 9},
        {"output": "no rule\n", "metadata": {"exit_code": 2, "duration_seconds": 0.4}},
        exit_code=2,
        error_type="exit_code",
    )
    assert (run.command, run.cwd, run.exit_code) == ("make test", "/srv/app", 2)
    assert (run.output, run.wall_time_s, run.error) == ("no rule\n", 0.4, "exit_code")
    assert made("shell", {"command": ["git", "log", "a b"]}).command == "git log 'a b'"


def test_shell_command_answers_with_an_exit_code_line() -> None:
    output = "Exit code: 0\nWall time: 1 seconds\nOutput:\nok\n"
    run = made("shell_command", {"command": "true"}, output)
    assert (run.command, run.exit_code, run.output, run.wall_time_s) == ("true", 0, "ok\n", 1.0)
    failed = made("shell_command", {"command": "false"}, output.replace(": 0", ": 1", 1))
    assert failed.exit_code == 1


def test_local_shell_has_an_action() -> None:
    action = {
        "type": "exec",
        "command": ["sh", "-c", "echo hi"],
        "working_directory": "/srv",
        "env": {},
    }
    run = made("local_shell", action, "hi\n", kind="local_shell")
    assert (run.command, run.cwd, run.output) == ("echo hi", "/srv", "hi\n")
    failed = made("local_shell", action, "boom", kind="local_shell", error_type="_OTHER")
    assert (failed.output, failed.error) == ("boom", "_OTHER")


def test_stdout_and_stderr_are_apart_where_codex_kept_them_apart() -> None:
    """0.148 to 0.161 keep both; a command in a terminal has only one stream."""
    item = {"cwd": "file:///srv/a%20b", "stdout": "out\n", "stderr": "err\n", "exit_code": 1}
    run = made(
        "exec_command",
        {"cmd": "x"},
        "Process exited with code 1\nOutput:\nout\nerr\n",
        item_kind="CommandExecution",
        item=item,
        exit_code=1,
        error_type="exit_code",
    )
    assert (run.stdout, run.stderr, run.output) == ("out\n", "err\n", "out\nerr\n")
    assert run.cwd == "/srv/a b"
    assert recorded("0.150.0", "shell-failed")[0].stderr == ""


def test_a_command_of_a_script_is_read_from_codex_s_record() -> None:
    runs = recorded(NEWEST, "code-mode", "exec_command")
    assert {run.command for run in runs} == {"sleep 0.2; echo a", "exit 2", "echo second"}
    assert sorted(run.exit_code for run in runs) == [0, 0, 2]
    assert {run.output for run in runs} == {"a\n", "", "second\n"}
    assert {run.cwd for run in runs} == {"/home/dev/project"}
