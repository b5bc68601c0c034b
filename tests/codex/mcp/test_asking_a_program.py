from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.mcp.server import Server
from codexctl.codex.mcp.talk.ask import ask
from codexctl.codex.mcp.talk.outcome import Answered, ServerFailure, said
from codexctl.codex.mcp.talk.stdio import environment
from tests.codex.mcp.servers import HELLO, answering, script

_SAYING = (
    "import json; m = json.loads(input());"
    " print(json.dumps({{'id': m['id'], {}}}), flush=True); input()"
)
PATIENT_S, HASTY_S = 30.0, 1.0


def asked(table: dict[str, Any], folder: Path, seconds: float = PATIENT_S) -> Answered:
    return ask(Server("one", table), dict(os.environ), folder, "1", seconds)


def runs(pid: int) -> bool:
    """A process that ended and waits to be collected by init does not run."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return stat.rpartition(")")[2].split()[0] not in "ZX"


def test_a_good_server_lists_its_tools(tmp_path: Path) -> None:
    found = asked(answering(tmp_path, "read", "write"), tmp_path)
    assert (found.cause, found.tools, found.title) == (
        ServerFailure.none,
        ("read", "write"),
        "made 3",
    )


def test_what_the_table_withholds_is_told_apart(tmp_path: Path) -> None:
    table = answering(tmp_path, "read", "write", "delete") | {
        "enabled_tools": ["read", "delete"],
        "disabled_tools": ["delete"],
    }
    found = asked(table, tmp_path)
    assert (found.tools, found.left_out) == (("read",), ("write", "delete"))


def test_lines_that_are_no_answer_are_passed_over(tmp_path: Path) -> None:
    note = (
        "import json\nprint(json.dumps({'jsonrpc': '2.0', 'method': 'log'}), flush=True)\nprint()"
    )
    assert asked(answering(tmp_path, "a", before=note), tmp_path).cause is ServerFailure.none


def test_a_server_without_tools_has_none(tmp_path: Path) -> None:
    hello = {**HELLO, "capabilities": {"resources": {}}}
    found = asked(answering(tmp_path, "never", hello=hello), tmp_path)
    assert (found.cause, found.tools) == (ServerFailure.none, ())


@pytest.mark.parametrize(
    ("body", "cause", "word"),
    [
        ("import sys; sys.exit('no such database')", ServerFailure.ended, "no such database"),
        ("import sys; sys.exit(7)", ServerFailure.ended, "exit code 7"),
        (
            "print('Welcome to the server!', flush=True); input()",
            ServerFailure.no_protocol,
            "Welcome",
        ),
        ("import time; time.sleep(60)", ServerFailure.silent, "1 s"),
        (
            _SAYING.format("'error': {'code': -1, 'message': 'go away'}"),
            ServerFailure.refused,
            "go away",
        ),
        (_SAYING.format("'result': {}"), ServerFailure.no_protocol, "version"),
        (_SAYING.format("'more': 1"), ServerFailure.no_protocol, "result"),
    ],
)  # fmt: skip
def test_a_bad_server_is_said_to_be_what_it_is(
    tmp_path: Path, body: str, cause: ServerFailure, word: str
) -> None:
    seconds = HASTY_S if cause is ServerFailure.silent else PATIENT_S
    found = asked(script(tmp_path, body), tmp_path, seconds)
    assert found.cause is cause
    assert word in said(found)


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = asked({"command": "no-such-server"}, tmp_path)
    assert (found.cause, found.detail) == (ServerFailure.no_program, "no-such-server")
    found = asked({"command": str(tmp_path / "gone")}, tmp_path)
    assert found.cause is ServerFailure.no_program


def test_a_file_that_cannot_run_is_named(tmp_path: Path) -> None:
    path = tmp_path / "server"
    path.write_text("#!/bin/sh\n")
    assert asked({"command": str(path)}, tmp_path).cause is ServerFailure.not_executable


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    found = asked({**answering(tmp_path), "cwd": "nowhere"}, tmp_path)
    assert (found.cause, found.detail) == (ServerFailure.no_folder, str(tmp_path / "nowhere"))


def test_nothing_of_it_runs_on(tmp_path: Path) -> None:
    pid_file = str(tmp_path / "pid")
    note = (
        "import subprocess\nchild = subprocess.Popen(['sleep', '600'])\n"
        f"open({pid_file!r}, 'w').write(str(child.pid))"
    )
    assert asked(answering(tmp_path, "a", before=note), tmp_path).cause is ServerFailure.none
    pid = int((tmp_path / "pid").read_text())
    # A killed process goes on for a moment while the system ends it.
    deadline = time.monotonic() + PATIENT_S
    while runs(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not runs(pid)


def test_it_gets_the_variables_that_codex_gives_and_no_other() -> None:
    server = Server(
        "a", {"command": "x", "env": {"OWN": "1"}, "env_vars": ["SENT", {"name": "TOO"}]}
    )
    theirs = {"HOME": "/h", "PATH": "/p", "SENT": "2", "TOO": "3", "AWS_SECRET": "4"}
    assert environment(server, theirs) == {
        "HOME": "/h", "PATH": "/p", "OWN": "1", "SENT": "2", "TOO": "3"
    }  # fmt: skip
