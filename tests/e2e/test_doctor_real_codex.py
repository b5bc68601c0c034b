"""Causes that only a real Codex shows, each produced for real and named by doctor."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.processes import running_codex
from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.items import say
from tests.e2e.lab.managed import managed_codex, obstacle
from tests.e2e.lab.runner import Lab

pytestmark = pytest.mark.e2e
managed = pytest.mark.skipif(bool(obstacle()), reason=obstacle())


@pytest.fixture
def lab(codex: Path) -> Iterator[Lab]:
    with Lab(codex) as one:
        yield one


@pytest.fixture
def installed(lab: Lab) -> Installed:
    one = Installed(lab)
    one.run("setup", "--yes", "--no-proof")
    return one


def causes(installed: Installed) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(installed.run("doctor", "--json", check=False))[
        "causes"
    ]
    return found


def words(installed: Installed) -> list[str]:
    return [one["cause"] for one in causes(installed)]


def edited(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


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


@pytest.mark.parametrize("change", [modified, shifted, disabled, untrusted])
def test_what_codex_makes_of_our_hook_is_named_and_mended_so_that_it_runs(
    lab: Lab, installed: Installed, change: Any
) -> None:
    change(lab)
    assert words(installed) == [f"hooks-{change.__name__}"]
    installed.run("doctor", "--fix", "--yes")
    hint = installed.home / "hints" / "Stop"
    hint.unlink(missing_ok=True)
    lab.script(say("Hello."))
    lab.exec("Say hello")
    assert hint.exists()


def test_hooks_that_a_project_switches_off(lab: Lab, installed: Installed) -> None:
    lab.git("init", "-q")
    config = lab.home.work / ".codex" / "config.toml"
    config.parent.mkdir()
    config.write_text("[features]\nhooks = false\n")
    first = causes(installed)[0]
    assert first["cause"] == "hooks-off-layer"
    assert first["remedy"] == f"mend {config}"


def test_a_file_that_codex_rejects(lab: Lab, installed: Installed) -> None:
    (lab.home.codex / "config.toml").write_text("model = \n")
    assert causes(installed)[0]["cause"] == "file-rejected"


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
            for one in running_codex(lab.home.codex):
                os.kill(one.pid, signal.SIGTERM)
