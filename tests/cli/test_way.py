"""`status`, `policy show` and `setup` tell by which way traces go, and what has no say in it."""

from __future__ import annotations

import json

from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Shell

LISTED = 'version = 1\n[destinations]\nallow = ["http://otel.example.com/", "https://a.example/"]\n'
FAR = 'version = 1\n[[destinations]]\nname = "far"\nkind = "otlp"\nendpoint = "{}"\n'


def with_settings(shell: Shell, endpoint: str) -> None:
    path = shell.locations.settings_toml
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAR.format(endpoint))


def checks(out: str) -> dict[str, tuple[str, str]]:
    found = json.loads(out)["checks"]
    return {line["id"]: (line["state"], line["summary"]) for line in found}


@needs_root
def test_status_names_the_proxy_that_is_not_heard_and_the_address_in_the_clear(
    shell: Shell,
) -> None:
    with_settings(shell, "http://otel.example.com/v1/traces")
    policy = {"codexctl/policy.toml": LISTED}
    words = ("status", "--offline", "--json")
    done = administered(shell, policy, *words, http_proxy="http://p:1", SSLKEYLOGFILE="/k")
    found = checks(done.out)
    state, summary = found["network.ignored"]
    assert state == "inactive"
    assert summary == "ignored by the administrator's policy: $http_proxy, $SSLKEYLOGFILE"
    state, summary = found["destination.far.allowed"]
    assert state == "problem"
    assert "plain http to another machine (http://otel.example.com/v1/traces)" in summary
    policy = {"codexctl/policy.toml": LISTED + "plain_http = true\n"}
    assert "destination.far.allowed" not in checks(administered(shell, policy, *words).out)


def test_status_says_which_variables_decide_where_nobody_else_does(shell: Shell) -> None:
    with_settings(shell, "https://otel.example.com/v1/traces")
    done = shell.run("status", "--offline", "--json", https_proxy="http://p:1")
    assert checks(done.out)["network.way"] == (
        "ok",
        "how backends are reached is set by $https_proxy",
    )
    assert "network.way" not in checks(shell.run("status", "--offline", "--json").out)


@needs_root
def test_setup_refuses_an_address_in_the_clear_with_the_line_that_says_so(shell: Shell) -> None:
    flags = ("--endpoint", "http://otel.example.com/v1/traces", "--yes", "--no-proof")
    policy = {"codexctl/policy.toml": LISTED + "plain_http = false\n"}
    done = administered(shell, policy, "setup", "--destination", "otlp", *flags)
    assert done.code == 1
    assert "plain http to another machine (http://otel.example.com/v1/traces)" in done.err
    assert "/etc/codexctl/policy.toml:4 says so" in done.err
