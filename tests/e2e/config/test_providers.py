"""A provider that codexctl adds is asked by Codex, with a key that is in no file."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.e2e.config import LINES
from tests.e2e.installed import Installed
from tests.e2e.lab.binary import codex_binary
from tests.e2e.lab.model.items import say
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.secret_service import SecretService, missing

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {missing()}"),
]

KEY = "lab-91f0c3aa7d5e4b62"


@pytest.fixture(params=LINES)
def lab(request: pytest.FixtureRequest) -> Iterator[Lab]:
    with Lab(codex_binary(request.param)) as running:
        yield running


@pytest.fixture
def keyring(lab: Lab) -> Iterator[SecretService]:
    with SecretService(lab.home.root, lab.home.env) as service:
        lab.home.env.update(service.env)
        yield service


def test_codex_asks_the_provider_with_the_key_of_the_keyring(
    lab: Lab, keyring: SecretService
) -> None:
    installed, path = Installed(lab), lab.home.codex / "config.toml"
    before = path.read_bytes()
    url = lab.server.base_url
    words = ("providers", "add", "mine", "--base-url", url, "--secret-stdin", "--use", "--yes")
    installed.run(*words, stdin=f"{KEY}\n")
    assert KEY.encode() not in path.read_bytes()
    lab.script(say("Done."))
    ran = lab.exec("Hello")
    assert ran.rc == 0, ran.done.stderr
    assert {asked.headers["authorization"] for asked in ran.requests} == {f"Bearer {KEY}"}
    holding = [
        file
        for file in lab.home.root.rglob("*")
        if file.is_file() and ".run" not in file.parts and "keyrings" not in file.parts
        and KEY.encode() in file.read_bytes()
    ]  # fmt: skip
    assert holding == []
    installed.run("undo", "--yes")
    assert path.read_bytes() == before


def test_trust_that_codexctl_writes_is_what_codex_goes_by(lab: Lab, keyring: SecretService) -> None:
    installed, work = Installed(lab), lab.home.work
    lab.git("init", "-q")
    (work / ".codex").mkdir()
    (work / ".codex" / "config.toml").write_text('[mcp_servers.theirs]\ncommand = "true"\n')

    def listed() -> set[str]:
        return {row["name"] for row in json.loads(lab.codex("mcp", "list", "--json").done.stdout)}

    installed.run("permissions", "forget", str(work), "--yes")
    before = (lab.home.codex / "config.toml").read_bytes()
    assert "theirs" not in listed()
    installed.run("permissions", "trust", "--yes")
    assert "theirs" in listed()
    installed.run("permissions", "untrust", "--yes")
    assert "theirs" not in listed()
    installed.run("permissions", "forget", str(work), "--yes")
    assert (lab.home.codex / "config.toml").read_bytes() == before
