"""A machine that nobody set up by hand: its person runs Codex, and the turn arrives."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from codexctl.settings.identity import account
from tests.deliver.sink import Sink
from tests.e2e.administered import Administered
from tests.e2e.lab.home import make_home
from tests.e2e.lab.managed import obstacle
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(obstacle()), reason=obstacle()),
]
CANARY = "kanarienvogel"
POLICY = """\
version = 1
[capture]
max = "metadata"
[destination.company]
endpoint = "{url}"
headers = {{ x-tenant = "acme" }}
key_file = "{key}"
[resource]
cost_center = "4711"
[user]
id = "account"
team = "payments"
"""
# Everything that a person might say of it.
THEIRS = """\
version = 1
[capture]
mode = "full"
[resource]
"team.name" = "other"
"user.id" = "other"
[[destinations]]
name = "company"
kind = "otlp"
endpoint = "http://127.0.0.1:9/v1/traces"
"""
VARIABLES = {
    "OTEL_SDK_DISABLED": "true",
    "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1:9",
    "OTEL_RESOURCE_ATTRIBUTES": "team.name=other,service.name=other",
    "CODEXCTL_CAPTURE": "full",
    "USER": "other",
}


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def machine(tmp_path: Path, sink: Sink) -> Administered:
    machine = Administered(tmp_path)
    key = machine.policy.with_name("otel.key")
    key.write_text("of-the-company\n")
    key.chmod(0o640)
    machine.policy.write_text(POLICY.format(url=sink.url, key=f"/etc/codexctl/{key.name}"))
    return machine


@pytest.fixture
def lab(codex: Path, machine: Administered) -> Iterator[Lab]:
    with Lab(machine.codex(codex), root=machine.folder / "home") as lab:
        yield lab


def sing(lab: Lab) -> None:
    lab.script(shell(f"echo {CANARY}"), say(f"The {CANARY} sings."))
    assert lab.exec(f"Sing, {CANARY}").rc == 0


def arrived(sink: Sink, turns: int) -> list[str]:
    """The turns that came, once they are so many."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        names = [
            span.name
            for request in list(sink.requests)
            for resource in request.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        if names.count("invoke_agent codex") >= turns:
            break
        time.sleep(0.05)
    return names


def whose(sink: Sink) -> dict[str, str]:
    """What the resource of the last turn says; codexctl's own spans come when they come."""
    last = [
        resource.resource
        for request in sink.requests
        for resource in request.resource_spans
        if any(span.name.startswith("invoke_agent") for span in resource.scope_spans[0].spans)
    ][-1]
    return {attribute.key: attribute.value.string_value for attribute in last.attributes}


def test_a_turn_arrives_with_team_and_user_and_no_content_though_nobody_ran_setup(
    lab: Lab, sink: Sink, machine: Administered
) -> None:
    sing(lab)
    names = arrived(sink, 1)
    assert {"invoke_agent codex", "execute_tool exec_command"} <= set(names)
    said = whose(sink)
    assert (said["team.name"], said["user.id"], said["cost_center"]) == (
        "payments", account(), "4711"
    )  # fmt: skip
    assert said["codexctl.capture.mode"] == "metadata"
    assert {h["x-tenant"] for h in sink.headers} == {"acme"}
    assert {h["authorization"] for h in sink.headers} == {"Bearer of-the-company"}
    sent = b"".join(request.SerializeToString() for request in sink.requests)
    assert CANARY.encode() not in sent
    assert not list(lab.home.root.rglob("settings.toml"))


def test_a_person_who_says_otherwise_is_heard_in_nothing(lab: Lab, sink: Sink) -> None:
    settings = lab.home.root / "codexctl" / "settings.toml"
    settings.parent.mkdir(mode=0o700)
    settings.write_text(THEIRS)
    lab.home.env.update({"CODEXCTL_HOME": str(settings.parent), **VARIABLES})
    sing(lab)
    assert arrived(sink, 1).count("invoke_agent codex") == 1
    said = whose(sink)
    assert (said["team.name"], said["user.id"], said["service.name"]) == (
        "payments", account(), "codex"
    )  # fmt: skip
    sent = b"".join(request.SerializeToString() for request in sink.requests)
    assert CANARY.encode() not in sent
    # Once more, with settings that say nothing at all.
    settings.write_text("version = [")
    sing(lab)
    assert arrived(sink, 2).count("invoke_agent codex") == 2


def test_status_says_whose_destination_it_is(machine: Administered) -> None:
    python, home = machine.python(), make_home(machine.folder / "home")
    done = subprocess.run(
        [python, "-m", "codexctl", "status", "--offline", "--json"],
        env=home.env,
        cwd=home.work,
        capture_output=True,
        text=True,
        check=False,
    )
    listed = json.loads(done.stdout)["destinations"]
    assert [(d["name"], d.get("administered")) for d in listed] == [
        ("company", True), ("local", None)
    ]  # fmt: skip
    assert listed[0]["sources"]["endpoint"] == "policy"
