"""Keys in plain text: named by place and kind, and shown nowhere."""

from __future__ import annotations

import pytest

from tests.policy.machine import ALLOW, FAR, TOKEN, Machine

KEYS = {
    "model_providers.x.experimental_bearer_token": f'"{TOKEN}"',
    "model_providers.x.http_headers": '{ Authorization = "Bearer Zx81kQpL7vN2" }',
    "mcp_servers.git.env": f'{{ GITHUB_TOKEN = "{TOKEN}" }}',
    "mcp_servers.git.args": '["serve", "--token", "Zx81kQpL7vN2"]',
    "otel.exporter.otlp-http.headers": '{ "x-api-key" = "Zx81kQpL7vN2" }',
    "shell_environment_policy.set": f'{{ "{TOKEN}" = "x" }}',
    "notify": '["curl", "https://me:Zx81kQpL7vN2@h.example/"]',
}


@pytest.mark.parametrize("key", KEYS)
def test_keys_in_plain_text_are_named_by_place_and_never_shown(machine: Machine, key: str) -> None:
    machine.config.write_text(f"# first\n{key} = {KEYS[key]}\n")
    found = [finding for finding in machine.check(None) if finding.id == "plaintext-key"]
    assert [finding.where for finding in found] == [f"{machine.config}:2"]
    assert found[0].summary.startswith(key.partition(".otlp")[0])
    assert " contains plain text: " in found[0].summary
    assert TOKEN[:8] not in repr(found)
    assert "Zx81" not in repr(found)


def test_secrets_in_names_and_addresses_are_not_told_either(machine: Machine) -> None:
    machine.config.write_text(
        f"[profiles.{TOKEN}.features]\nhooks = false\n[otel]\nexporter.otlp-http ="
        ' { endpoint = "https://me:Zx81kQpL7vN2@h.example/", protocol = "json" }\n'
    )
    found = machine.check(ALLOW)
    assert {"hooks-off", "foreign-endpoint"} <= {finding.id for finding in found}
    assert TOKEN[:8] not in repr(found)
    assert "Zx81" not in repr(found)


def test_names_of_variables_hashes_and_paths_are_no_keys(machine: Machine) -> None:
    machine.config.write_text(
        """\
model_providers.x = { env_key = "OPENAI_API_KEY", base_url = "https://h.example/v1" }
model_providers.x.env_http_headers = { Authorization = "MY_TOKEN" }
mcp_servers.g = { bearer_token_env_var = "GITHUB_TOKEN", env_vars = ["GITHUB_TOKEN"] }
[hooks.state."/home/ada/.codex/hooks.json:stop:0:0"]
trusted_hash = "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
[projects."/home/ada/work"]
trust_level = "trusted"
[tui]
contact = "ada@example.com"
""".replace("model_providers.x.env", "model_providers.y.env")
    )
    assert machine.check(None) == ()


def test_a_key_among_our_own_headers_belongs_in_the_keyring(machine: Machine) -> None:
    machine.settings.write_text(
        "version = 1\n" + FAR + 'headers = { Authorization = "Bearer Zx81kQpL7vN2" }\n'
    )
    (finding,) = machine.check(None)
    assert (finding.id, finding.where) == ("plaintext-key", f"{machine.settings}:6")
    assert "codexctl auth set" in finding.remedy
