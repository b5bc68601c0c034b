from __future__ import annotations

import json
import os
import shlex
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.codex.hooks.command import (
    HOOKED_EVENTS,
    NOTIFY_TEMPLATE,
    command_for,
    group_for,
    interpreter_of,
    our_hooks,
    render_script,
)
from codexctl.codex.hooks.events import BY_NAME
from codexctl.codex.hooks.grammar import read_hooks_json
from codexctl.locations import Locations, locate

SHELLS = ["/bin/sh", "/bin/bash"]


def places(tmp_path: Path) -> Locations:
    """Folders whose names need quoting."""
    home = tmp_path / "it's a $HOME"
    locations = locate({"HOME": str(home)})
    locations.hints_dir.mkdir(parents=True)
    return locations


def install(locations: Locations, python: str) -> Path:
    locations.hook_script.write_text(render_script(python, locations))
    locations.hook_script.chmod(0o700)
    return locations.hook_script


def fake_python(locations: Locations, body: str) -> str:
    path = locations.data_dir / "a python"
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o700)
    return str(path)


def wait_for(path: Path) -> str:
    for _ in range(500):
        if path.exists() and path.read_text().endswith("\n"):
            return path.read_text()
        time.sleep(0.01)
    raise AssertionError(f"{path} did not appear")


def test_the_command_is_one_quoted_path_and_the_event() -> None:
    assert command_for(Path("/opt/my tools/hook.sh"), "Stop") == "'/opt/my tools/hook.sh' Stop"


def test_every_hooked_event_is_one_that_codex_has() -> None:
    assert set(HOOKED_EVENTS) <= set(BY_NAME)


def test_our_groups_are_accepted_by_the_grammar_with_the_timeout_that_they_state() -> None:
    script = Path("/home/dev/hook.sh")
    document = {"hooks": {event: [group_for(script, event)] for event in HOOKED_EVENTS}}
    hooks = read_hooks_json(json.dumps(document), "/home/dev/.codex/hooks.json")
    assert hooks.warnings == ()
    assert [hook.timeout for hook in hooks.hooks] == [
        hook.handler["timeout"] for hook in hooks.hooks
    ]
    assert our_hooks(hooks, script) == hooks.hooks


def test_a_hook_that_only_looks_like_ours_is_not_ours() -> None:
    commands = ["/x/hook.sh Stop | tee log", "/x/hook.sh", "/x/hook.sh SessionEnd"]
    groups = [{"hooks": [{"type": "command", "command": command}]} for command in commands]
    hooks = read_hooks_json(json.dumps({"hooks": {"Stop": groups}}), "s")
    assert our_hooks(hooks, Path("/x/hook.sh")) == ()


def test_the_script_names_its_interpreter(tmp_path: Path) -> None:
    locations = locate({"HOME": str(tmp_path)})
    assert interpreter_of(render_script("/opt/it's/python", locations)) == "/opt/it's/python"
    assert interpreter_of("#!/bin/sh\nexit 0\n") == ""


def test_an_upgrade_leaves_the_command_alone(tmp_path: Path) -> None:
    locations = locate({"HOME": str(tmp_path)})
    assert render_script("/old/python", locations) != render_script("/new/python", locations)
    assert "python" not in command_for(locations.hook_script, "Stop")


