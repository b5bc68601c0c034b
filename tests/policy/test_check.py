"""The audit: what each check makes of real files, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codexctl.checks import Check, State
from codexctl.codex.config_files import ConfigFile, Layer, config_files
from codexctl.codex.written import Written, read_written
from codexctl.policy.check import check
from codexctl.policy.facts import Facts
from codexctl.policy.finding import Finding
from codexctl.policy.read import from_bytes
from codexctl.settings.capture import CaptureMode
from codexctl.settings.load import load
from codexctl.settings.resolve import address_of

PATH = Path("/p.toml")
ALLOWED = "https://otel.example.com/v1/traces"
ALLOW = '[destinations]\nallow = ["https://otel.example.com/"]\n'
FAR = '[[destinations]]\nname = "far"\nkind = "otlp"\nendpoint = "https://evil.example.net/v1"\n'
TOKEN = "ghp_4fT9aQ2xW7bL0mK8sR3vZ6yN1cJ5hDpE2uGk"


class Machine:
    """A Codex home, a repository, the administrator's folder, our settings: all empty at first."""

    def __init__(self, root: Path) -> None:
        self.home, self.repo, self.system = root / "codex", root / "repo", root / "etc"
        for folder in (self.home, self.repo / ".git", self.repo / ".codex", self.system):
            folder.mkdir(parents=True)
        self.config = self.home / "config.toml"
        self.settings = root / "settings.toml"

    def facts(self, policy: str | None = "", **more: Any) -> Facts:
        loaded = load(self.settings)
        found = None if policy is None else from_bytes(f"version = 1\n{policy}".encode(), PATH)
        facts = Facts(
            policy=found,
            settings=loaded,
            settings_path=str(self.settings),
            settings_file=read_written(self.settings),
            addresses={one.name: address_of(one, {}) for one in loaded.destinations},
            files=config_files(self.home, self.repo, self.system),
        )
        return replace(facts, **more)

    def check(self, policy: str | None = "", **more: Any) -> tuple[Finding, ...]:
        return check(self.facts(policy, **more))


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


def told(found: tuple[Finding, ...]) -> list[tuple[str, str, bool]]:
    """Id, file and line without folders, and whether it is a violation."""
    return [(one.id, one.where.rpartition("/")[2], one.violation) for one in found]


def test_where_all_is_well_nothing_is_found(machine: Machine) -> None:
    machine.config.write_text('model = "gpt-5"\n[features]\nhooks = true\n')
    assert machine.check(ALLOW) == ()
    assert machine.check(None) == ()


def test_a_policy_that_cannot_be_used_is_found_and_closes(machine: Machine) -> None:
    machine.settings.write_text("version = 1\n" + FAR)
    found = machine.check("nonsense")
    assert [one.id for one in found] == ["policy-unreadable", "foreign-endpoint"]


def test_hooks_that_are_off_violate_a_policy_that_requires_tracing(machine: Machine) -> None:
    machine.config.write_text("[features]\ncodex_hooks = false\n")
    assert told(machine.check(None)) == [("hooks-off", "config.toml:2", False)]
    for policy in ("[codex.features]\nhooks = true\n", "[codex]\ntracing = true\n"):
        assert ("hooks-off", "config.toml:2", True) in told(machine.check(policy))


def test_hooks_that_the_administrator_pins_on_are_not_off(machine: Machine) -> None:
    machine.config.write_text("[features]\nhooks = false\n")
    (machine.system / "requirements.toml").write_text("[features]\nhooks = true\n")
    assert machine.check("[codex.features]\nhooks = true\n") == ()
    (machine.system / "requirements.toml").write_text("[features]\nhooks = false\n")
    (one,) = machine.check("[codex.features]\nhooks = true\n")
    assert one.where == f"{machine.system / 'requirements.toml'}:2"
    assert one.remedy == "mend that line of requirements.toml"


