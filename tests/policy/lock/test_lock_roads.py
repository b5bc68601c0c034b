"""Spans go to a listed address by the road that the policy names, and by no detour."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.policy.doors.lock_doors import Door
from tests.policy.doors.lock_lacks import Lack
from tests.policy.doors.lock_machine import Machine, obstacle
from tests.policy.doors.lock_roads import CLEAR_LISTED, CLEAR_ROADS, LISTED, ROADS
from tests.policy.trap import Trap, certificate

pytestmark = pytest.mark.skipif(bool(obstacle()), reason=obstacle())
ALL = {**ROADS, **CLEAR_ROADS}
_ENDPOINT = 'endpoint = "{sink}"\n'


def heard(name: str, folder: Path, lacks: Iterable[Lack]) -> bytes:
    """What somebody in between hears of an export, or of a worker."""
    endpoint, door = ALL[name]
    if "rehash" in door.first and shutil.which("openssl") is None:
        pytest.skip("a folder of authorities is made by openssl, which is not here")
    pem = certificate(folder)
    with Trap(pem if endpoint.startswith("https://127") else None) as trap:
        port = str(trap.port)
        policy = (CLEAR_LISTED if name in CLEAR_ROADS else LISTED).replace("@", port)
        with Machine(endpoint.replace("@", port), policy, lacks=tuple(lacks)) as machine:
            machine.plant({"between.pem": pem.read_text()})
            if not endpoint:
                text = machine.settings.read_text()
                machine.settings.write_text(text.replace('endpoint = ""\n', ""))
            gone(machine, door, port)
    return trap.heard


def gone(machine: Machine, door: Door, port: str) -> None:
    environ = {
        name: value.replace("~", str(machine.home)).replace(":@", f":{port}")
        for name, value in door.env.items()
    }
    machine.run(f"{door.first}\n{door.doors}", environ)


@pytest.mark.parametrize("name", ALL)
def test_no_road_leads_by_somebody_in_between(name: str, tmp_path: Path) -> None:
    assert heard(name, tmp_path, ()) == b""


@pytest.mark.parametrize("name", ALL)
def test_each_road_would_without_its_protection(name: str, tmp_path: Path) -> None:
    said = heard(name, tmp_path, ALL[name][1].lacks)
    assert said.startswith((b"POST ", b"CONNECT collector.invalid:443"))


def test_the_policys_own_proxy_is_taken(tmp_path: Path) -> None:
    with Trap() as trap:
        proxy = f'proxy = "http://127.0.0.1:{trap.port}"\n'
        endpoint, door = ROADS["http_proxy"]
        with Machine(endpoint, LISTED.replace(":@", "") + proxy) as machine:
            gone(machine, replace(door, env={"http_proxy": "http://127.0.0.1:1"}), "1")
    assert trap.heard.startswith(b"POST http://collector.invalid:4318/v1/traces")


def test_the_policys_own_authorities_are_taken_and_only_if_they_are_roots(tmp_path: Path) -> None:
    for owned in (True, False):
        with Trap(certificate(tmp_path)) as trap:
            listed = LISTED.replace("@", str(trap.port))
            more = 'certificate = "/etc/codexctl/ca.pem"\n'
            with Machine(f"https://127.0.0.1:{trap.port}/v1/traces", listed + more) as machine:
                authorities = machine.etc / "ca.pem"
                authorities.write_bytes((tmp_path / "between.pem").read_bytes())
                authorities.chmod(0o644)
                if not owned:
                    machine.own(authorities)
                gone(machine, Door("codexctl trace export --all\n"), "1")
        assert trap.heard.startswith(b"POST ") is owned
