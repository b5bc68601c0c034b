"""A key in a real keyring: used by the worker, found nowhere else, gone after a purge."""

from __future__ import annotations

import json
import os
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.deliver.sink import Sink
from tests.e2e.installed import Installed
from tests.e2e.lab.model.items import say, shell
from tests.e2e.lab.runner import Lab
from tests.e2e.lab.secret_service import SecretService, missing

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.skipif(bool(missing()), reason=f"this machine lacks {missing()}"),
]

KEY = "hk-5a1d77c09be3f24"


@pytest.fixture
def keyring(lab: Lab) -> Iterator[SecretService]:
    with SecretService(lab.home.root, lab.home.env) as service:
        lab.home.env.update(service.env)
        yield service


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as running:
        yield running


def files_with(root: Path, secret: str) -> list[str]:
    """Every file below the folder that holds the secret, as it is or in base64."""
    forms = (secret.encode(), b64encode(secret.encode()).rstrip(b"="))
    return [
        str(path)
        for path in root.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def wait_for_spans(sink: Sink, count: int) -> None:
    deadline = time.monotonic() + 10
    while len(sink.spans) < count and time.monotonic() < deadline:
        time.sleep(0.05)


def test_a_key_is_kept_used_found_nowhere_else_and_removed(
    lab: Lab, keyring: SecretService, sink: Sink
) -> None:
    installed = Installed(lab)
    flags = ("--destination", "honeycomb", "--endpoint", sink.url, "--api-key-stdin", "--yes")
    installed.run("setup", *flags, stdin=f"{KEY}\n")
    assert KEY in keyring.entries()
    proof = len(sink.spans)
    lab.script(shell("env; ps -ef"), say("Done."))
    lab.exec("Look around")
    wait_for_spans(sink, proof + 1)
    assert len(sink.spans) > proof
    assert {headers["x-honeycomb-team"] for headers in sink.headers} == {KEY}
    assert not [request for request in sink.requests if KEY.encode() in request.SerializeToString()]
    assert files_with(lab.home.root, KEY) == []
    keys = json.loads(installed.run("auth", "list", "--json"))["keys"]
    assert [key["source"] for key in keys] == ["the keyring"]
    installed.run("uninstall", "--purge", "--yes")
    assert KEY not in keyring.entries()


def test_status_names_a_keyring_that_is_gone(lab: Lab, keyring: SecretService, sink: Sink) -> None:
    installed = Installed(lab)
    flags = ("--destination", "honeycomb", "--endpoint", sink.url, "--api-key-stdin", "--yes")
    installed.run("setup", *flags, "--no-proof", stdin=f"{KEY}\n")
    for name in ("DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        lab.home.env.pop(name)
    checks = json.loads(installed.run("status", "--json", check=False))["checks"]
    found = next(check for check in checks if check["id"] == "destination.honeycomb.credential")
    assert found["state"] == "problem"
    assert "keyring" in found["summary"]
    assert "--api-key-env" in found["remedy"]
    assert KEY not in os.environ.values()