def test_the_remedy_fits_the_file(machine: Machine) -> None:
    machine.config.write_text("[profiles.x.features]\nhooks = false\n")
    (machine.repo / ".codex" / "config.toml").write_text("[features]\nhooks = false\n")
    (machine.home / "fast.config.toml").write_text("[features]\nhooks = false\n")
    assert [one.remedy for one in machine.check(None)] == [
        "codexctl features enable hooks --scope project",
        "mend that line of fast.config.toml",
        "mend that line of config.toml",
    ]


def test_tracing_is_missing_unless_a_hook_of_ours_runs(machine: Machine) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    hooks = (
        Check("hooks.installed", State.problem, "no hook", "codexctl setup", "hooks-missing"),
        Check("hooks.feature", State.problem, "off by /x", "mend /x", "hooks-off-layer"),
        Check("hooks.listed", State.ok, ""),
    )
    needed = "[codex]\ntracing = true\n"
    found = machine.check(needed, hooks=hooks, hooks_at="/h/hooks.json")
    assert told(found) == [
        ("tracing-missing", "hooks.json", True),
        ("hooks-off", "hooks.json", True),
    ]
    assert [one.id for one in machine.check("", hooks=hooks)] == ["hooks-off"]
    managed = machine.check(needed, hooks=hooks[:1], managed_hook="/etc/codex/requirements.toml")
    assert managed == ()
    machine.settings.unlink()
    assert told(machine.check(needed)) == [("tracing-missing", "settings.toml", True)]


def test_pinned_features_are_looked_up_in_files_and_by_codexs_word(machine: Machine) -> None:
    policy = "[codex.features]\napps = false\nmemories = true\n"
    assert machine.check(policy) == ()
    assert machine.check(policy, flags={"apps": False, "memories": True}) == ()
    machine.config.write_text("[features]\nmemory_tool = false\n")
    found = machine.check(policy, flags={"apps": True, "memories": False})
    assert told(found) == [
        ("feature-pinned", "codex features list", True),
        ("feature-pinned", "config.toml:2", True),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "bypass_hook_trust = true\n",
        "[features]\nbypass_hook_trust = true\n",
        "[hooks]\nbypass_hook_trust = true\n",
        "[profiles.x]\nbypass_hook_trust = true\n",
    ],
)
def test_the_bypass_is_found_wherever_it_is_set(machine: Machine, text: str) -> None:
    machine.config.write_text(text)
    (machine.repo / ".codex" / "config.toml").write_text(text)
    assert [one.violation for one in machine.check("[trust]\nbypass = false\n")] == [True, True]
    assert {one.id for one in machine.check(None)} == {"trust-bypass"}
    machine.config.write_text(text.replace("true", "false"))
    assert len(machine.check()) == 1


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
    assert told(machine.check(ALLOW, otel_endpoint=ALLOWED)) == []
    assert told(machine.check(ALLOW, otel_endpoint=url)) == [("foreign-endpoint", variable, False)]
    used = machine.check(ALLOW, otel_endpoint=url, addresses={"far": url})
    assert told(used) == [("foreign-endpoint", variable, True)]


@pytest.mark.parametrize("key", ["exporter", "trace_exporter", "metrics_exporter"])
@pytest.mark.parametrize("kind", ["otlp-http", "otlp-grpc"])
def test_codexs_own_exporters_need_an_allowed_address(
    machine: Machine, key: str, kind: str
) -> None:
    text = f'[otel.{key}.{kind}]\nendpoint = "URL"\nprotocol = "json"\n'
    machine.config.write_text(text.replace("URL", ALLOWED))
    assert "foreign-endpoint" not in {one.id for one in machine.check(ALLOW)}
    machine.config.write_text(text.replace("URL", "http://otel.example.com/v1/logs"))
    assert ("foreign-endpoint", "config.toml:1", True) in told(machine.check(ALLOW))
    assert "foreign-endpoint" not in {one.id for one in machine.check()}


