"""Nothing that a person can write keeps their turns from the administrator's destination.

What each way is judged by: the spans that arrived, with their models, and everything that the
resource says, are what they are on a machine whose person set up nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from tests.deliver.sink import Sink
from tests.policy.doors.lock_lacks import Lack
from tests.policy.doors.lock_machine import PERSON, Machine, obstacle
from tests.policy.doors.lock_required import (
    HOOKED,
    IN_THE_WAY,
    ORDINARY,
    POLICY,
    ROADS,
    SETTINGS,
    TRIES,
    WORKER,
    Try,
)
from tests.policy.trap import Trap, certificate

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())

# The machine's hook, without a look at what it opens and runs.
CARELESS = """\
#!/bin/sh
exec >/dev/null 2>&1
hints=${XDG_DATA_HOME:-$HOME/.local/share}/codexctl/hints
[ -O "$hints" ] || [ ! -w "$hints" ] || exit 0
echo >>"$hints/$1" || { mkdir -p "$hints" && echo >>"$hints/$1"; }
at_work() {
	worker= running=
	read -r worker home <"$hints/.worker-0" && read -r running <"/proc/$worker/cmdline"
	case $running in *codexctl.deliver*) return 0 ;; esac
	return 1
}
at_work && exit 0
(sleep 0.1; @PYTHON@ -E -P -m codexctl.deliver) &
"""

Arrived = tuple[Counter[tuple[str, str]], frozenset[tuple[str, str]]]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with Sink() as sink:
        yield sink


def arrived(sink: Sink, tenant: str | None) -> Arrived:
    """The spans by name and model, and what was said of the resource, to one tenant."""
    spans: Counter[tuple[str, str]] = Counter()
    said: set[tuple[str, str]] = set()
    for request, headers in zip(sink.requests, sink.headers, strict=True):
        if headers.get("x-tenant") != tenant or "authorization" in headers:
            continue
        for resource in request.resource_spans:
            turns = [
                span
                for scope in resource.scope_spans
                for span in scope.spans
                # What codexctl says of itself comes when it comes.
                if not span.name.startswith("codexctl ")
            ]
            if not turns:
                continue
            attributes = {a.key: a.value.string_value for a in resource.resource.attributes}
            # Its address, and so its id, is another for each sink; a person may tighten.
            for key in (
                "codexctl.policy.id",
                "codexctl.capture.source",
                "codexctl.capture.exclude",
            ):
                attributes.pop(key, None)
            said |= attributes.items()
            for span in turns:
                named = {a.key: a.value.string_value for a in span.attributes}
                spans[span.name, named.get("gen_ai.request.model", "")] += 1
    return spans, frozenset(said)


def gone(one: Try, sink: Sink, lacks: bool) -> Arrived:
    policy = one.policy.format(sink=sink.url)
    with Machine(
        "http://127.0.0.1:9/v1/traces", policy, lacks=[one.lack] if lacks else []
    ) as machine:
        os.utime(machine.policy, (0, 0))
        machine.plant({k: text.replace("{sink}", sink.url) for k, text in one.plant.items()})
        os.utime(machine.settings, (0, 0))
        environ = {key: value.replace("~", str(machine.home)) for key, value in one.env.items()}
        machine.run(f"({one.first or ':'})\n{WORKER}", environ)
    return arrived(sink, "acme" if "acme" in policy else None)


def alone(one: Try) -> Arrived:
    """What arrives from a machine whose person set up nothing."""
    with Sink() as sink:
        return gone(replace(one, env={}, plant={}, first=f"rm ~/{SETTINGS}"), sink, lacks=False)


@pytest.fixture(scope="module")
def expected() -> dict[str, Arrived]:
    policies = {one.policy: one for one in TRIES.values()}
    return {policy: alone(one) for policy, one in policies.items()}


def test_a_person_who_set_up_nothing_is_heard_of(expected: dict[str, Arrived]) -> None:
    for spans, said in expected.values():
        assert any(name == "invoke_agent codex" for name, _ in spans)
        assert any(model for _, model in spans)
        wanted = {
            "cost_center": "4711",
            "team.name": "payments",
            "user.id": str(PERSON),
            "codexctl.capture.mode": "metadata",
            "service.name": "codex",
        }
        assert wanted.items() <= dict(said).items()


@pytest.mark.parametrize("name", TRIES)
def test_no_way_keeps_turns_from_it(name: str, sink: Sink, expected: dict[str, Arrived]) -> None:
    assert gone(TRIES[name], sink, lacks=False) == expected[TRIES[name].policy]


@pytest.mark.parametrize("name", TRIES)
def test_each_way_would_without_its_protection(
    name: str, sink: Sink, expected: dict[str, Arrived]
) -> None:
    assert gone(TRIES[name], sink, lacks=True) != expected[TRIES[name].policy]


def heard(name: str, folder: Path, lacks: Sequence[Lack]) -> bytes:
    """What somebody in between hears of a worker."""
    endpoint, variables = ROADS[name]
    pem = certificate(folder)
    with Trap(pem if "CERT" in name else None) as trap:
        port = str(trap.port)
        policy = POLICY.format(sink=endpoint.replace("@", port))
        with Machine("http://127.0.0.1:9/v1/traces", policy, lacks=lacks) as machine:
            os.utime(machine.policy, (0, 0))
            machine.plant({"between.pem": pem.read_text()})
            os.utime(machine.settings, (0, 0))
            environ = {
                key: value.replace("~", str(machine.home)).replace("@", port)
                for key, value in variables.items()
            }
            machine.run(WORKER, environ)
    return trap.heard


@pytest.mark.parametrize("name", ROADS)
def test_no_road_leads_by_somebody_in_between(name: str, tmp_path: Path) -> None:
    assert heard(name, tmp_path, ()) == b""


@pytest.mark.parametrize("name", ROADS)
def test_each_road_would_without_its_protection(name: str, tmp_path: Path) -> None:
    assert heard(name, tmp_path, [ORDINARY]).startswith((b"POST ", b"CONNECT collector.invalid"))


def test_a_client_certificate_that_is_not_there_is_not_looked_for(tmp_path: Path) -> None:
    pem = certificate(tmp_path)
    for lacks, said in (((), b"POST "), ([ORDINARY], b"")):
        with Trap(pem) as trap:
            policy = POLICY.format(sink=f"https://127.0.0.1:{trap.port}/v1/traces")
            policy += '[destinations]\ncertificate = "/etc/codexctl/ca.pem"\n'
            with Machine("http://127.0.0.1:9/v1/traces", policy, lacks=lacks) as machine:
                os.utime(machine.policy, (0, 0))
                authorities = machine.etc / "ca.pem"
                authorities.write_bytes(pem.read_bytes())
                authorities.chmod(0o644)
                environ = {"OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE": "/nowhere.pem"}
                machine.run(WORKER, environ)
        assert trap.heard[:5] == said


def hooked(name: str, sink: Sink, hook: str = "") -> Counter[tuple[str, str]]:
    """The spans that arrive when the machine's hook says that a turn has ended."""
    with Machine("http://127.0.0.1:9/v1/traces", POLICY.format(sink=sink.url)) as machine:
        os.utime(machine.policy, (0, 0))
        if hook:
            machine.hook.write_text(hook.replace("@PYTHON@", f"{sys.executable} -I"))
        path = f"{machine.home}/bin:{Path(sys.executable).parent}:/usr/bin:/bin"
        machine.run(f"({IN_THE_WAY[name]})\nexport PATH={path}\n{HOOKED}")
    return arrived(sink, "acme")[0]


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_nothing_is_in_the_way_of_the_machines_hook(
    name: str, sink: Sink, expected: dict[str, Arrived]
) -> None:
    assert hooked(name, sink) == expected[POLICY][0]


