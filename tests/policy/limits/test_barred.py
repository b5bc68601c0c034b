"""What the policy keeps from being sent, by the key that says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.policy.file.read import from_bytes
from codexctl.policy.limits.barred import bar
from codexctl.settings.model import LOCAL, OTLP, Destination

ALLOW = '[destinations]\nallow = ["https://a.example", "http://b.example"]\n'
REFUSED = "the administrator's policy does not allow "


@pytest.mark.parametrize(
    ("said", "destination", "key", "summary"),
    [
        (
            "[destinations]\nlocal = false\n",
            Destination(LOCAL, LOCAL),
            "destinations.local",
            f"{REFUSED}a local store",
        ),
        (
            ALLOW,
            Destination("far", OTLP, "https://c.example/v1/traces"),
            "destinations.allow",
            f"{REFUSED}traces to go to https://c.example/v1/traces",
        ),
        (
            ALLOW + "plain_http = false\n",
            Destination("far", OTLP, "http://b.example/v1/traces"),
            "destinations.plain_http",
            f"{REFUSED}plain http to another machine (http://b.example/v1/traces)",
        ),
    ],
)
def test_what_is_barred_has_its_key_and_its_sentence(
    said: str, destination: Destination, key: str, summary: str
) -> None:
    barred = bar(from_bytes(f"version = 1\n{said}".encode(), Path("/p")), destination)
    assert barred is not None
    assert (barred.key, barred.summary) == (key, summary)
    assert barred.remedy.startswith("/p:")
    assert barred.remedy.endswith(" says so")


def test_authorities_that_cannot_be_used_are_not_called_plain_http() -> None:
    text = ALLOW + 'certificate = "/nowhere/ca.pem"\n'
    policy = from_bytes(f"version = 1\n{text}".encode(), Path("/p"))
    barred = bar(policy, Destination("far", OTLP, "https://a.example/v1/traces"))
    assert barred is not None
    assert barred.key == "destinations.certificate"
    assert "authorities that cannot be used: /nowhere/ca.pem" in str(barred)


def test_what_is_allowed_is_not_barred() -> None:
    policy = from_bytes(f"version = 1\n{ALLOW}".encode(), Path("/p"))
    assert bar(policy, Destination("far", OTLP, "https://a.example/v1/traces")) is None
    assert bar(policy, Destination(LOCAL, LOCAL)) is None