@pytest.mark.parametrize("shell", SHELLS)
def test_it_leaves_a_hint_and_starts_the_worker(tmp_path: Path, shell: str) -> None:
    locations = places(tmp_path)
    seen = tmp_path / "seen"
    python = fake_python(locations, f'printf "%s\\n" "$*" >{shlex.quote(str(seen))}')
    done = subprocess.run(
        [shell, str(install(locations, python)), "Stop"], capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert wait_for(seen) == "-E -P -m codexctl.deliver\n"
    hint = locations.hints_dir / "Stop"
    assert stat.S_IMODE(hint.stat().st_mode) == 0o600
    assert hint.read_text() == "\n", "a hint says nothing but that there is one more"


def test_a_later_event_renews_the_hint(tmp_path: Path) -> None:
    locations = places(tmp_path)
    script = install(locations, "/nowhere/python")
    hint = locations.hints_dir / "Stop"
    hint.touch()
    os.utime(hint, (1, 1))
    subprocess.run([script, "Stop"], check=True)
    assert hint.stat().st_mtime > 1


def leave_number(locations: Locations, number: int, home: bytes) -> None:
    """What a worker of a Codex home leaves while it is at it."""
    (locations.hints_dir / ".worker-0").write_bytes(b"%d :%s:\n" % (number, home))


@pytest.fixture
def at_it() -> Iterator[subprocess.Popen[bytes]]:
    """A process that the hook takes for a worker."""
    asleep = [sys.executable, "-c", "import time; time.sleep(600)", "codexctl.deliver"]
    with subprocess.Popen(asleep) as process:
        yield process
        process.kill()


def starts_one(locations: Locations, shell: str, environ: dict[bytes, bytes]) -> bool:
    """Whether the hook, which leaves its hint in any case, has a worker started.

    What runs as the worker is told from what runs as `sleep` before it: that is not its word.
    """
    seen = locations.data_dir / "seen"
    seen.unlink(missing_ok=True)
    hint = locations.hints_dir / "Stop"
    before = hint.stat().st_size if hint.exists() else 0
    script = install(locations, fake_python(locations, f"echo started >{shlex.quote(str(seen))}"))
    # The hook's background shell has the pipe no more: this waits for the hook alone.
    done = subprocess.run(
        [shell, str(script), "Stop"], env=environ, capture_output=True, check=False
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert hint.stat().st_size == before + 1
    until = time.monotonic() + 1
    while time.monotonic() < until:
        if seen.exists():
            return True
        time.sleep(0.01)
    return False


LINUX = pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="needs /proc")
HOMES = [
    b"/home/ada/.codex",
    b"/it's a home",
    b"/two  spaces: and a colon:",
    b"/bytes \xff\xfe\xe2\x80\xa8",
    b"/stars * $HOME `id` \\",
    b"-n",
]


@LINUX
@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("home", HOMES[:-1])
def test_a_worker_of_the_same_home_that_is_at_it_is_enough(
    tmp_path: Path, shell: str, home: bytes, at_it: subprocess.Popen[bytes]
) -> None:
    locations = places(tmp_path)
    environ = {b"PATH": os.environb[b"PATH"], b"CODEX_HOME": home}
    leave_number(locations, at_it.pid, home)
    assert not starts_one(locations, shell, environ)
    at_it.kill()
    at_it.wait()
    assert starts_one(locations, shell, environ), "a number that nobody has stops nothing"


@LINUX
@pytest.mark.parametrize("shell", SHELLS)
def test_without_a_name_the_home_is_the_usual_one(
    tmp_path: Path, shell: str, at_it: subprocess.Popen[bytes]
) -> None:
    locations = places(tmp_path)
    environ = {b"PATH": os.environb[b"PATH"], b"HOME": b"/home/ada"}
    leave_number(locations, at_it.pid, b"/home/ada/.codex")
    assert not starts_one(locations, shell, environ)
    assert not starts_one(locations, shell, {**environ, b"CODEX_HOME": b""})


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("home", HOMES)
def test_a_worker_of_another_home_is_not_enough(
    tmp_path: Path, shell: str, home: bytes, at_it: subprocess.Popen[bytes]
) -> None:
    locations = places(tmp_path)
    leave_number(locations, at_it.pid, b"/home/bob/.codex")
    assert starts_one(locations, shell, {b"PATH": os.environb[b"PATH"], b"CODEX_HOME": home})


@pytest.mark.parametrize("shell", SHELLS)
def test_a_worker_of_a_version_that_named_no_home_is_not_enough(
    tmp_path: Path, shell: str, at_it: subprocess.Popen[bytes]
) -> None:
    locations = places(tmp_path)
    (locations.hints_dir / ".worker-0").write_text(f"{at_it.pid}\n")
    assert starts_one(
        locations, shell, {b"PATH": os.environb[b"PATH"], b"CODEX_HOME": b"/home/ada/.codex"}
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_somebody_elses_process_with_the_old_number_stops_nothing(
    tmp_path: Path, shell: str
) -> None:
    locations = places(tmp_path)
    leave_number(locations, os.getpid(), b"/home/ada/.codex")
    assert starts_one(
        locations, shell, {b"PATH": os.environb[b"PATH"], b"CODEX_HOME": b"/home/ada/.codex"}
    )


@pytest.mark.parametrize("shell", SHELLS)
def test_it_exits_0_without_interpreter_and_without_hints_folder(
    tmp_path: Path, shell: str
) -> None:
    locations = places(tmp_path)
    locations.hints_dir.rmdir()
    script = install(locations, "/nowhere/python")
    done = subprocess.run([shell, str(script), "Stop"], capture_output=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_it_does_not_keep_codex_waiting_for_the_worker(tmp_path: Path) -> None:
    """Codex waits for the end of stdout and stderr; here the worker outlives both."""
    locations = places(tmp_path)
    go = tmp_path / "go"
    seen = tmp_path / "seen"
    quoted = shlex.quote(str(go))
    body = f"while ! test -e {quoted}; do sleep 0.01; done; echo done >{shlex.quote(str(seen))}"
    script = install(locations, fake_python(locations, body))
    shell = ["/bin/bash", "-c", f"exec 7>&1; {command_for(script, 'Stop')}"]
    done = subprocess.run(shell, capture_output=True, check=True, timeout=30)
    assert (done.stdout, done.stderr) == (b"", b"")
    assert not seen.exists()
    go.touch()
    wait_for(seen)


@pytest.mark.parametrize("own", [True, False])
def test_the_worker_finds_the_folders_of_the_setup_whatever_codex_environment_says(
    tmp_path: Path, own: bool
) -> None:
    base = {"HOME": str(tmp_path / "home")}
    environ = {**base, "CODEXCTL_HOME": str(tmp_path / "ours")} if own else base
    locations = locate(environ)
    locations.data_dir.mkdir(parents=True)
    seen = tmp_path / "seen"
    tell = (
        "import os; from codexctl.locations import locate;"
        f"w = locate(os.environ); print(w.config_dir, w.data_dir, file=open({str(seen)!r}, 'w'))"
    )
    python = fake_python(locations, f"exec {sys.executable} -c {shlex.quote(tell)}")
    elsewhere = {"XDG_DATA_HOME": "/else", "XDG_CONFIG_HOME": "/else", "CODEXCTL_HOME": "/else"}
    subprocess.run([install(locations, python), "Stop"], check=True, env={**base, **elsewhere})
    assert wait_for(seen) == f"{locations.config_dir} {locations.data_dir}\n"


TRACEPARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TURN = "019ab3f0-0000-7000-8000-000000000001"
PROMPT = '"turn_id":"019ab3f0-0000-7000-8000-00000000000f" $(id) `id`'
GIVEN = json.dumps({"session_id": "s", "turn_id": TURN, "prompt": PROMPT}, separators=(",", ":"))


def hooked(locations: Locations, shell: str, event: str, environ: dict[str, str]) -> str | None:
    """What is noted of the trace when the hook gets its input as Codex gives it."""
    script = install(locations, "/nowhere/python")
    done = subprocess.run(
        [shell, str(script), event],
        input=GIVEN.encode(),
        env={"PATH": os.environ["PATH"], **environ},
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    notes = locations.traceparents_file
    return notes.read_text() if notes.exists() else None


@pytest.mark.parametrize("shell", SHELLS)
def test_what_codex_was_started_in_is_noted_beside_the_turn_and_nothing_else(
    tmp_path: Path, shell: str
) -> None:
    locations, environ = places(tmp_path), {"TRACEPARENT": TRACEPARENT}
    assert hooked(locations, shell, "UserPromptSubmit", environ) == f"{TURN} {TRACEPARENT}\n"
    assert stat.S_IMODE(locations.traceparents_file.stat().st_mode) == 0o600
    assert hooked(locations, shell, "Stop", environ) == f"{TURN} {TRACEPARENT}\n"


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    "value",
    [
        "",
        TRACEPARENT[:-1],
        TRACEPARENT.replace("00-", "01-", 1),
        TRACEPARENT.upper(),
        TRACEPARENT[:-6] + "/e;id\n",
        TRACEPARENT[:-6] + "&&p;p/",
        "00-*",
    ],
)
def test_what_is_no_traceparent_is_not_noted(tmp_path: Path, shell: str, value: str) -> None:
    locations = places(tmp_path)
    assert hooked(locations, shell, "UserPromptSubmit", {"TRACEPARENT": value}) is None
    assert hooked(locations, shell, "UserPromptSubmit", {}) is None


def test_what_codex_was_started_in_is_noted_even_where_no_folder_is_yet(tmp_path: Path) -> None:
    locations = locate({"HOME": str(tmp_path / "home")})
    script = tmp_path / "hook.sh"
    script.write_text(render_script("/nowhere/python", locations))
    environ = {"PATH": os.environ["PATH"], "TRACEPARENT": TRACEPARENT}
    subprocess.run(
        ["/bin/sh", str(script), "UserPromptSubmit"], input=GIVEN.encode(), env=environ, check=True
    )
    assert locations.traceparents_file.read_text() == f"{TURN} {TRACEPARENT}\n"


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize(
    ("environ", "note"),
    [
        ({"CODEXCTL_CAPTURE": "metadata"}, "metadata;;"),
        ({"CODEXCTL_EXCLUDE": "prompts, paths"}, ";prompts, paths;"),
        ({"WEAVE_CODEX_CAPTURE_CONTENT": "false"}, ";;false"),
        ({"CODEXCTL_CAPTURE": "$(id)"}, "?;;"),
        ({"CODEXCTL_CAPTURE": "full;"}, "?;;"),
        ({"CODEXCTL_CAPTURE": "full\nx"}, "?;;"),
        ({"CODEXCTL_EXCLUDE": "prompts\\n"}, "?;;"),
    ],
)
def test_what_may_be_captured_is_noted_beside_the_turn(
    tmp_path: Path, shell: str, environ: dict[str, str], note: str
) -> None:
    locations = places(tmp_path)
    assert hooked(locations, shell, "Stop", environ) is None
    assert hooked(locations, shell, "UserPromptSubmit", environ) == f"{TURN} capture {note}\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_a_trace_and_a_limit_are_both_noted(tmp_path: Path, shell: str) -> None:
    environ = {"TRACEPARENT": TRACEPARENT, "CODEXCTL_CAPTURE": "metadata"}
    noted = hooked(places(tmp_path), shell, "UserPromptSubmit", environ)
    assert noted == f"{TURN} {TRACEPARENT}\n{TURN} capture metadata;;\n"


@pytest.mark.parametrize("shell", SHELLS)
def test_notify_notes_what_may_be_captured_of_the_turn_that_ended(
    tmp_path: Path, shell: str
) -> None:
    locations = places(tmp_path)
    locations.data_dir.mkdir(parents=True, exist_ok=True)
    locations.hints_dir.mkdir(exist_ok=True)
    script = tmp_path / "notify.sh"
    script.write_text(render_script("/nowhere/python", locations, NOTIFY_TEMPLATE))
    told = {"type": "agent-turn-complete", "turn-id": TURN, "input-messages": ['"turn-id":"x"']}
    text = json.dumps(told, separators=(",", ":"))
    for environ in ({}, {"CODEXCTL_CAPTURE": "metadata"}):
        subprocess.run(
            [shell, str(script), text], env={"PATH": os.environ["PATH"], **environ}, check=True
        )
    assert locations.traceparents_file.read_text() == f"{TURN} capture metadata;;\n"
