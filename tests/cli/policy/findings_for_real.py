"""For every finding that an audit can make: what has to be the case on a machine for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from tests.cli.conftest import Shell


@dataclass(frozen=True)
class Case:
    """Files by their path below the person's home, the policy, and variables.

    `violates` says whether the finding breaks the policy; `at` is the end of its place.
    """

    policy: str = ""
    files: Mapping[str, str] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    violates: bool = True
    at: str = ""


CONFIG, HOOKS = ".codex/config.toml", ".codex/hooks.json"
SETTINGS = ".config/codexctl/settings.toml"
ALLOW = '[destinations]\nallow = ["https://otel.example.com/"]\n'
_LOCAL = 'version = 1\n[[destinations]]\nname = "l"\nkind = "local"\n'


def hooks(*commands: str, event: str = "Stop") -> str:
    groups = [{"hooks": [{"type": "command", "command": command}]} for command in commands]
    return json.dumps({"hooks": {event: groups}}, indent=1)


def plugin(name: str, market: str, command: str) -> dict[str, str]:
    folder = f".codex/plugins/cache/{market}/{name}/1.0.0"
    return {
        CONFIG: f'[plugins."{name}@{market}"]\nenabled = true\n',
        f"{folder}/.codex-plugin/plugin.json": '{"name": "x", "hooks": "./hooks/mine.json"}',
        f"{folder}/hooks/mine.json": hooks(command),
    }


def _to(endpoint: str) -> str:
    return f'version = 1\n[[destinations]]\nname = "d"\nkind = "otlp"\nendpoint = "{endpoint}"\n'


CASES: Mapping[str, Case] = {
    "policy-unreadable": Case("[half\n", at="policy.toml"),
    "settings-unreadable": Case(files={SETTINGS: "version = 99\n"}, at="settings.toml"),
    "config-unreadable": Case(files={CONFIG: "[half\n"}, at="config.toml"),
    "tracing-missing": Case("[codex]\ntracing = true\n", at="hooks.json"),
    "hooks-off": Case(
        "[codex]\ntracing = true\n", {CONFIG: "[features]\nhooks = false\n"}, at="config.toml:2"
    ),
    "feature-pinned": Case(
        "[codex.features]\napps = false\n", {CONFIG: "features.apps = true\n"}, at="config.toml:1"
    ),
    "trust-bypass": Case(
        "[trust]\nbypass = false\n", {CONFIG: "bypass_hook_trust = true\n"}, at="config.toml:1"
    ),
    "other-tracers": Case(
        files={HOOKS: hooks("echo", "python3 -m staso.codex")}, at="hooks.json:16"
    ),
    "unknown-hook": Case(
        files={HOOKS: hooks("/opt/acme/send --now")}, violates=False, at="hooks.json:8"
    ),
    "plugin-hook": Case(
        files=plugin("lint", "acme", "node ${PLUGIN_ROOT}/x.mjs"),
        violates=False,
        at="config.toml:1",
    ),
    "notify-program": Case(
        files={CONFIG: 'notify = ["python3", "/opt/mine.py"]\n'}, violates=False, at="config.toml:1"
    ),
    "capture-above-cap": Case(
        '[capture]\nmax = "metadata"\n',
        environ={"CODEXCTL_CAPTURE": "full"},
        at="$CODEXCTL_CAPTURE",
    ),
    "foreign-endpoint": Case(
        ALLOW, {SETTINGS: _to("https://evil.example.net/v1/traces")}, at="settings.toml:5"
    ),
    "plain-http": Case(
        ALLOW.replace("https", "http"),
        {SETTINGS: _to("http://otel.example.com/v1/traces")},
        at="settings.toml:5",
    ),
    "other-way": Case(
        ALLOW, environ={"https_proxy": "http://p:1"}, violates=False, at="$https_proxy"
    ),
    "certificate-unusable": Case('[destinations]\ncertificate = "/gone.pem"\n', at="policy.toml:3"),
    "endpoint-missing": Case(
        # One with a star is for people to choose; any other is sent to, whoever set up what.
        '[destinations]\nrequired = ["https://*.example.com/v1/traces"]\n',
        at="settings.toml",
    ),
    "otel-content": Case(
        "[codex]\notel_content = false\n",
        {CONFIG: "[otel]\nlog_user_prompt = true\n"},
        at="config.toml:2",
    ),
    "native-otel": Case(
        files={
            CONFIG: '[otel]\ntrace_exporter = {otlp-http = {endpoint = "https://x.example",'
            ' protocol = "binary"}}\n'
        },
        violates=False,
        at="config.toml:2",
    ),
    "local-store": Case(
        "[destinations]\nlocal = false\n", {SETTINGS: _LOCAL}, at="settings.toml:4"
    ),
    "view-enabled": Case(
        "[view]\nenabled = false\n",
        {SETTINGS: "version = 1\n[view]\nenabled = true\n"},
        at="settings.toml:3",
    ),
    "plaintext-key": Case(
        files={
            CONFIG: '[mcp_servers.git]\ncommand = "x"\n[mcp_servers.git.env]\nGH_TOKEN = "abc1"\n'
        },
        at="config.toml:4",
    ),
}


def made(shell: Shell, case: Case) -> Path:
    """Have a machine on which it is so; gives the policy's draft."""
    for name, text in case.files.items():
        path = shell.locations.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    policy = shell.cwd / "policy.toml"
    policy.write_text(f"version = 1\n{case.policy}")
    return policy
