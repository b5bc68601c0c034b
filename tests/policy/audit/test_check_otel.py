"""What the audit makes of Codex's own telemetry: where it goes, and what is in it."""

from __future__ import annotations

import pytest

from tests.policy.machine import ALLOW, ALLOWED, Machine, told


@pytest.mark.parametrize("key", ["exporter", "trace_exporter", "metrics_exporter"])
@pytest.mark.parametrize("kind", ["otlp-http", "otlp-grpc"])
def test_codexs_own_exporters_need_an_allowed_address(
    machine: Machine, key: str, kind: str
) -> None:
    text = f'[otel.{key}.{kind}]\nendpoint = "URL"\nprotocol = "json"\n'
    machine.config.write_text(text.replace("URL", ALLOWED))
    assert "foreign-endpoint" not in {finding.id for finding in machine.check(ALLOW)}
    machine.config.write_text(text.replace("URL", "http://otel.example.com/v1/logs"))
    assert ("foreign-endpoint", "config.toml:1", True) in told(machine.check(ALLOW))
    assert "foreign-endpoint" not in {finding.id for finding in machine.check()}


def test_logs_and_traces_to_the_vendor_are_foreign_and_its_metrics_are_not(
    machine: Machine,
) -> None:
    machine.config.write_text(
        '[otel]\nexporter = "statsig"\nmetrics_exporter = "statsig"\ntrace_exporter = "none"\n'
    )
    found = [finding.where for finding in machine.check(ALLOW) if finding.id == "foreign-endpoint"]
    assert found == [f"{machine.config}:2"]


@pytest.mark.parametrize(
    "key",
    ["log_user_prompt", "log_agent_responses", "log_guardian_assessments", "log_sse_deltas"],
)
def test_content_in_codexs_own_telemetry_is_found(machine: Machine, key: str) -> None:
    (machine.home / "fast.config.toml").write_text(f"[otel]\n{key} = true\n")
    forbidden = "[codex]\notel_content = false\n"
    assert told(machine.check(forbidden)) == [("otel-content", "fast.config.toml:2", True)]
    assert told(machine.check()) == [("otel-content", "fast.config.toml:2", False)]
    (machine.system / "requirements.toml").write_text(f"[otel]\n{key} = false\n")
    assert machine.check(forbidden) == ()


def test_a_log_exporter_is_content_and_none_is_not(machine: Machine) -> None:
    machine.config.write_text('[otel]\nexporter = "none"\n')
    assert machine.check("[codex]\notel_content = false\n") == ()
    machine.config.write_text(
        f'[otel]\nexporter = {{ otlp-http = {{ endpoint = "{ALLOWED}", protocol = "json" }} }}\n'
    )
    (finding,) = machine.check("[codex]\notel_content = false\n")
    assert (finding.id, finding.violation) == ("otel-content", True)
