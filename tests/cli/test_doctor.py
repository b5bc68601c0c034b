"""Each cause that needs no Codex: produced for real, named alone, fixed where it can be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codexctl.deliver.rollouts.replay import demo_turn
from tests.cli.conftest import Shell
from tests.deliver.sink import Sink


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def doctor(shell: Shell, *more: str, **environ: str) -> list[dict[str, Any]]:
    causes: list[dict[str, Any]] = shell.run("doctor", "--json", *more, **environ).json["causes"]
    return causes


def words(shell: Shell, *more: str, **environ: str) -> list[str]:
    return [cause["cause"] for cause in doctor(shell, *more, **environ)]


def set_up(shell: Shell, *flags: str) -> None:
    done = shell.run("setup", "--yes", "--no-proof", *flags)
    assert done.code == 0, done.err


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_when_all_is_well_it_says_so(shell: Shell) -> None:
    set_up(shell)
    done = shell.run("doctor")
    assert (done.code, done.out[:1]) == (0, "✓")


def test_a_file_that_codex_rejects_is_named_with_the_reason(shell: Shell) -> None:
    set_up(shell)
    shell.locations.hooks_json.write_text('{"hooks": {}, "env": 1}')
    first = doctor(shell)[0]
    assert first["cause"] == "file-rejected"
    assert "env" in first["summary"]
    done = shell.run("doctor", "--fix", "--yes")
    assert done.code == 1
    assert str(shell.locations.hooks_json) in done.err


def far(shell: Shell, url: str) -> None:
    set_up(shell, "--destination", "otlp", "--endpoint", url, "--api-key-env", "FAR_KEY")


@pytest.mark.parametrize(
    ("status", "cause"),
    [(401, "destination-key"), (404, "destination-address"), (500, "destination-server")],
)
def test_what_a_destination_answers_is_told_apart(
    shell: Shell, sink: Sink, status: int, cause: str
) -> None:
    far(shell, sink.url)
    assert words(shell, FAR_KEY="k") == []
    sink.reply = lambda _: (status, {}, b"")
    assert words(shell, FAR_KEY="k") == [cause]


def test_a_destination_that_cannot_be_reached(shell: Shell) -> None:
    far(shell, "http://127.0.0.1:9")
    assert words(shell, FAR_KEY="k") == ["destination-unreachable"]
    assert words(shell, "--offline", FAR_KEY="k") == []


def test_a_key_that_is_missing(shell: Shell, sink: Sink) -> None:
    far(shell, sink.url)
    without = {"PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring"}
    (cause,) = doctor(shell, **without)
    # Where there is no keyring, nothing can be set in it.
    assert cause["cause"] == "key-missing"
    assert cause["remedy"].startswith("export FAR_KEY=…")
    assert not sink.requests


def test_a_backlog_is_named_and_fix_delivers_it(shell: Shell) -> None:
    set_up(shell)
    thread_id, lines = demo_turn(time.time_ns())
    target = shell.locations.rollout_folders[0] / f"rollout-{thread_id}.jsonl"
    target.parent.mkdir(parents=True)
    target.write_bytes(lines)
    assert words(shell) == ["backlog"]
    assert shell.run("doctor", "--fix", "--yes").code == 0


def test_settings_that_cannot_be_read(shell: Shell) -> None:
    set_up(shell)
    with shell.locations.settings_toml.open("a") as out:
        out.write("oops\n")
    assert words(shell) == ["settings.valid"]


def test_codex_starts_another_installation_and_fix_takes_this_one(
    shell: Shell, tmp_path: Path
) -> None:
    set_up(shell)
    other = tmp_path / "other"
    venv.create(other, with_pip=False)
    edited(shell.locations.hook_script, f"{sys.executable} ", f"{other}/bin/python ")
    assert words(shell) == ["several-installations"]
    assert shell.run("doctor", "--fix", "--yes").code == 0


@pytest.fixture
def codex_process(tmp_path: Path) -> Iterator[Any]:
    """Starts a program called `codex` that only waits."""
    program = tmp_path / "bin" / "codex"
    program.parent.mkdir()
    program.symlink_to("/bin/sleep")
    running: list[subprocess.Popen[bytes]] = []

    def start(environ: dict[str, str], *arguments: str) -> None:
        # `sleep` takes no such arguments, so a shell of that name waits and keeps them.
        words = [str(program), *arguments]
        argv = ["/bin/bash", "-c", 'exec -a "$0" sh -c "read x" "$@"', *words]
        running.append(subprocess.Popen(argv, env=environ, stdin=subprocess.PIPE))

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_a_session_that_was_started_without_hooks(shell: Shell, codex_process: Any) -> None:
    set_up(shell)
    codex_process(dict(shell.environ), "--disable", "hooks")
    wait_until(lambda: words(shell) == ["hooks-off-session"])


def test_a_daemon_with_another_environment(shell: Shell, sink: Sink, codex_process: Any) -> None:
    far(shell, sink.url)
    codex_process(dict(shell.environ), "app-server", "--managed-daemon")
    wait_until(lambda: words(shell, FAR_KEY="k") == ["daemon-environment"])
    (cause,) = doctor(shell, FAR_KEY="k")
    assert "for otlp it has no key" in cause["summary"]
    assert cause["remedy"].startswith("codex app-server daemon stop")


def wait_until(ready: Any) -> None:
    for _ in range(10):
        if ready():
            return
    assert ready()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can write a policy")
def test_a_policy_that_cannot_be_read(shell: Shell) -> None:
    """In a mount namespace of its own, in which /etc/codexctl holds an empty policy."""
    set_up(shell)
    script = (
        "mount -t tmpfs none /mnt && mkdir -p /mnt/up/codexctl /mnt/work"
        " && : >/mnt/up/codexctl/policy.toml && mount -t overlay overlay"
        " -o lowerdir=/etc,upperdir=/mnt/up,workdir=/mnt/work /etc"
        f" && exec {sys.executable} -m codexctl doctor --json"
    )
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script],
        env=dict(shell.environ), cwd=shell.cwd, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "unshare" in done.stderr or "mount" in done.stderr:
        pytest.skip("no mount namespaces here")
    assert '"cause": "policy-unreadable"' in done.stdout
