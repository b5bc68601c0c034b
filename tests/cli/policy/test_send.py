"""`policy check --send`: ids and counts to the administrator's destination, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codexctl.policy.audit.catalog import RULES
from tests.cli.administered import administered, needs_root
from tests.cli.conftest import Done, Shell
from tests.deliver.sink import Sink

SECRET = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"


@pytest.fixture
def sink() -> Iterator[Sink]:
    """The administrator's backend."""
    with Sink() as running:
        yield running


def policy(sink: Sink, more: str = "") -> str:
    return (
        f'version = 1\n[destination.company]\nendpoint = "{sink.url}"\n{more}'
        "[trust]\nbypass = false\n"
    )


def run(shell: Shell, text: str, *arguments: str) -> Done:
    return administered(shell, {"codexctl/policy.toml": text}, "policy", "check", *arguments)


def ruined(shell: Shell) -> None:
    shell.locations.config_toml.write_text(
        f'bypass_hook_trust = true\nnotify = ["/opt/{SECRET}/mine", "x"]\n'
        f'[mcp_servers.acme_private.env]\nA_TOKEN = "{SECRET}"\nB_TOKEN = "{SECRET}"\n'
    )


@needs_root
def test_counts_by_id_arrive_and_no_text_or_path(shell: Shell, sink: Sink) -> None:
    ruined(shell)
    done = run(shell, policy(sink, "metrics = true\n"), "--send")
    assert done.code == 1
    assert "company: sent" in done.err
    assert "company (metrics): sent" in done.err
    (request,) = sink.requests
    (resource,) = request.resource_spans
    (span,) = resource.scope_spans[0].spans
    told = {each.key: each.value for each in span.attributes}
    assert span.name == "codexctl policy.check"
    assert told["codexctl.selftest"].bool_value
    assert told["codexctl.policy.violations"].int_value == 4
    assert told["codexctl.policy.finding.plaintext-key"].int_value == 3
    assert told["codexctl.policy.finding.trust-bypass"].int_value == 1
    assert told["codexctl.policy.finding.notify-program"].int_value == 1
    assert {each.key for each in resource.resource.attributes} >= {"codexctl.policy.id"}
    (metrics,) = sink.metrics
    points = {
        (a["codexctl.policy.finding.id"], a["codexctl.policy.finding.kind"]): point.as_int
        for metric in metrics.resource_metrics[0].scope_metrics[0].metrics
        if metric.name == "codexctl.policy.findings"
        for point in metric.gauge.data_points
        if (a := {each.key: each.value.string_value for each in point.attributes})
    }
    assert points[("plaintext-key", "violation")] == 3
    assert points[("notify-program", "notice")] == 1
    assert points[("hooks-off", "violation")] == 0
    assert {name for name, _ in points} == set(RULES)
    everything = b"".join([r.SerializeToString() for r in sink.requests] + sink.bodies)
    for word in (SECRET, SECRET[:12], "acme_private", ".codex", "config.toml", str(shell.cwd)):
        assert word.encode() not in everything


@needs_root
def test_quietly_the_exit_code_says_whether_it_arrived(shell: Shell, sink: Sink) -> None:
    ruined(shell)
    done = run(shell, policy(sink), "--send", "--quiet")
    assert (done.code, done.out, done.err) == (0, "", "")
    assert len(sink.requests) == 1
    assert sink.metrics == []
    sink.reply = lambda _: (503, {}, b"")
    assert run(shell, policy(sink), "--send", "--quiet").code == 1


@needs_root
def test_without_a_destination_of_the_policys_nothing_can_be_sent(shell: Shell) -> None:
    done = run(shell, "version = 1\n", "--send")
    assert done.code == 1
    assert "defines no destination" in done.err


def test_it_is_for_ones_own_under_the_machines_policy(shell: Shell) -> None:
    (shell.cwd / "p.toml").write_text("version = 1\n")
    assert shell.run("policy", "check", "--send", "--policy", "p.toml").code == 2
    assert shell.run("policy", "check", "--send", "--codex-home", ".").code == 2
    assert shell.run("policy", "check", "--quiet").code == 2
