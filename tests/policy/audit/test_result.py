"""What files would say is judged by the policy, and nothing that they said before."""

from __future__ import annotations

from pathlib import Path

import pytest

from codexctl.locations import locate
from codexctl.policy.audit.result import Machine, forbidden
from codexctl.policy.file.read import from_bytes

WHERE = locate({"HOME": "/home/ada"})
CONFIG, HOOKS, SETTINGS = WHERE.config_toml, WHERE.hooks_json, WHERE.settings_toml
POLICY = b"""version = 1
[destinations]
allow = ["https://otel.example.com/"]
required = ["https://otel.example.com/v1/traces"]
local = false
[trust]
bypass = false
self_trust = false
[codex.features]
hooks = true
"""


def keys(path: Path, before: str | None, after: str | None, policy: bytes = POLICY) -> list[str]:
    old, new = ({path: None if text is None else text.encode()} for text in (before, after))
    found = forbidden(from_bytes(policy, Path("/p.toml")), old, new, Machine(WHERE))
    return [forbidden_change.key for forbidden_change in found]


def state(**entries: str) -> str:
    lines = (
        f'[hooks.state."{HOOKS}:stop:{key[1:]}:0"]\n{entry}\n' for key, entry in entries.items()
    )
    return "".join(lines)


def test_trust_that_moves_is_none_that_is_recorded() -> None:
    old, new = state(p0='trusted_hash = "a"'), state(p1='trusted_hash = "a"')
    assert keys(CONFIG, old, new) == []
    assert keys(CONFIG, old, old + new) == ["trust.self_trust"]
    assert keys(CONFIG, old, state(p0='trusted_hash = "b"')) == ["trust.self_trust"]
    assert keys(CONFIG, old, state(p0='trusted_content_hash = "a"')) == ["trust.self_trust"]
    assert keys(CONFIG, old, None) == []


def test_a_second_kind_of_hash_is_trust_too() -> None:
    old = state(p0='enabled = false\ntrusted_hash = "a"')
    assert keys(CONFIG, old, state(p0='trusted_hash = "a"')) == []
    assert keys(CONFIG, None, state(p0='trusted_content_hash = "a"')) == ["trust.self_trust"]


@pytest.mark.parametrize("value", ["false", "{ enabled = false }", "[false]", "0", '"false"'])
def test_a_pinned_flag_is_nothing_but_its_value(value: str) -> None:
    assert keys(CONFIG, None, f"features.hooks = {value}") == ["codex.features.hooks"]
    assert keys(CONFIG, f"features.hooks = {value}", f"features.hooks = {value}\nx = 1") == []
    assert keys(CONFIG, f"features.hooks = {value}", "features.hooks = true") == []


def test_every_file_of_codexs_is_judged() -> None:
    for path in (
        CONFIG,
        WHERE.codex_home / "work.config.toml",
        Path("/repository/.codex/config.toml"),
    ):
        assert keys(path, None, "features.hooks = false") == ["codex.features.hooks"]
    assert keys(Path("/somewhere/policy.toml"), None, "features.hooks = false") == []


def test_the_bypass_is_known_wherever_it_is_written() -> None:
    for text in ("bypass_hook_trust = true", "hooks.bypass_hook_trust = true",
                 "profiles.p.bypass_hook_trust = true"):  # fmt: skip
        assert keys(CONFIG, None, text) == ["trust.bypass"]
        assert keys(CONFIG, text, text) == []


def test_new_destinations_are_judged_by_their_address() -> None:
    def settings(*ones: str) -> str:
        return "version = 1\n" + "".join(f"[[destinations]]\n{one}\n" for one in ones)

    good = 'name = "a"\nkind = "otlp"\nendpoint = "https://otel.example.com/v1/traces"'
    bad = 'name = "b"\nkind = "otlp"\nendpoint = "https://evil.example/v1/traces"'
    local = 'name = "local"\nkind = "local"'
    assert keys(SETTINGS, None, settings(good)) == []
    assert keys(SETTINGS, None, settings(bad)) == ["destinations.allow"]
    assert keys(SETTINGS, None, settings(local)) == ["destinations.local"]
    assert keys(SETTINGS, settings(bad, local), settings(bad, local, good)) == []
    assert keys(SETTINGS, settings(good), settings()) == ["destinations.required"]
    assert keys(SETTINGS, settings(good), None) == []


def test_a_file_that_codex_cannot_read_says_nothing() -> None:
    assert keys(CONFIG, "features = nonsense", "features = other nonsense") == []
    assert keys(CONFIG, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"), "") == []


def test_a_policy_that_cannot_be_used_lets_nobody_record_trust() -> None:
    after = state(p0='trusted_hash = "a"') + "otel.exporter.x.endpoint = 'https://a.example/'\n"
    assert set(keys(CONFIG, None, after, b"nonsense")) == {"trust.self_trust"}
