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


def test_a_destination_of_the_policy_that_lacks_something_is_found(machine: Machine) -> None:
    (found,) = machine.check('[destination.c]\npreset = "langfuse"\n')
    assert (found.id, found.where, found.violation) == ("endpoint-missing", "/p.toml:2", True)
    assert "Langfuse needs public_key" in found.summary
    assert found.remedy == "complete [destination.c] in the policy"


def test_a_local_store_that_is_forbidden_is_found(machine: Machine, tmp_path: Path) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    store = tmp_path / "traces.db"
    assert machine.check("", store=store) == ()
    found = machine.check("[destinations]\nlocal = false\n", store=store)
    assert told(found) == [
        ("local-store", "traces.db", True),
        ("local-store", "settings.toml:4", True),
    ]


def test_settings_that_ask_for_a_view_that_is_off_are_named(machine: Machine) -> None:
    off = "[view]\nenabled = false\n"
    machine.settings.write_text("version = 1\n[view]\nenabled = true\n")
    assert machine.check() == ()
    assert told(machine.check(off)) == [("view-enabled", "settings.toml:3", True)]
    machine.settings.write_text("version = 1\n[view]\nenabled = false\n")
    assert machine.check(off) == ()


def test_an_address_in_the_clear_is_found_unless_the_policy_says_that_it_will_do(
    machine: Machine,
) -> None:
    machine.settings.write_text("version = 1\n" + FAR.replace("https", "http"))
    allow = '[destinations]\nallow = ["http://evil.example.net/"]\n'
    assert told(machine.check(allow)) == [("plain-http", "settings.toml:5", True)]
    assert machine.check(allow + "plain_http = true\n") == ()
    assert machine.check("") == ()
    forbidden = machine.check("[destinations]\nplain_http = false\n")
    assert told(forbidden) == [("plain-http", "settings.toml:5", True)]
    machine.settings.write_text(
        "version = 1\n" + FAR.replace("https://evil.example.net", "http://[::1]")
    )
    assert machine.check('[destinations]\nallow = ["http://[::1]/"]\n') == ()


def test_a_variable_that_names_another_way_is_named_whether_or_not_it_is_heard(
    machine: Machine,
) -> None:
    ways = {"ways": ("http_proxy", "SSL_CERT_FILE", "SSLKEYLOGFILE")}
    assert machine.check(None, **ways) == ()
    for policy, heard in ((ALLOW, ()), ('[capture]\nmax = "metadata"\n', ways["ways"][:2])):
        found = machine.check(policy, **ways)
        assert told(found) == [("other-way", f"${name}", False) for name in ways["ways"]]
        assert (
            tuple(finding.where[1:] for finding in found if "decides how" in finding.summary)
            == heard
        )


def test_authorities_that_somebody_else_can_change_are_found(
    machine: Machine, tmp_path: Path
) -> None:
    file = tmp_path / "ca.pem"
    file.write_text("")
    file.chmod(0o666)
    found = machine.check(f'[destinations]\ncertificate = "{file}"\n')
    assert told(found) == [("certificate-unusable", "p.toml:3", True)]
    gone = machine.check('[destinations]\ncertificate = "/nowhere/ca.pem"\n')
    assert "cannot be read" in gone[0].summary
