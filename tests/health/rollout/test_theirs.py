"""What a person's process says of itself is taken with care, whatever they made of it."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from codexctl.checks import Cause, Check, State
from codexctl.health.rollout.people import Person, environment_of
from codexctl.health.rollout.theirs import checks_of

ME = Person("me", os.geteuid(), os.getegid(), Path("/"))
FINE = {"id": "x", "state": "ok", "summary": "s", "remedy": "", "cause": ""}


def said(code: str, timeout_s: float = 10.0) -> tuple[Check, ...]:
    return checks_of(ME, [sys.executable, "-c", code], timeout_s)


def document(**check: object) -> str:
    text = json.dumps({"people": [{"checks": [FINE | check]}]})
    return f"print({text!r})"


def test_its_checks_are_taken_over() -> None:
    cause = Cause.script_gone
    (check,) = said(document(state="problem", remedy="r", cause=cause.value))
    assert check == Check("x", State.problem, "s", "r", cause)


def test_a_cause_that_nobody_knows_is_left_out() -> None:
    assert said(document(cause="no-such-cause"))[0].cause is None


@pytest.mark.parametrize(
    "code",
    [
        "",
        "print('no document')",
        "print('{}')",
        "print('{\"people\": []}')",
        "print('{\"people\": [3]}')",
        document(state="wonderful"),
        document(cause=["a", "list"]),
        "import os; os.kill(os.getpid(), 9)",
        "print('x' * 5_000_000)",
        "import sys; sys.stderr.write('no such thing\\n'); sys.exit(1)",
    ],
)
def test_what_is_no_answer_is_a_problem_of_its_own(code: str) -> None:
    (check,) = said(code)
    assert (check.id, check.state, bool(check.remedy)) == ("fleet.codexctl", State.problem, True)


def test_one_that_never_ends_is_ended_with_what_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("codexctl.health.rollout.theirs._STARTING_S", 0.0)
    mark = tmp_path / "late"
    child = f"import time; time.sleep(2); open({str(mark)!r}, 'w')"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    (check,) = said(code, 0.5)
    assert "it took too long" in check.summary
    assert not mark.exists()


@pytest.mark.parametrize("meanwhile", ["pass", "os.write(1, b'x' * 65536)"])
def test_what_it_leaves_running_is_not_awaited(tmp_path: Path, meanwhile: str) -> None:
    mark = tmp_path / "late"
    # A process that has left its session, and goes on holding our pipes.
    code = f"""{document()}
import os, signal, sys, time
sys.stdout.flush()
if os.fork() == 0:
    os.setsid()
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            {meanwhile}
        except OSError:
            pass
    open({str(mark)!r}, "w")
"""
    said(code)
    assert not mark.exists()


def test_nothing_of_whoever_asks_is_in_a_persons_environment() -> None:
    ada = Person("ada", 1, 1, Path("/home/ada"), "/bin/zsh")
    assert environment_of(ada, "/usr/bin") == {
        "HOME": "/home/ada",
        "USER": "ada",
        "LOGNAME": "ada",
        "SHELL": "/bin/zsh",
        "PATH": "/usr/bin",
        "LANG": "C.UTF-8",
    }
