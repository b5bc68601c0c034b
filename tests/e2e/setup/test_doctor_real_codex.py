"""Causes that only a real Codex shows, each produced for real and named by doctor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.asking.processes import running_codex
from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.managed import managed_codex, obstacle
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
managed = pytest.mark.skipif(bool(obstacle()), reason=obstacle())


@pytest.fixture
def installed(lab: Lab) -> Installed:
    installed = Installed(lab)
    installed.run("setup", "--yes", "--no-proof")
    return installed


def causes(installed: Installed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installed.run("doctor", "--json", check=False))[
        "causes"
    ]
    return found


def words(installed: Installed) -> list[str]:
    return [check["cause"] for check in causes(installed)]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def off_for_the_person(lab: Lab) -> None:
    lab.home.append_config("[features]\nhooks = false")


def off_in_a_project(lab: Lab) -> None:
    lab.git("init", "-q")
    config = lab.home.work / ".codex" / "config.toml"
    config.parent.mkdir()
    config.write_text("[features]\nhooks = false\n")


def missing(lab: Lab) -> None:
    (lab.home.codex / "hooks.json").unlink()


def one_event_missing(lab: Lab) -> None:
    edited(lab.home.codex / "hooks.json", '"Interrupt": [', '"PreCompact": [')


def modified(lab: Lab) -> None:
    edited(lab.home.codex / "hooks.json", '"timeout": 10', '"timeout": 11')


def shifted(lab: Lab) -> None:
    path = lab.home.codex / "hooks.json"
    document = json.loads(path.read_text())
    theirs = {"hooks": [{"type": "command", "command": "true"}]}
    document["hooks"]["Stop"].insert(0, theirs)
    path.write_text(json.dumps(document))


def disabled(lab: Lab) -> None:
    edited(lab.home.codex / "config.toml", "trusted_hash", "enabled = false\ntrusted_hash")


def untrusted(lab: Lab) -> None:
    text = (lab.home.codex / "config.toml").read_text()
    (lab.home.codex / "config.toml").write_text(text[: text.index("[hooks.state")])


def script_gone(lab: Lab) -> None:
    script(lab).unlink()


def script_changed(lab: Lab) -> None:
    edited(script(lab), "umask 077", "umask 022")


def interpreter_gone(lab: Lab) -> None:
    """The script starts a Python that an upgrade has taken away."""
    edited(script(lab), f"{sys.executable} -E", f"{lab.home.root}/gone/bin/python -E")


def several_installations(lab: Lab) -> None:
    """Codex starts a codexctl of another environment."""
    other = lab.home.root / "other"
    venv.create(other, with_pip=False)
    edited(script(lab), f"{sys.executable} -E", f"{other}/bin/python -E")


def backlog(lab: Lab) -> None:
    """A turn of a Codex that was told to run no hooks."""
    lab.script(say("Hello."))
    assert lab.exec("Say hello", "--disable", "hooks").rc == 0


def script(lab: Lab) -> Path:
    return Path(lab.home.env["CODEXCTL_HOME"]) / "hook.sh"


MENDABLE = {
    "hooks-off-user": off_for_the_person,
    "hooks-off-layer": off_in_a_project,
    "hooks-missing": missing,
    "hooks-modified": modified,
    "hooks-shifted": shifted,
    "hooks-disabled": disabled,
    "hooks-untrusted": untrusted,
    "script-gone": script_gone,
    "script-changed": script_changed,
    "interpreter-gone": interpreter_gone,
    "several-installations": several_installations,
    "backlog": backlog,
}


@pytest.mark.parametrize("cause", MENDABLE)
def test_each_cause_is_named_alone_and_fixed_so_that_codex_runs_the_hook(
    lab: Lab, installed: Installed, cause: str
) -> None:
    MENDABLE[cause](lab)
    assert words(installed) == [cause]
    installed.run("doctor", "--fix", "--yes")
    hint = installed.home / "hints" / "Stop"
    hint.unlink(missing_ok=True)
    lab.script(say("Hello."))
    lab.exec("Say hello")
    assert hint.exists()


def test_one_event_that_is_missing_is_named(lab: Lab, installed: Installed) -> None:
    one_event_missing(lab)
    (cause,) = causes(installed)
    assert cause["cause"] == "hooks-missing"
    assert "Interrupt" in cause["summary"]


def test_what_a_project_switches_off_is_switched_on_there_and_put_back_by_uninstall(
    lab: Lab, installed: Installed
) -> None:
    off_in_a_project(lab)
    config = lab.home.work / ".codex" / "config.toml"
    before = config.read_text()
    (cause,) = causes(installed)
    assert str(config) in cause["summary"]
    assert cause["remedy"] == "codexctl doctor --fix"
    installed.run("doctor", "--fix", "--yes")
    assert config.read_text() == before.replace("false", "true")
    installed.run("uninstall", "--yes")
    assert config.read_text() == before


def test_a_running_session_without_hooks_is_named_by_its_process(
    lab: Lab, installed: Installed
) -> None:
    session = subprocess.Popen(
        [lab.binary, "-c", "features.hooks=false", "app-server"],
        env=lab.home.env, cwd=lab.home.work, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    (cause,) = causes(installed)
    session.communicate()
    assert cause["cause"] == "hooks-off-session"
    assert f"process {session.pid}" in cause["summary"]


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("config.toml", "model = \n", "config.toml:1:"),
        ("hooks.json", '{"hooks": {}, "env": 1}', "env"),
        ("hooks.json", '{"hooks": {"Stop": [{"hooks": [{"type": "http"}]}]}}', "http"),
    ],
)
def test_a_file_that_codex_rejects_is_named_with_the_reason(
    lab: Lab, installed: Installed, name: str, text: str, why: str
) -> None:
    path = lab.home.codex / name
    path.write_text(text)
    first = causes(installed)[0]
    assert first["cause"] == "file-rejected"
    assert why in first["summary"]
    assert first["remedy"] in (f"fix {path}", f"edit line 1 of {path}")
    done = installed.call("doctor", "--fix", "--yes")
    assert (done.returncode, path.read_text()) == (1, text)


def test_a_repository_that_codex_does_not_trust(lab: Lab) -> None:
    installed = Installed(lab)
    lab.git("init", "-q")
    installed.run("setup", "--scope", "project", "--yes", "--no-proof")
    edited(lab.home.codex / "config.toml", '"trusted"', '"untrusted"')
    (cause,) = causes(installed)
    assert cause["cause"] == "project-untrusted"
    assert "marked as untrusted" in cause["summary"]
    edited(lab.home.codex / "config.toml", '"untrusted"', '"trusted"')
    assert causes(installed) == []


@pytest.mark.parametrize(
    ("status", "cause"),
    [(401, "destination-key"), (404, "destination-address"), (503, "destination-server")],
)
def test_what_a_destination_answers(lab: Lab, status: int, cause: str) -> None:
    installed = Installed(lab)
    with Sink() as sink:
        lab.home.env["FAR_KEY"] = "k"
        where = ("--destination", "otlp", "--endpoint", sink.url, "--api-key-env", "FAR_KEY")
        installed.run("setup", *where, "--yes", "--no-proof")
        assert words(installed) == []
        sink.reply = lambda _: (status, {}, b"")
        assert words(installed) == [cause]
        del lab.home.env["FAR_KEY"]
        assert words(installed) == ["key-missing"]
    lab.home.env["FAR_KEY"] = "k"
    assert words(installed) == ["destination-unreachable"]


@managed
def test_managed_hooks_only_and_a_notify_that_is_overridden(codex: Path, tmp_path: Path) -> None:
    binary = managed_codex(
        codex,
        tmp_path,
        requirements="allow_managed_hooks_only = true\n",
        managed_config='notify = ["/bin/true"]\n',
    )
    with Lab(binary, root=tmp_path / "home") as lab:
        installed = Installed(lab)
        installed.run("setup", "--trigger", "hook", "--yes", "--no-proof")
        first = causes(installed)[0]
        assert first["cause"] == "managed-only"
        assert first["remedy"] == "codexctl setup --trigger notify"
        installed.run("setup", "--trigger", "notify", "--yes", "--no-proof")
        assert words(installed) == ["notify-overridden"]


def test_a_daemon_that_was_started_before_setup_without_the_key(lab: Lab) -> None:
    with Sink() as sink:
        started = subprocess.run(
            [lab.binary, "app-server", "daemon", "start"],
            env=lab.home.env, cwd=lab.home.work, capture_output=True, text=True, check=False,
            timeout=60,
        )  # fmt: skip
        try:
            assert started.returncode == 0, started.stderr
            installed = Installed(lab)
            lab.home.env["FAR_KEY"] = "k"
            where = ("--destination", "otlp", "--endpoint", sink.url, "--api-key-env", "FAR_KEY")
            installed.run("setup", *where, "--yes", "--no-proof")
            (cause,) = causes(installed)
            assert cause["cause"] == "daemon-environment"
        finally:
            for process in running_codex(lab.home.codex):
                os.kill(process.pid, signal.SIGTERM)
