"""Where a policy lists addresses the way there is its to name, else the environment's."""

from __future__ import annotations

import pytest

from codexctl.settings.destinations.way import (
    FREE,
    NO_PROXY,
    Rules,
    Way,
    is_heard,
    is_in_the_clear,
    is_this_machine,
    named_by,
    way_to,
)

FAR = "https://otel.example.com/v1/traces"
PROXY = "http://proxy.example.com:3128"
EVERY = {
    "http_proxy": "http://evil:1", "https_proxy": "http://evil:1", "all_proxy": "http://evil:1",
    "HTTP_PROXY": "http://evil:1", "HTTPS_PROXY": "http://evil:1", "no_proxy": "otel.example.com",
    "SSL_CERT_FILE": "/evil.pem", "SSL_CERT_DIR": "/evil",
}  # fmt: skip
LISTED = Rules(fixed=True)


@pytest.mark.parametrize("endpoint", [FAR, "http://otel.example.com/v1/traces"])
def test_where_a_policy_lists_addresses_the_environment_has_no_say(endpoint: str) -> None:
    assert way_to(endpoint, EVERY, LISTED, "/evil.pem") == Way({})


def test_the_policys_own_proxy_and_authorities_hold_whatever_the_environment_says() -> None:
    rules = Rules(PROXY, "/etc/ca.pem", fixed=True)
    expected = Way({"http": PROXY, "https": PROXY}, "/etc/ca.pem", only_file=True)
    assert way_to(FAR, EVERY, rules, "/evil.pem") == expected
    assert way_to(FAR, {}, rules) == expected
    assert way_to(FAR, EVERY, Rules(NO_PROXY)).proxies == {}


def test_a_policy_that_names_one_of_the_two_leaves_the_other_as_it_was() -> None:
    assert way_to(FAR, EVERY, Rules(PROXY)).ca_file == "/evil.pem"
    found = way_to(FAR, {"https_proxy": PROXY}, Rules(certificate="/etc/ca.pem"))
    assert found == Way({"https": PROXY}, "/etc/ca.pem", only_file=True)


def test_without_a_policy_the_usual_variables_are_heard() -> None:
    assert way_to(FAR, {"https_proxy": PROXY}).proxies == {"https": PROXY}
    assert way_to(FAR, {"HTTPS_PROXY": PROXY}).proxies == {"https": PROXY}
    assert way_to(FAR, {"http_proxy": PROXY}).proxies is None
    assert way_to(FAR, {"https_proxy": PROXY, "no_proxy": ".example.com"}).proxies == {}
    assert way_to(FAR, {"https_proxy": PROXY, "NO_PROXY": "*"}).proxies == {}
    assert way_to(FAR, {"https_proxy": "", "HTTPS_PROXY": PROXY}).proxies == {}
    assert way_to(FAR, {"SSL_CERT_FILE": "/a", "SSL_CERT_DIR": "/b"}) == Way(None, "/a", "/b")
    assert way_to(FAR, {"SSL_CERT_FILE": "/a"}, FREE, "/o") == Way(None, "/o", only_file=True)


@pytest.mark.parametrize("rules", [FREE, LISTED, Rules(PROXY)])
def test_what_goes_to_this_machine_takes_no_detour(rules: Rules) -> None:
    for address in ("http://localhost:4318/v1/traces", "http://127.0.0.1:1/", "https://[::1]/"):
        assert way_to(address, EVERY, rules).proxies == {}


@pytest.mark.parametrize(
    ("endpoint", "ours"),
    [
        ("http://localhost:43/v1", True), ("http://LOCALHOST/", True), ("http://localhost./", True),
        ("http://127.0.0.1/", True), ("http://127.8.9.1:80/", True), ("http://[::1]:4318/", True),
        ("http://127.0.0.1.example.com/", False), ("http://localhost.example.com/", False),
        ("http://0.0.0.0/", False), ("http://127.1/", False), ("http://0x7f000001/", False),
        ("http://2130706433/", False), ("http://[::ffff:10.0.0.1]/", False), ("http://h/", False),
        ("http://user@127.0.0.1@h/", False), ("http:///", False), ("http://[::1/", False),
        ("http://notlocalhost/", False), ("http://10.0.0.1/", False), ("http://localhost.x", False),
    ],
)  # fmt: skip
def test_this_machine_is_known_by_names_that_leave_no_doubt(endpoint: str, ours: bool) -> None:
    assert is_this_machine(endpoint) is ours
    assert is_in_the_clear(endpoint) is not ours
    assert not is_in_the_clear(endpoint.replace("http:", "HTTPS:"))


def test_each_variable_that_names_another_way_is_named_and_known_to_be_heard_or_not() -> None:
    environ = EVERY | {
        "OTEL_EXPORTER_OTLP_CERTIFICATE": "/c", "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE": "/c",
        "HOSTALIASES": "/h", "OPENSSL_CONF": "/o", "SSLKEYLOGFILE": "/k", "PATH": "/bin",
    }  # fmt: skip
    named = set(named_by(environ))
    assert named == environ.keys() - {"PATH", "no_proxy"}
    never = {"HOSTALIASES", "OPENSSL_CONF", "SSLKEYLOGFILE", "all_proxy"}
    assert {name for name in named if is_heard(name, FREE)} == named - never
    assert not any(is_heard(name, LISTED) for name in named)
    proxies = {name for name in named if name.lower().endswith("_proxy")}
    assert not any(is_heard(name, Rules(PROXY)) for name in proxies)
    assert all(is_heard(name, Rules(PROXY)) for name in named - proxies - never)
