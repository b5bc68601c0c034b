"""Scripts: code mode's exec and wait, js_repl."""

from __future__ import annotations

import pytest

from codexctl.view.calls.code import ScriptReset, ScriptRun, ScriptWait
from tests.view.calls.material import NEWEST, VERSIONS, made, recorded

WITH_CODE_MODE = [version for version in VERSIONS if version >= "0.155"]


@pytest.mark.parametrize("version", WITH_CODE_MODE)
def test_a_script_has_its_code_and_what_it_wrote(version: str) -> None:
    scripts = recorded(version, "code-mode", "exec")
    assert all(isinstance(script, ScriptRun) for script in scripts)
    assert scripts[0].code.startswith("const [a, b] = await Promise.all(")
    assert (scripts[1].output, scripts[1].problem) == ("second\n", "")
    assert scripts[1].wall_time_s is not None


@pytest.mark.parametrize("version", WITH_CODE_MODE)
def test_a_script_in_the_background_is_waited_for_by_its_cell(version: str) -> None:
    (script,), (wait,) = (recorded(version, "code-wait", name) for name in ("exec", "wait"))
    assert isinstance(wait, ScriptWait)
    assert script.is_running
    assert script.settings == '{"yield_time_ms":300}'
    assert script.code.startswith("await tools.exec_command")
    assert (wait.cell, wait.is_running, wait.output) == (script.cell, False, "later\n")


def test_a_script_that_throws_says_what() -> None:
    thrown, missing, syntax = recorded(NEWEST, "code-failed", "exec")
    assert thrown.problem.startswith("Error: no")
    assert "not a function" in missing.problem
    assert syntax.problem.startswith("SyntaxError")
    assert {script.error for script in (thrown, missing, syntax)} == {"_OTHER"}


def test_a_script_that_goes_on_while_it_is_waited_for() -> None:
    wait = made(
        "wait", {"cell_id": 3}, "Script running with cell ID 3\nWall time 5.0 seconds\nOutput:\n"
    )
    assert (wait.cell, wait.is_running, wait.wall_time_s) == ("3", True, 5.0)
    failed = made("wait", {"cell_id": "9"}, "exec cell 9 not found", error_type="_OTHER")
    assert (failed.cell, failed.error, failed.output) == ("9", "_OTHER", "exec cell 9 not found")


def test_js_repl_takes_source_with_settings_in_its_first_line() -> None:
    """Removed from Codex by 0.169; its calls are custom ones with the source as input."""
    source = "// codex-js-repl: timeout_ms=15000\nconsole.log(1)"
    script = made("js_repl", source, "1\n", kind="custom")
    assert (script.settings, script.code, script.output) == (
        "timeout_ms=15000",
        "console.log(1)",
        "1\n",
    )
    failed = made("js_repl", "boom(", "SyntaxError: x", kind="custom", error_type="_OTHER")
    assert (failed.code, failed.error, failed.output) == ("boom(", "_OTHER", "SyntaxError: x")
    assert made("js_repl", {"code": "1+1"}).code == "1+1"


def test_resetting_the_interpreter_names_its_session() -> None:
    one = made("js_repl_reset", {"session_id": "s1"}, {"status": "reset", "session_id": "s1"})
    assert (one.session, one.error) == ("s1", "")
    assert isinstance(one, ScriptReset)
    assert made("js_repl_reset", {}, {"status": "reset_all"}).session == ""
    failed = made("js_repl_reset", {}, "js_repl is disabled by feature flag", error_type="_OTHER")
    assert failed.output == "js_repl is disabled by feature flag"
