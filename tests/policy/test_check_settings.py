"""What the audit makes of what a person chose: capture, destinations, the local store."""

from __future__ import annotations

from pathlib import Path

from codexctl.settings.capture import CaptureMode
from tests.policy.machine import ALLOW, ALLOWED, FAR, Machine, told


def test_only_who_asks_for_more_than_the_cap_is_named(machine: Machine) -> None:
    cap = '[capture]\nmax = "metadata"\n'
    assert machine.check(cap) == ()
    machine.settings.write_text('version = 1\n[capture]\nexclude = ["paths"]\n')
    assert machine.check(cap) == ()
    machine.settings.write_text(
        'version = 1\n[capture]\nmode = "full"\n' + FAR + 'capture = "redacted"\n'
    )
    found = machine.check(cap, environment=CaptureMode.full)
    assert told(found) == [
        ("capture-above-cap", "settings.toml:3", True),
        ("capture-above-cap", "settings.toml:8", True),
        ("capture-above-cap", "$CODEXCTL_CAPTURE", True),
    ]


def test_an_address_that_is_not_allowed_is_foreign(machine: Machine) -> None:
    machine.settings.write_text("version = 1\n" + FAR)
    assert machine.check() == ()
    assert told(machine.check(ALLOW)) == [("foreign-endpoint", "settings.toml:5", True)]
    unknown = machine.check(ALLOW, addresses={})
    assert told(unknown) == [("foreign-endpoint", "settings.toml:5", False)]


def test_the_environments_address_counts_where_it_is_used(machine: Machine) -> None:
    variable, url = "$OTEL_EXPORTER_OTLP_ENDPOINT", "https://evil.example.net/v1/traces"
    named = {"otel_endpoint": url, "otel_variable": variable[1:]}
    assert told(machine.check(ALLOW, otel_endpoint=ALLOWED)) == []
    assert told(machine.check(ALLOW, **named)) == [("foreign-endpoint", variable, False)]
    used = machine.check(ALLOW, **named, addresses={"far": url})
    assert told(used) == [("foreign-endpoint", variable, True)]


def test_a_required_endpoint_must_be_set_up(machine: Machine) -> None:
    policy = f'[destinations]\nrequired = ["{ALLOWED}"]\n'
    assert told(machine.check(policy)) == [("endpoint-missing", "settings.toml", True)]
    machine.settings.write_text(
        "version = 1\n" + FAR.replace("https://evil.example.net/v1", ALLOWED)
    )
    assert machine.check(policy) == ()


def test_a_local_store_that_is_forbidden_is_found(machine: Machine, tmp_path: Path) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    store = tmp_path / "traces.db"
    assert machine.check("", store=store) == ()
    found = machine.check("[destinations]\nlocal = false\n", store=store)
    assert told(found) == [
        ("local-store", "traces.db", True),
        ("local-store", "settings.toml:4", True),
    ]
