"""Servers that codexctl adds are what Codex starts, calls and forgets; secrets are in no file."""

from __future__ import annotations

import json
import sys
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.e2e.installed import Installed
from tests.e2e.lab.mcp_secret import SCRIPT, VARIABLE, digest, serving
from tests.e2e.lab.model.items import mcp, say
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.secret_service import SecretService, missing

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {missing()}"),
]

SECRET = "lab-91f0c3aa7d5e4b62"


@pytest.fixture
def keyring(lab: Lab) -> Iterator[SecretService]:
    with SecretService(lab.home.root, lab.home.env) as service:
        lab.home.env.update(service.env)
        # Where systemd has it: Codex tells a command for headers no address of the bus.
        path = service.env["DBUS_SESSION_BUS_ADDRESS"].partition("unix:path=")[2].partition(",")[0]
        (Path(service.env["XDG_RUNTIME_DIR"]) / "bus").symlink_to(path)
        yield service


@pytest.fixture
def installed(lab: Lab, keyring: SecretService) -> Installed:
    return Installed(lab)


def config(lab: Lab) -> Path:
    return lab.home.codex / "config.toml"


def codex_lists(lab: Lab) -> dict[str, Any]:
    done = lab.codex("mcp", "list", "--json").done
    return {row["name"]: row for row in json.loads(done.stdout)}


def files_with(root: Path, secret: str) -> list[str]:
    forms = (secret.encode(), b64encode(secret.encode()).rstrip(b"="))
    return [
        str(path)
        for path in root.rglob("*")
        if path.is_file()
        and ".run" not in path.parts
        and "keyrings" not in path.parts
        and any(form in path.read_bytes() for form in forms)
    ]


def outputs(lab: Lab) -> str:
    found = [asked.body["input"] for run in lab.runs for asked in run.requests]
    return json.dumps(found)


def test_a_program_is_added_tested_called_and_removed_with_its_secret(
    lab: Lab, installed: Installed, keyring: SecretService
) -> None:
    before = config(lab).read_bytes()
    command = (sys.executable, "-I", str(SCRIPT))
    words = ("mcp", "add", "lab", "--secret", VARIABLE, "--secret-stdin", "--required", "--yes")
    said = installed.run(*words, "--", *command, stdin=f"{SECRET}\n")
    assert "Codex lists it" in said
    assert codex_lists(lab)["lab"]["enabled"] is True
    tested = json.loads(installed.run("mcp", "test", "lab", "--json"))["servers"][0]
    assert (tested["ok"], tested["tools"]) == (True, ["whoami", "other"])
    lab.script(mcp("lab", "whoami"), say("Done."))
    ran = lab.exec("Who am I?")
    assert ran.rc == 0, ran.done.stderr
    assert digest(SECRET) in outputs(lab)
    assert files_with(lab.home.root, SECRET) == []
    assert SECRET in keyring.entries()
    installed.run("mcp", "remove", "lab", "--yes")
    assert config(lab).read_bytes() == before
    assert "lab" not in codex_lists(lab)
    assert SECRET not in keyring.entries()


def test_a_server_over_http_gets_its_header_from_the_keyring(
    lab: Lab, installed: Installed, keyring: SecretService
) -> None:
    before = config(lab).read_bytes()
    with serving(SECRET) as server:
        words = ("mcp", "add", "web", "--url", server.url, "--secret", "Authorization")
        installed.run(*words, "--secret-stdin", "--required", "--yes", stdin=f"Bearer {SECRET}\n")
        tested = json.loads(installed.run("mcp", "test", "web", "--json"))["servers"][0]
        assert (tested["ok"], tested["tools"]) == (True, ["whoami", "other"])
        lab.script(mcp("web", "whoami"), say("Done."))
        ran = lab.exec("Who am I?")
        assert ran.rc == 0, ran.done.stderr
        assert digest(SECRET) in outputs(lab)
        assert server.refused == []
    assert files_with(lab.home.root, SECRET) == []
    installed.run("mcp", "remove", "web", "--yes")
    assert config(lab).read_bytes() == before
    assert SECRET not in keyring.entries()