def test_logs_and_traces_to_the_vendor_are_foreign_and_its_metrics_are_not(
    machine: Machine,
) -> None:
    machine.config.write_text(
        '[otel]\nexporter = "statsig"\nmetrics_exporter = "statsig"\ntrace_exporter = "none"\n'
    )
    found = [one.where for one in machine.check(ALLOW) if one.id == "foreign-endpoint"]
    assert found == [f"{machine.config}:2"]


def test_a_required_endpoint_must_be_set_up(machine: Machine) -> None:
    policy = f'[destinations]\nrequired = ["{ALLOWED}"]\n'
    assert told(machine.check(policy)) == [("endpoint-missing", "settings.toml", True)]
    machine.settings.write_text(
        "version = 1\n" + FAR.replace("https://evil.example.net/v1", ALLOWED)
    )
    assert machine.check(policy) == ()


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
    (one,) = machine.check("[codex]\notel_content = false\n")
    assert (one.id, one.violation) == ("otel-content", True)


def test_a_local_store_that_is_forbidden_is_found(machine: Machine, tmp_path: Path) -> None:
    machine.settings.write_text('version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n')
    store = tmp_path / "traces.db"
    assert machine.check("", store=store) == ()
    found = machine.check("[destinations]\nlocal = false\n", store=store)
    assert told(found) == [
        ("local-store", "traces.db", True),
        ("local-store", "settings.toml:4", True),
    ]


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
    found = [one for one in machine.check(None) if one.id == "plaintext-key"]
    assert [one.where for one in found] == [f"{machine.config}:2"]
    assert found[0].summary.startswith(key.partition(".otlp")[0])
    assert " holds plain text: " in found[0].summary
    assert TOKEN[:8] not in repr(found)
    assert "Zx81" not in repr(found)


def test_secrets_in_names_and_addresses_are_not_told_either(machine: Machine) -> None:
    machine.config.write_text(
        f"[profiles.{TOKEN}.features]\nhooks = false\n[otel]\nexporter.otlp-http ="
        ' { endpoint = "https://me:Zx81kQpL7vN2@h.example/", protocol = "json" }\n'
    )
    found = machine.check(ALLOW)
    assert {"hooks-off", "foreign-endpoint"} <= {one.id for one in found}
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
    (one,) = machine.check(None)
    assert (one.id, one.where) == ("plaintext-key", f"{machine.settings}:6")
    assert "codexctl auth set" in one.remedy


def test_what_cannot_be_read_cannot_be_vouched_for(machine: Machine) -> None:
    machine.config.write_text("[features\n")
    found = machine.check(None, settings_problem="settings.toml: what?")
    assert told(found) == [
        ("settings-unreadable", "settings.toml", True),
        ("config-unreadable", "config.toml", True),
    ]


def test_violations_come_first(machine: Machine) -> None:
    machine.config.write_text(f"features.hooks = false\nnotify = ['{TOKEN}']\n")
    assert [one.violation for one in machine.check(None)] == [True, False]


_PLAIN = st.one_of(
    st.booleans(), st.integers(), st.text(max_size=5), st.sampled_from([TOKEN, "none", "statsig"])
)
_KEYS = st.sampled_from(
    ["features", "feature_requirements", "hooks", "codex_hooks", "profiles", "otel", "exporter",
     "otlp-http", "endpoint", "log_user_prompt", "bypass_hook_trust", "x", TOKEN]
)  # fmt: skip
_DATA = st.recursive(
    _PLAIN, lambda below: st.lists(below, max_size=2) | st.dictionaries(_KEYS, below, max_size=4)
)


@given(st.dictionaries(_KEYS, _DATA, max_size=5), st.sampled_from(list(Layer)))
def test_no_file_whatever_it_says_stops_the_audit(data: dict[str, Any], layer: Layer) -> None:
    policy = f"version = 1\n{ALLOW}[codex]\notel_content = false\n[codex.features]\nx = true\n"
    files = (ConfigFile(layer, Written(Path("/x"), "", data)),)
    found = check(Facts(from_bytes(policy.encode(), PATH), files=files))
    assert TOKEN not in repr(found)