@pytest.mark.parametrize("name", IN_THE_WAY)
def test_each_would_be_in_the_way_of_a_hook_that_does_not_look(name: str, sink: Sink) -> None:
    assert not hooked(name, sink, CARELESS)


def test_a_person_reads_whose_it_is_and_what_of_theirs_gives_way(sink: Sink) -> None:
    policy = POLICY.format(sink=sink.url) + "[destinations]\nlocal = false\n"
    with Machine("http://127.0.0.1:9/v1/traces", policy) as machine:
        machine.plant(TRIES["a destination of its name elsewhere"].plant)
        status = json.loads(machine.run("codexctl status --offline --json"))
        printed = machine.run("codexctl auth set company --api-key-stdin </dev/null").decode()
        shown = machine.run("codexctl policy show").decode()
        explained = machine.run("codexctl policy explain 'destination.NAME.*'").decode()
    (found,) = status["destinations"]
    assert (found["name"], found["endpoint"], found["administered"]) == (
        "company", sink.url, True
    )  # fmt: skip
    checks = {check["id"]: check["summary"] for check in status["checks"]}
    assert "which gets nothing" in checks["destination.company.given_way"]
    assert "destination.local.allowed" not in checks
    assert "the administrator's" in printed
    assert f"company ({sink.url}) gets metadata" in shown
    assert "/etc/codexctl/policy.toml:4" in shown
    assert "key_command" in explained
