"""Every finding for real, on real files, by the command; and nothing where all is well."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from codexctl.policy.audit.catalog import RULES
from tests.cli.conftest import Shell
from tests.cli.policy.findings_for_real import CASES, CONFIG, HOOKS, Case, hooks, made, plugin

AUDIT = Path(__file__).parents[3] / "codexctl" / "policy" / "audit"


@pytest.mark.parametrize("finding", sorted(CASES))
def test_each_finding_happens_and_names_its_line(shell: Shell, finding: str) -> None:
    case = CASES[finding]
    done = shell.run(
        "policy", "check", "--policy", str(made(shell, case)), "--json", **case.environ
    )
    found = done.json["violations" if case.violates else "notices"]
    places = [each["where"] for each in found if each["id"] == finding]
    assert places, done.out
    assert places[0].endswith(case.at)
    assert done.code == int(bool(done.json["violations"]))
    assert case.violates <= (done.code == 1)


def test_every_id_in_the_code_is_in_the_catalogue_and_has_a_case() -> None:
    said = set()
    for path in AUDIT.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                said.add(node.value)
    assert set(CASES) == set(RULES)
    # An id that nobody makes any more has no place in the catalogue either.
    outside = {path.name for path in AUDIT.glob("*.py")} - {"catalog.py"}
    code = "".join((AUDIT / name).read_text("utf-8") for name in outside)
    assert [rule for rule in RULES if f'"{rule}"' not in code] == []
    made_ids = {
        node.args[0].value
        for name in outside
        for node in ast.walk(ast.parse((AUDIT / name).read_text("utf-8")))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "Finding"
        and isinstance(node.args[0], ast.Constant)
    }
    assert made_ids <= set(RULES)


BENIGN = {
    "nothing at all": {},
    "an empty file": {CONFIG: ""},
    "a model": {CONFIG: 'model = "gpt-5"\n'},
    "hooks on": {CONFIG: "[features]\nhooks = true\n"},
    "no telemetry": {CONFIG: '[otel]\nexporter = "none"\ntrace_exporter = "none"\n'},
    "switches that are off": {CONFIG: "[otel]\nlog_user_prompt = false\n"},
    "a server with a variable": {
        CONFIG: '[mcp_servers.x]\nurl = "https://x.example"\nbearer_token_env_var = "X_TOKEN"\n'
    },
    "a server's plain environment": {
        CONFIG: '[mcp_servers.x]\ncommand = "x"\nargs = ["-y", "--port", "80"]\n'
        '[mcp_servers.x.env]\nLOG_LEVEL = "debug"\nMAX_TOKENS = "100"\n'
    },
    "keys that stand for others": {
        CONFIG: '[mcp_servers.x]\ncommand = "x"\n[mcp_servers.x.env]\n'
        'A_TOKEN = "${A_TOKEN}"\nB_TOKEN = "$B"\nC_TOKEN = ""\nD_TOKEN = "<yours>"\n'
    },
    "headers from the environment": {
        CONFIG: '[model_providers.p]\nname = "p"\nbase_url = "https://p.example/v1"\n'
        'env_key = "P_KEY"\nenv_http_headers = { Authorization = "P_AUTH" }\n'
        'query_params = { api-version = "2024-01-01" }\n'
    },
    "a sound at the end": {HOOKS: hooks("afplay /System/Library/Sounds/Glass.aiff")},
    "a desktop's notice": {HOOKS: hooks("notify-send 'Codex' done >/dev/null 2>&1 || true")},
    "a notice by notify": {CONFIG: 'notify = ["terminal-notifier", "-message", "done"]\n'},
    "a notice by a shell": {CONFIG: 'notify = ["bash", "-c", "notify-send \'Codex done\'"]\n'},
    "no notify": {CONFIG: "notify = []\n"},
    "an inert group": {HOOKS: '{"hooks": {"Stop": [{"hooks": []}]}}'},
    "hooks without any": {HOOKS: '{"hooks": {}}'},
    "a plugin that is off": {
        **plugin("tracing", "codex-observability-plugin", "node x"),
        CONFIG: '[plugins."tracing@codex-observability-plugin"]\nenabled = false\n',
    },
    "a plugin that is not there": {CONFIG: '[plugins."a@b"]\nenabled = true\n'},
    "a plugin with a sound": plugin("bell", "acme", "printf '\\a'"),
    "a plugin whose name leads elsewhere": {CONFIG: '[plugins."../../x@.."]\nenabled = true\n'},
    "a profile": {".codex/fast.config.toml": 'model = "gpt-5-mini"\n'},
    "trusted projects": {CONFIG: '[projects."/home/ada/x"]\ntrust_level = "trusted"\n'},
}


@pytest.mark.parametrize("name", sorted(BENIGN))
def test_what_is_benign_gives_no_finding(shell: Shell, name: str) -> None:
    policy = made(
        shell, Case("[codex]\notel_content = false\n[trust]\nbypass = false\n", BENIGN[name])
    )
    done = shell.run("policy", "check", "--policy", str(policy), "--json")
    assert (done.json["violations"], done.json["notices"]) == ([], [])
    assert done.code == 0


TRACERS = {
    "weave-codex": "WANDB_API_KEY=$KEY sh ~/.weave-codex/stop-hook.sh",
    "staso": "/opt/venv/bin/python -m staso.codex",
    "langfuse": 'node "${CODEX_HOME:-$HOME/.codex}/plugins/cache/codex-observability-plugin'
    '/tracing/0.1.1/dist/index.mjs"',
    "arize": "/opt/venv/bin/arize-hook-codex-stop",
    "mlflow": "npx -y @mlflow/codex@latest",
    "infinium": "cd /tmp && infinium-codex hook | cat",
    "agentsview": "bash -lc 'uvx agentsview sync'",
    "pew": "/usr/bin/env node /home/ada/.config/pew/bin/notify.cjs --source=codex",
    "openinference": "python3 -m openinference.instrumentation.codex.hook",
    "braintrust": "/x/trace-codex/0.1.0/bin/codex-hook.sh Stop",
    "tracevault": "timeout 5 tracevault stream --agent codex",
}


@pytest.mark.parametrize("name", sorted(TRACERS))
def test_known_tracers_are_named_wherever_they_stand(shell: Shell, name: str) -> None:
    command = TRACERS[name].replace('"', '\\"')
    inline = f'[[hooks.Stop]]\n[[hooks.Stop.hooks]]\ntype = "command"\ncommand = "{command}"\n'
    policy = made(shell, Case("", {HOOKS: hooks(TRACERS[name]), ".codex/p.config.toml": inline}))
    found = shell.run("policy", "check", "--policy", str(policy), "--json").json["violations"]
    assert [each["id"] for each in found] == ["other-tracers"] * 2
    assert all(each["summary"].startswith(f"{name} traces turns too") for each in found)
    places = {each["where"].rpartition("/")[2] for each in found}
    assert places == {"hooks.json:8", "p.config.toml:4"}
