"""Allowed is what lies under an entry, however the address is spelled; two readings are none."""

from __future__ import annotations

import pytest

from codexctl.policy.file.endpoints import Pattern


@pytest.mark.parametrize(
    ("allowed", "endpoint"),
    [
        ("https://otel.example.com", "https://otel.example.com/v1/traces"),
        ("https://otel.example.com", "https://otel.example.com"),
        ("https://otel.example.com/", "https://otel.example.com"),
        ("https://otel.example.com/v1", "https://otel.example.com/v1/traces"),
        ("https://otel.example.com/v1/", "https://otel.example.com/v1/traces"),
        ("https://otel.example.com/v1/traces", "https://otel.example.com/v1/traces"),
        ("https://otel.example.com/", "https://OTEL.example.COM:443/x"),
        ("https://otel.example.com/", "https://otel.example.com./x"),
        ("http://127.0.0.1:4318/", "http://127.0.0.1:4318/v1/traces"),
        ("https://[::1]:4318/", "https://[::1]:4318/v1/traces"),
        ("https://*.example.com/", "https://eu.otel.example.com/v1/traces"),
        ("https://*/", "https://anywhere.example.org/v1/traces"),
        ("https://h/", "https://h/v1/traces?project=a"),
    ],
)
def test_an_address_below_an_entry_is_allowed(allowed: str, endpoint: str) -> None:
    assert Pattern(allowed).matches(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://otel.example.com.evil.net/v1/traces",
        "https://otel.example.com@evil.net/v1/traces",
        "https://me:pw@otel.example.com/v1/traces",
        "https://evil.net/otel.example.com/v1/traces",
        "https://evil.net#otel.example.com/v1/",
        "https://evil.net\\@otel.example.com/v1/traces",
        "https://otel.example.com\\.evil.net/v1/traces",
        "http://otel.example.com/v1/traces",
        "https://otel.example.com:8443/v1/traces",
        "https://otel.example.com:0443x/v1/traces",
        "https://otel.example.com/v1x/traces",
        "https://otel.example.com/v2/traces",
        "https://otel.example.com/v1/../v2/traces",
        "https://otel.example.com/v1/./../v2",
        "https://otel.example.com/v1/..;/v2",
        "https://otel.example.com/v1/..;a=b/v2",
        "https://otel.example.com/v1/%2e%2e/v2",
        "https://otel.example.com/v1/%2E./v2",
        "https://otel.example.com/v1/..%5cv2",
        "https://otel.example.com\t/v1/traces",
        "https://otel.exa\nmple.com/v1/traces",
        " https://otel.example.com/v1/traces",
        "https://otel。example.com/v1/traces",
        "https://οtel.example.com/v1/traces",
        "https:otel.example.com/v1/traces",
        "https:///otel.example.com/v1/traces",
        "//otel.example.com/v1/traces",
        "ftp://otel.example.com/v1/traces",
        "https://[otel.example.com/v1/traces",
        "otel.example.com",
        "",
    ],
)
def test_an_address_that_only_looks_like_it_is_not(endpoint: str) -> None:
    assert not Pattern("https://otel.example.com/v1").matches(endpoint)


def test_subdomains_are_no_other_domains() -> None:
    pattern = Pattern("https://*.example.com/")
    assert not pattern.matches("https://example.com/")
    assert not pattern.matches("https://evilexample.com/")
    assert not pattern.matches("https://a.example.com.evil.net/")
