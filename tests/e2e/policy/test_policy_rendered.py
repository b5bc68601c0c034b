"""What `codexctl policy render` writes, judged by the real Codex."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from codexctl.codex.asking.ask import ask
from codexctl.codex.hooks.command import HOOKED_EVENTS
from tests.e2e.administered import Administered
from tests.e2e.lab.appserver import AppServer
from tests.e2e.lab.managed import obstacle
from tests.e2e.lab.runner import Lab

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]
OTEL = {
    "log_user_prompt": False,
    "log_agent_responses": False,
    "log_guardian_assessments": False,
    "log_sse_deltas": False,
    "exporter": "none",
    "trace_exporter": "none",
}


@contextmanager
def asked(codex: Path, machine: Administered, **files: str) -> Iterator[AppServer]:
    binary = machine.codex(codex, files)
    with Lab(binary, root=machine.folder / "home") as lab, lab.app_server() as server:
        yield server


def complaints(server: AppServer) -> list[str]:
    """What Codex has to say of the administrator's files."""
    warnings = [
        message["params"] for message in server.heard if message.get("method") == "configWarning"
    ]
    return [warning["summary"] for warning in warnings if "/etc/codex" in str(warning)]


def said(table: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in table.items() if value is not None}


def judged(server: AppServer, script: Path, *, only: bool = False) -> None:
    """Codex reads the requirements as they are meant."""
    found = server.request("configRequirements/read", {})["requirements"]
    assert found["featureRequirements"] == {"hooks": True}
    assert bool(found["allowManagedHooksOnly"]) is only
    assert said(found["otel"]) == OTEL
    assert complaints(server) == []
    (listed,) = server.request("hooks/list", {"cwds": [str(server.cwd)]})["data"]
    assert (listed["warnings"], listed["errors"]) == ([], [])
    assert {hook["trustStatus"] for hook in listed["hooks"]} == {"managed"}
    commands = {hook["command"] for hook in listed["hooks"]}
    assert commands == {f"{script} {event}" for event in HOOKED_EVENTS}


@pytest.mark.parametrize("only", [False, True])
def test_requirements_are_read_as_they_are_meant(codex: Path, tmp_path: Path, only: bool) -> None:
    machine = Administered(tmp_path)
    text = machine.requirements(*["--managed-hooks-only"] * only)
    with asked(codex, machine, requirements=text) as server:
        judged(server, machine.script, only=only)


def test_the_managed_configuration_is_the_highest_layer(codex: Path, tmp_path: Path) -> None:
    machine = Administered(tmp_path)
    with asked(codex, machine, managed_config=machine.render("managed-config")) as server:
        read = server.request("config/read", {"cwd": str(server.cwd), "includeLayers": True})
        top = read["layers"][0]
        assert top["name"]["type"] == "legacyManagedConfigTomlFromFile"
        assert top["config"] == {"features": {"hooks": True}, "otel": OTEL}
        assert complaints(server) == []


def test_both_files_that_device_management_gets_are_the_same_to_codex(
    codex: Path, tmp_path: Path
) -> None:
    machine = Administered(tmp_path)
    words = ("--format", "values", "--hook-script", str(machine.script))
    lines = (line.partition("=") for line in machine.render("mdm", *words).splitlines())
    values = {key: base64.b64decode(value).decode() for key, _, value in lines}
    files = {
        "requirements": values["requirements_toml_base64"],
        "managed_config": values["config_toml_base64"],
    }
    with asked(codex, machine, **files) as server:
        judged(server, machine.script)


def test_codexctl_itself_sees_the_pin(codex: Path, tmp_path: Path) -> None:
    machine = Administered(tmp_path)
    with Lab(machine.codex(codex), root=tmp_path / "home") as lab:
        answer = ask(lab.binary, lab.home.codex, lab.home.work, lab.home.env)
        assert answer.requirements.hooks_pinned is True
        assert {hook.status for hook in answer.hooks or ()} == {"managed"}
